// names: wanted
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
    constexpr auto query =
        select<Book>().where(col<&Book::title> == param<"wanted">, col<&Book::year> == param<"wanted">);
    (void)db(query, "wanted"_p = 1974);
#else
    constexpr auto query = select<Book>().where(col<&Book::title> == param<"title">, col<&Book::year> == param<"year">);
    (void)db(query, "title"_p = "1974", "year"_p = 1974);
#endif
}
