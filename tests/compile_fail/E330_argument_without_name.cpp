// names: int
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
    constexpr auto since = select<Book>().where(col<&Book::year> >= param<"year">);
#if MISTAKE
    (void)db(since, 1970);
#else
    (void)db(since, "year"_p = 1970);
#endif
}
