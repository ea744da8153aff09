// names: Novel
#include "rowan/sqlite.hpp"

#include <cstdint>
#include <string>

struct Book {
    std::int64_t id = 0;
    std::string title;
};
#if MISTAKE
struct Novel : Book {
    int year = 0;
};
#else
struct Novel {
    std::int64_t id = 0;
    std::string title;
    int year = 0;
};
#endif
struct library {
    using driver = rowan::sqlite;
    using tables = rowan::tables<Novel>;
};
int main() {
    rowan::connection<library> db(":memory:");
    db.create_tables();
}
