// names: BookHistory
#include "rowan/sqlite.hpp"

#include <cstdint>

struct Book {
    std::int64_t id = 0;
};
struct BookHistory {
    std::int64_t id = 0;
};
template <>
inline constexpr auto rowan::history<Book> = rowan::versioned{};
#if !MISTAKE
template <>
inline constexpr auto rowan::table<BookHistory> = rowan::define<BookHistory>("history_of_books");
#endif
struct library {
    using driver = rowan::sqlite;
    using tables = rowan::tables<Book, BookHistory>;
};
int main() {
    rowan::connection<library> db(":memory:");
    db.create_tables();
}
