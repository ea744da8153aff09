// names: &Book::year
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
    (void)db(select<Author>().where(col<&Author::id> ==
#if MISTAKE
                                    scalar(select(col<&Book::year>).from<Book>().group_by(col<&Book::title>))));
#else
                                    scalar(select(max(col<&Book::year>)).from<Book>().group_by(col<&Book::title>))));
#endif
}
