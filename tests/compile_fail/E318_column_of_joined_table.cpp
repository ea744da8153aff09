// names: &Author::name
#include "rowan/sqlite.hpp"

#include <cstdint>
#include <string>

struct Author {
    std::int64_t id = 0;
    std::string name;
};
struct Book {
    std::int64_t id = 0;
    std::int64_t author_id = 0;
};
template <>
inline constexpr auto rowan::table<Book> =
    rowan::define<Book>(rowan::foreign_key<&Book::author_id>.references<&Author::id>());

using namespace rowan;
struct library {
    using driver = rowan::sqlite;
    using tables = rowan::tables<Author, Book>;
};
int main() {
    rowan::connection<library> db(":memory:");
#if MISTAKE
    (void)db(select(col<&Author::name>, count()).from<Book>().join<Author>().group_by(col<&Book::id>));
#else
    (void)db(select(col<&Author::name>, count()).from<Book>().join<Author>().group_by(col<&Author::id>));
#endif
}
