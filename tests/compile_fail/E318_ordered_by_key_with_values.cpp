// names: &Book::year
#include "rowan/sqlite.hpp"

#include <cstdint>
#include <string>

using namespace rowan;
struct Book {
    std::int64_t id = 0;
    std::string title;
    int year = 0;
};
struct library {
    using driver = rowan::sqlite;
    using tables = rowan::tables<Book>;
};
int main() {
    rowan::connection<library> db(":memory:");
#if MISTAKE
    constexpr auto decade = col<&Book::year> / 10;
#else
    constexpr auto decade = col<&Book::year> / literal<10>;
#endif
    (void)db(select(count()).from<Book>().group_by(decade).order_by(decade));
}
