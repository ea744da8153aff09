// names: &Book::bought
#include "rowan/sqlite.hpp"

#include <chrono>
#include <cstdint>

using namespace rowan;

struct Book {
    std::int64_t id = 0;
    std::chrono::sys_seconds bought;
    std::chrono::sys_seconds read;
};
template <>
#if MISTAKE
inline constexpr auto rowan::table<Book> = define<Book>(as_integer<&Book::bought>);
#else
inline constexpr auto rowan::table<Book> = define<Book>(as_integer<&Book::bought>, as_integer<&Book::read>);
#endif

struct library {
    using driver = rowan::sqlite;
    using tables = rowan::tables<Book>;
};
int main() {
    rowan::connection<library> db(":memory:");
    (void)db(select<Book>().where(col<&Book::bought> == col<&Book::read>));
}
