// names: "by year"
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
    (void)db(select(rank().over<"by year">()).from<Book>());
#else
    (void)db(select(rank().over<"by year">()).from<Book>().window<"by year">(order_by(col<&Book::year>)));
#endif
}
