// names: sql_log
#include "rowan/sqlite.hpp"

#include <cstdint>
#include <string>

struct Book {
    std::int64_t id = 0;
    std::string title;
    int year = 0;
};

struct sql_log {
    int count = 0;
    void on(const rowan::after_execute&) { ++count; }
};
struct library {
    using driver = rowan::sqlite;
    using tables = rowan::tables<Book>;
#if !MISTAKE
    using listeners = rowan::listeners<sql_log>;
#endif
};
int main() {
    rowan::connection<library> db(":memory:");
    db.listener<sql_log>().count = 0;
}
