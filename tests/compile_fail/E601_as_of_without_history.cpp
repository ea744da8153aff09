// names: Book
#include "rowan/sqlite.hpp"

#include <cstdint>
#include <string>

struct Book {
    std::int64_t id = 0;
    std::string title;
    int year = 0;
};
#if !MISTAKE
template <>
inline constexpr auto rowan::history<Book> = rowan::versioned{};
#endif
struct library {
    using driver = rowan::sqlite;
    using tables = rowan::tables<Book>;
};
int main() {
    rowan::connection<library> db(":memory:");
    (void)db(rowan::select<Book>().as_of(1));
}
