// names: Book
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
    db(remove<Book>().using_<Author>());
#else
    db(remove<Book>().using_<Author>().where(col<&Author::id> == col<&Book::author>));
#endif
}
