// names: Book
#include "rowan/sqlite.hpp"

#include <cstdint>
#include <string>

struct Book {
    std::int64_t id = 0;
    std::string title;
};
struct library {
    using driver = rowan::sqlite;
#if MISTAKE
    using tables = rowan::tables<Book*>;
#else
    using tables = rowan::tables<Book>;
#endif
};
int main() { rowan::connection<library> db(":memory:"); }
