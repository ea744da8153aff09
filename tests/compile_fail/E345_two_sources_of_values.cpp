// names: Book
#include "rowan/sqlite.hpp"

#include <cstdint>
#include <string>

using namespace rowan;
struct Book {
    std::int64_t id = 0;
    std::string title;
    int year = 0;
};
struct library {
    using driver = rowan::sqlite;
    using tables = rowan::tables<Book>;
};
int main() {
    rowan::connection<library> db(":memory:");
    const Book tehanu{.title = "Tehanu", .year = 1990};
#if MISTAKE
    db(insert<Book>().set(col<&Book::year> = 1990).values(tehanu));
#else
    db(insert<Book>().values(tehanu));
#endif
}
