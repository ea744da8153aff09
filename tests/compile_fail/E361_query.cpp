// names: Book::year
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
    (void)db(select<Book>().where(col<&Book::year> == scalar(max(col<&Book::year>))));
#else
    (void)db(select<Book>().where(col<&Book::year> == scalar(select(max(col<&Book::year>)).from<Book>())));
#endif
}
