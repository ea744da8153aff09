// names: &Author::name
#include "rowan/sqlite.hpp"

#include <cstdint>
#include <string>

using namespace rowan;
struct Book {
    std::int64_t id = 0;
    std::string title;
    int year = 0;
};
struct Author {
    std::int64_t id = 0;
    std::string name;
};
struct library {
    using driver = rowan::sqlite;
    using tables = rowan::tables<Book, Author>;
};
int main() {
    rowan::connection<library> db(":memory:");
    Book book;
#if MISTAKE
    db.update(book, only<&Author::name>);
#else
    db.update(book, only<&Book::title>);
#endif
}
