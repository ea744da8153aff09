// names: library
#include "rowan/pool.hpp"
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
    rowan::pool<library> pool("library.db");
#if MISTAKE
    auto transaction = pool.with([](auto& db) { return db.begin(); });
#else
    auto db = pool.acquire();
    auto transaction = db->begin();
#endif
    transaction.commit();
}
