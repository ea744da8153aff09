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
#if MISTAKE
    (void)db(select<Book>().where(col<&Author::name> == "Le Guin"));
#else
    (void)db(select<Book>().join<Author>(col<&Author::id> == col<&Book::id>).where(col<&Author::name> == "Le Guin"));
#endif
}
