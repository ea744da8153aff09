// names: audit
#include "rowan/sqlite.hpp"

#include <cstdint>

struct Book {
    std::int64_t id = 0;
};
struct metrics;
struct audit {
    using after = rowan::after<metrics>;
    void on(const rowan::after_insert<Book>&) {}
};
struct metrics {
#if MISTAKE
    using after = rowan::after<audit>;
#endif
    void on(const rowan::after_insert<Book>&) {}
};
struct library {
    using driver = rowan::sqlite;
    using tables = rowan::tables<Book>;
    using listeners = rowan::listeners<audit, metrics>;
};

int main() { rowan::connection<library> db(":memory:"); }
