// names: Book
#include "rowan/sqlite.hpp"

#include <cstdint>
#include <string>

using namespace rowan;
struct Book {
    std::int64_t id = 0;
    std::string title;
    int year = 0;
};
struct Author {
    std::int64_t id = 0;
    std::string name;
};

template <>
struct rowan::hooks<Book> {
#if MISTAKE
    static void on(before_insert<Author>&) {}
#else
    static void on(before_insert<Book>&) {}
#endif
};
struct library {
    using driver = rowan::sqlite;
    using tables = rowan::tables<Book, Author>;
};
int main() { rowan::connection<library> db(":memory:"); }
