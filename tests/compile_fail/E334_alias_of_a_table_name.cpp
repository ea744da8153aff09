// names: author
#include "rowan/sqlite.hpp"

#include <cstdint>
#include <string>

using namespace rowan;
struct Author {
    std::int64_t id = 0;
    std::string name;
};
struct Book {
    std::int64_t id = 0;
    std::int64_t author = 0;
    std::string title;
    int year = 0;
};
#if MISTAKE
using writer = alias<"author", Author>;
#else
using writer = alias<"writer", Author>;
#endif
struct library {
    using driver = rowan::sqlite;
    using tables = rowan::tables<Author, Book>;
};
int main() {
    rowan::connection<library> db(":memory:");
    (void)db(select<Author>().cross_join<writer>());
}
