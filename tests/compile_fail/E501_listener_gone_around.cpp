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
    db(insert<Book>().values(Book{0, "Emma", 1815}).returning());
#else
    db(insert<Book>().values(Book{0, "Emma", 1815}).returning().without_hooks());
#endif
}
