// names: Author
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
    (void)db(select<Book, Author>());
#else
    (void)db(select<Book, Author>().join<Author>(col<&Author::id> == col<&Book::id>));
#endif
}
