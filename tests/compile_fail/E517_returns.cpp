// names: before_insert<Book>
#include "rowan/sqlite.hpp"

#include <cstdint>
#include <stdexcept>
#include <string>

struct Book {
    std::int64_t id = 0;
    std::string title;
};

struct audit {
#if MISTAKE
    bool on(rowan::before_insert<Book>& e) { return !e.row.title.empty(); }
#else
    void on(rowan::before_insert<Book>& e) {
        if (e.row.title.empty()) throw std::invalid_argument("a book needs a title");
    }
#endif
};
struct library {
    using driver = rowan::sqlite;
    using tables = rowan::tables<Book>;
    using listeners = rowan::listeners<audit>;
};
int main() { rowan::connection<library> db(":memory:"); }
