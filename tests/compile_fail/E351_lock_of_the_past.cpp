// names: Book
#include "rowan/postgres.hpp"

#include <cstdint>
#include <string>

using namespace rowan;
struct Book {
    std::int64_t id = 0;
    std::string title;
    int year = 0;
};
template <>
inline constexpr auto rowan::history<Book> = rowan::versioned{};
struct library {
    using driver = rowan::postgres;
    using tables = rowan::tables<Book>;
};
int main() {
    rowan::connection<library> db("");
#if MISTAKE
    (void)db(select<Book>().where(col<&Book::year> < 1970).as_of(1).for_update());
#else
    (void)db(select<Book>().where(col<&Book::year> < 1970).for_update());
#endif
}
