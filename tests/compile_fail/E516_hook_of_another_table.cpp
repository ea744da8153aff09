// names: before_update
#include "rowan/sqlite.hpp"

#include <cstdint>
#include <string>

struct Book {
    std::int64_t id = 0;
    std::string title;
};

using namespace rowan;
struct Author {
    std::int64_t id = 0;
    std::string name;
};

template <>
struct rowan::hooks<Book> {
    static void on(before_insert<Book>&) {}
#if MISTAKE
    static void on(before_update<Author>&) {}
#else
    static void on(before_update<Book>&) {}
#endif
};
struct library {
    using driver = rowan::sqlite;
    using tables = rowan::tables<Book>;
};
int main() { rowan::connection<library> db(":memory:"); }
