// names: before_update
#include "rowan/sqlite.hpp"

#include <cstdint>
#include <string>

struct Book {
    std::int64_t id = 0;
    std::string title;
};

struct Author {
    std::int64_t id = 0;
    std::string name;
};

struct audit {
    void on(const rowan::after_insert<Book>&) {}
#if MISTAKE
    void on(rowan::before_update<Author>&) {}
#else
    void on(rowan::before_update<Book>&) {}
#endif
};
struct library {
    using driver = rowan::sqlite;
    using tables = rowan::tables<Book>;
    using listeners = rowan::listeners<audit>;
};
int main() { rowan::connection<library> db(":memory:"); }
