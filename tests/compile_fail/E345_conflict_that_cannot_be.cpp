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
#if MISTAKE
    const Book tehanu{.id = 4, .title = "Tehanu", .year = 1990};
    db(insert<Book>().values(tehanu).on_conflict<&Book::id>().do_update(col<&Book::year> = 1990));
#else
    const Book tehanu{.id = 4, .title = "Tehanu", .year = 1990};
    db(insert<Book>().values(tehanu).with_keys().on_conflict<&Book::id>().do_update(col<&Book::year> = 1990));
#endif
}
