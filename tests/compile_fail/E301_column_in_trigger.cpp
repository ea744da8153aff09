// names: title
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
};
template <>
inline constexpr auto rowan::triggers<Book> = rowan::trigger_list(trigger<"touch">.after(inserted).run(
#if MISTAKE
    update<Author>().set(col<&Author::name> = col<&Book::title>).where(col<&Author::id> == new_row<&Book::author>)));
#else
    update<Author>()
        .set(col<&Author::name> = new_row<&Book::title>)
        .where(col<&Author::id> == new_row<&Book::author>)));
#endif
struct library {
    using driver = rowan::sqlite;
    using tables = rowan::tables<Author, Book>;
};
int main() {
    connection<library> db(":memory:");
    db.create_tables();
}
