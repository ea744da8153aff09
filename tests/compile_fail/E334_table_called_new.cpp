// names: New
#include "rowan/sqlite.hpp"

#include <cstdint>
#include <string>

using namespace rowan;
struct Book {
    std::int64_t id = 0;
    std::string title;
};
struct New {
    std::int64_t id = 0;
    std::int64_t book = 0;
};
#if !MISTAKE
template <>
inline constexpr auto rowan::table<New> = rowan::define<New>("news");
#endif
template <>
inline constexpr auto rowan::triggers<Book> = rowan::trigger_list(
    trigger<"touch">.after(inserted).run(remove<New>().where(col<&New::book> == new_row<&Book::id>)));
struct library {
    using driver = rowan::sqlite;
    using tables = rowan::tables<Book, New>;
};
int main() {
    connection<library> db(":memory:");
    db.create_tables();
}
