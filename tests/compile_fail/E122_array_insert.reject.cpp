// names: tags
#include "rowan/sqlite.hpp"

#include <cstdint>
#include <string>
#include <vector>

struct Book {
    std::int64_t id = 0;
    std::vector<std::string> tags;
};
struct library {
    using driver = rowan::sqlite;
    using tables = rowan::tables<Book>;
};
int main() {
    rowan::connection<library> db(":memory:");
    db.insert(Book{});
}
