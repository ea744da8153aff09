// names: Book, audit
#include "rowan/sqlite.hpp"

#include <cstdint>
#include <string>

using namespace rowan;
struct Book {
    std::int64_t id = 0;
    std::string title;
    int year = 0;
};

struct sql_log {
    void on(const after_execute&) {}
};
struct audit {
    template <class Table>
    void on(const after_insert<Table>&) {}
};
struct library {
    using driver = rowan::sqlite;
    using tables = rowan::tables<Book>;
    using listeners = rowan::listeners<sql_log, audit>;
};
int main() {
    rowan::connection<library> db(":memory:");
#if MISTAKE
    db(insert<Book>().values(Book{1, "Emma", 1815}).on_conflict<&Book::id>().do_nothing().with_keys());
#else
    db(insert<Book>().values(Book{1, "Emma", 1815}).on_conflict<&Book::id>().do_nothing().with_keys().without_hooks());
#endif
}
