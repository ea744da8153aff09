// names: title
#include "rowan/sqlite.hpp"

#include <cstdint>
#include <string>

struct Book {
    std::int64_t id = 0;
#if MISTAKE
    char title[64]{};
#else
    std::string title;
#endif
};
struct library {
    using driver = rowan::sqlite;
    using tables = rowan::tables<Book>;
};
int main() {
    rowan::connection<library> db(":memory:");
    db.insert(Book{});
}
