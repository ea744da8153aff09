// names: &Book::title
#include "rowan/sqlite.hpp"

#include <cstdint>
#include <string>

using namespace rowan;
struct Author {
    std::int64_t id = 0;
    std::string name;
};
struct Book {
    std::int64_t id = 0;
    std::int64_t author = 0;
    std::string title;
    int year = 0;
};
struct library {
    using driver = rowan::sqlite;
    using tables = rowan::tables<Author, Book>;
};
int main() {
    rowan::connection<library> db(":memory:");
#if MISTAKE
    db(insert<Author>().columns<&Author::name>().from(select(col<&Book::title>, col<&Book::year>).from<Book>()));
#else
    db(insert<Author>().columns<&Author::name>().from(select(col<&Book::title>).from<Book>()));
#endif
}
