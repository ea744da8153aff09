// names: sql_log
#include "rowan/pool.hpp"
#include "rowan/sqlite.hpp"

#include <atomic>
#include <cstdint>
#include <string>

struct Book {
    std::int64_t id = 0;
    std::string title;
};
struct sql_log {
    std::atomic<int> count{0};
    void on(const rowan::after_execute&) { ++count; }
};
struct library {
    using driver = rowan::sqlite;
    using tables = rowan::tables<Book>;
#if MISTAKE
    using listeners = rowan::listeners<sql_log>;
#else
    using listeners = rowan::listeners<rowan::shared<sql_log>>;
#endif
};
int main() {
    rowan::pool<library> pool("library.db");
    pool.listener<sql_log>().count = 0;
}
