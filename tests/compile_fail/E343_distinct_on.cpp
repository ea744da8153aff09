// names: sqlite_dialect
#include "rowan/sqlite.hpp"

#include <cstdint>
#include <string>

using namespace rowan;
struct Book {
    std::int64_t id = 0;
    std::string title;
    int year = 0;
};
struct Ranked {
    std::string title;
    std::int64_t place = 0;
};
struct library {
    using driver = rowan::sqlite;
    using tables = rowan::tables<Book>;
};
int main() {
    rowan::connection<library> db(":memory:");
#if MISTAKE
    (void)db(select(col<&Book::title>).from<Book>().distinct_on(col<&Book::year>).order_by(col<&Book::year>));
#else
    constexpr auto ranked =
        select(col<&Book::title>, row_number().over(partition_by(col<&Book::year>).order_by(col<&Book::title>)))
            .from<Book>();
    (void)db(select(col<&Ranked::title>).from(subquery<Ranked>(ranked)).where(col<&Ranked::place> == 1));
#endif
}
