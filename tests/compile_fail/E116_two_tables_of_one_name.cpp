// names: old::Book
#include "rowan/sqlite.hpp"

#include <cstdint>
#include <string>

struct Book {
    std::int64_t id = 0;
    std::string title;
    int year = 0;
};

namespace old {
struct Book {
    std::int64_t id = 0;
};
} // namespace old
#if !MISTAKE
template <>
inline constexpr auto rowan::table<old::Book> = rowan::define<old::Book>("old_book");
#endif
struct library {
    using driver = rowan::sqlite;
    using tables = rowan::tables<Book, old::Book>;
};
int main() {
    rowan::connection<library> db(":memory:");
    db.create_tables();
}
