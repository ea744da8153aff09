#include "rowan/sqlite.hpp"

#include <cstdint>
#include <string>
#include <vector>

struct Book {
    std::int64_t id = 0;
};
struct Tag {
    std::int64_t book = 0;
    std::string text;
};
struct library {
    using driver = rowan::sqlite;
    using tables = rowan::tables<Book, Tag>;
};
int main() {
    rowan::connection<library> db(":memory:");
    (void)db(rowan::select<Book>()).all();
}
