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
#if MISTAKE
    const auto lock = db.lock("inventory");
#else
    auto lock = db.begin({.mode = rowan::transaction_mode::immediate});
    lock.commit();
#endif
}
