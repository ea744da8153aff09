// names: Author
#include "rowan/sqlite.hpp"

#include <cstdint>
#include <string>

struct Author {
    std::int64_t id = 0;
    std::string name;
};

struct Book {
    std::int64_t id = 0;
    std::int64_t author = 0;
};
template <>
inline constexpr auto rowan::table<Book> =
    rowan::define<Book>(rowan::foreign_key<&Book::author>.references<&Author::id>());

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
    db.create_tables();
}
