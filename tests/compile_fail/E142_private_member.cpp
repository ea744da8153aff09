// names: Book
#include "rowan/sqlite.hpp"

#include <cstdint>
#include <string>

class Book {
public:
    std::int64_t id = 0;
    std::string title;
#if MISTAKE
private:
#endif
    int year = 0;
};
struct library {
    using driver = rowan::sqlite;
    using tables = rowan::tables<Book>;
};
int main() {
    rowan::connection<library> db(":memory:");
    db.insert(Book());
}
