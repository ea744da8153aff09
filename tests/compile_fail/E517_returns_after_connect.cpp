// names: after_connect
#include "rowan/sqlite.hpp"

#include <cstdint>
#include <string>

struct Book {
    std::int64_t id = 0;
    std::string title;
};

struct audit {
#if MISTAKE
    auto on(const rowan::after_connect&, auto&) { return 7; }
#else
    void on(const rowan::after_connect&, auto&) {}
#endif
};
struct library {
    using driver = rowan::sqlite;
    using tables = rowan::tables<Book>;
    using listeners = rowan::listeners<audit>;
};
int main() { rowan::connection<library> db(":memory:"); }
