// names: other
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
using writer = alias<"other", Author>;
#if MISTAKE
using book = alias<"other", Book>;
#else
using book = alias<"book_of_writer", Book>;
#endif
struct library {
    using driver = rowan::sqlite;
    using tables = rowan::tables<Author, Book>;
};
int main() {
    rowan::connection<library> db(":memory:");
    constexpr auto books = select<book>().where(book::col<&Book::author> == writer::col<&Author::id>);
    (void)db(select<writer>().where(exists(books)));
}
