// names: hooks<Book>
#include "rowan/sqlite.hpp"

#include <cstdint>
#include <string>

using namespace rowan;
struct Book {
    std::int64_t id = 0;
    std::string title;
    int year = 0;
};

template <>
struct rowan::hooks<Book> {
    static void on(before_remove<Book>&) {}
};
struct library {
    using driver = rowan::sqlite;
    using tables = rowan::tables<Book>;
};
int main() {
    rowan::connection<library> db(":memory:");
#if MISTAKE
    db(remove<Book>().where(col<&Book::year> < 1900));
#else
    db(remove<Book>().where(col<&Book::year> < 1900).without_hooks());
#endif
}
