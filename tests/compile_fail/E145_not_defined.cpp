// names: Book
#include "rowan/sqlite.hpp"

#include <cstdint>
#include <string>

#if MISTAKE
struct Book;
#else
struct Book {
    std::int64_t id = 0;
};
#endif
struct library {
    using driver = rowan::sqlite;
    using tables = rowan::tables<Book>;
};
int main() { rowan::connection<library> db(":memory:"); }
