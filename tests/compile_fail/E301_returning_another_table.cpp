// names: &Author::name
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
    constexpr auto of_author = update<Book>().set(col<&Book::year> = 1990).from<Author>();
    constexpr auto written = of_author.where(col<&Book::author> == col<&Author::id>);
#if MISTAKE
    (void)db(written.returning(col<&Book::title>, col<&Author::name>));
#else
    (void)db(written.returning(col<&Book::title>));
#endif
}
