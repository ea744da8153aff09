// names: &Book::title
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
    constexpr auto titles = select(col<&Book::title>).from<Book>();
#if MISTAKE
    (void)db(union_(titles, titles.group_by(col<&Book::year>)));
#else
    (void)db(union_(titles, titles.group_by(col<&Book::title>)));
#endif
}
