// names: tags
#include "rowan/sqlite.hpp"

#include <cstdint>
#include <string>
#include <vector>

struct Book {
    std::int64_t id = 0;
#if MISTAKE
    std::vector<std::string> tags;
#else
};
struct Tag {
    std::int64_t book = 0;
    std::string text;
#endif
};
struct library {
    using driver = rowan::sqlite;
#if MISTAKE
    using tables = rowan::tables<Book>;
#else
    using tables = rowan::tables<Book, Tag>;
#endif
};
int main() {
    rowan::connection<library> db(":memory:");
    db.insert(Book{});
}
