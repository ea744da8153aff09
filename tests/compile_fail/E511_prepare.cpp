// names: library
#include "rowan/sqlite.hpp"

#include <cstdint>

struct Book {
    std::int64_t id = 0;
    int year = 0;
};

struct library {
    using driver = rowan::sqlite;
    using tables = rowan::tables<Book>;
};
int main() {
    rowan::connection<library> db(":memory:");
    auto transaction = db.begin();
#if MISTAKE
    transaction.prepare("move 1");
#else
    transaction.commit();
#endif
}
