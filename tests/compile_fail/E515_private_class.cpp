// names: audit
#include "rowan/sqlite.hpp"

#include <cstdint>
#include <string>

struct Book {
    std::int64_t id = 0;
    std::string title;
};

class audit {
#if !MISTAKE
public:
#endif
    void on(const rowan::after_insert<Book>&) {}
    void on(const rowan::after_execute&) {}
};
struct library {
    using driver = rowan::sqlite;
    using tables = rowan::tables<Book>;
    using listeners = rowan::listeners<audit>;
};
int main() { rowan::connection<library> db(":memory:"); }
