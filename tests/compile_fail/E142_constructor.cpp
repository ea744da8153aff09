// names: Book
#include "rowan/sqlite.hpp"

#include <cstdint>
#include <string>

struct Book {
#if MISTAKE
    Book() = default;
    explicit Book(std::string name) : title(std::move(name)) {}
#endif
    std::int64_t id = 0;
    std::string title;
};
struct library {
    using driver = rowan::sqlite;
    using tables = rowan::tables<Book>;
};
int main() {
    rowan::connection<library> db(":memory:");
    (void)db(rowan::select<Book>()).all();
}
