// names: &Book::id
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
#if MISTAKE
    db(insert<Book>().set(col<&Book::title> = "Tehanu", col<&Book::year> = col<&Book::id> + 1990));
#else
    db(insert<Book>().set(col<&Book::title> = "Tehanu", col<&Book::year> = 1990));
#endif
}
