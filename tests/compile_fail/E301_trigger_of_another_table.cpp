// names: author
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
#if MISTAKE
inline constexpr auto rowan::triggers<Author> = rowan::trigger_list(
#else
inline constexpr auto rowan::triggers<Book> = rowan::trigger_list(
#endif
    trigger<"touch">.after(inserted).run(
        update<Author>().set(col<&Author::name> = "read").where(col<&Author::id> == new_row<&Book::author>)));
struct library {
    using driver = rowan::sqlite;
    using tables = rowan::tables<Author, Book>;
};
int main() {
    connection<library> db(":memory:");
    db.create_tables();
}
