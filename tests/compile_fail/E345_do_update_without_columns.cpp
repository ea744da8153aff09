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
    constexpr auto tehanu =
        insert<Book>().set(col<&Book::id> = 4, col<&Book::title> = "Tehanu", col<&Book::year> = 1990);
#if MISTAKE
    db(tehanu.on_conflict().do_update(col<&Book::year> = 1990));
#else
    db(tehanu.on_conflict<&Book::id>().do_update(col<&Book::year> = 1990));
#endif
}
