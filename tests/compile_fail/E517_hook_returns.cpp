// names: before_insert<Book>
#include "rowan/sqlite.hpp"

#include <cstdint>
#include <string>

struct Book {
    std::int64_t id = 0;
    std::string title;
};

using namespace rowan;
template <>
struct rowan::hooks<Book> {
#if MISTAKE
    static bool on(before_insert<Book>& e) { return !e.row.title.empty(); }
#else
    static void on(before_insert<Book>&) {}
#endif
};
struct library {
    using driver = rowan::sqlite;
    using tables = rowan::tables<Book>;
};
int main() { rowan::connection<library> db(":memory:"); }
