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
#if MISTAKE
    (void)db(select(string_agg(col<&Book::title>, ", ").order_by(col<&Book::year>)).from<Book>());
#else
    (void)db(select(string_agg(col<&Book::title>, ", ")).from<Book>());
#endif
}
