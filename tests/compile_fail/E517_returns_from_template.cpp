// names: after_insert<Book>
#include "rowan/sqlite.hpp"

#include <cstdint>
#include <string>

struct Book {
    std::int64_t id = 0;
    std::string title;
};

struct audit {
#if MISTAKE
    template <class Table>
    int on(const rowan::after_insert<Table>&) {
        return 1;
    }
#else
    template <class Table>
    void on(const rowan::after_insert<Table>&) {}
#endif
};
struct library {
    using driver = rowan::sqlite;
    using tables = rowan::tables<Book>;
    using listeners = rowan::listeners<audit>;
};
int main() { rowan::connection<library> db(":memory:"); }
