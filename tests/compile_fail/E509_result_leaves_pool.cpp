// names: Book
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
    auto rows = pool.with([](auto& db) { return db(rowan::select<Book>()); });
    return rows.begin() == rows.end();
#else
    const auto rows = pool.with([](auto& db) { return db(rowan::select<Book>()).all(); });
    return static_cast<int>(rows.size());
#endif
}
