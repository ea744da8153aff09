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
struct library {
    using driver = rowan::sqlite;
    using tables = rowan::tables<Book>;
};
int main() {
    rowan::connection<library> db(":memory:");
#if MISTAKE
    auto change = db.begin();
    (void)db(select<Book>().where(col<&Book::year> == 1974).for_update());
#else
    auto change = db.begin({.mode = transaction_mode::immediate});
    (void)db(select<Book>().where(col<&Book::year> == 1974));
#endif
}
