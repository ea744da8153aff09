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
    constexpr auto old = select(col<&Book::title>).from<Book>().where(col<&Book::year> < 1970);
    constexpr auto recent = select(col<&Book::title>).from<Book>().where(col<&Book::year> > 2000);
#if MISTAKE
    (void)db(union_(old, recent).order_by(col<&Book::title>));
#else
    (void)db(union_(old, recent).order_by(named<"title">));
#endif
}
