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
#if MISTAKE
    (void)db(select(col<&Book::title>).from<Book>().order_by(2).limit<10>());
#else
    (void)db(select(col<&Book::title>).from<Book>().order_by(named<"title">).limit<10>());
#endif
}
