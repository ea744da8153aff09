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
    static void on(before_insert<Book>&) {}
};
struct library {
    using driver = rowan::sqlite;
    using tables = rowan::tables<Book>;
};
int main() {
    rowan::connection<library> db(":memory:");
#if MISTAKE
    db(insert<Book>().values(Book{0, "Emma", 1815}).returning());
#else
    db(insert<Book>().values(Book{0, "Emma", 1815}).returning().without_hooks());
#endif
}
