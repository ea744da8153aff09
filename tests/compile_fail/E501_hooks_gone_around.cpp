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
    db(insert<Book>().values(Book{1, "Emma", 1815}).on_conflict<&Book::id>().do_nothing().with_keys());
#else
    db(insert<Book>().values(Book{1, "Emma", 1815}).on_conflict<&Book::id>().do_nothing().with_keys().without_hooks());
#endif
}
