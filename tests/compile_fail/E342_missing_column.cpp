// names: pages
#include "rowan/sqlite.hpp"

#include <cstdint>
#include <string>

using namespace rowan;
struct Book {
    std::int64_t id = 0;
    std::string title;
    int year = 0;
};
struct Summary {
    std::string title;
    int year = 0;
#if MISTAKE
    int pages = 0;
#endif
};
struct library {
    using driver = rowan::sqlite;
    using tables = rowan::tables<Book>;
};
int main() {
    rowan::connection<library> db(":memory:");
    (void)db(select(col<&Book::title>, col<&Book::year>).from<Book>().into<Summary>()).all();
}
