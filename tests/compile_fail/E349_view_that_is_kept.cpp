// names: title
#include "rowan/sqlite.hpp"

#include <cstdint>
#include <string>
#include <string_view>

using namespace rowan;
struct Book {
    std::int64_t id = 0;
    std::string title;
    int year = 0;
};
struct Summary {
    std::string_view title;
    int year = 0;
};
struct library {
    using driver = rowan::sqlite;
    using tables = rowan::tables<Book>;
};
int main() {
    rowan::connection<library> db(":memory:");
#if MISTAKE
    for (const Summary& book : db(select(col<&Book::title>, col<&Book::year>).from<Book>().into<Summary>())) (void)book;
#else
    for (const Summary& book : db.stream(select(col<&Book::title>, col<&Book::year>).from<Book>().into<Summary>()))
        (void)book;
#endif
}
