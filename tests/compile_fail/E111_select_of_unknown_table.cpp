// names: Author
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
struct library {
    using driver = rowan::sqlite;
#if MISTAKE
    using tables = rowan::tables<Book>;
#else
    using tables = rowan::tables<Book, Author>;
#endif
};
int main() {
    rowan::connection<library> db(":memory:");
    (void)db(select<Author>());
}
