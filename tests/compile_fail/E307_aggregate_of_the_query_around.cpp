// names: &Author::id
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
    std::int64_t author_id = 0;
    std::string title;
    int year = 0;
};
template <>
inline constexpr auto rowan::table<Book> = define<Book>(foreign_key<&Book::author_id>.references<&Author::id>());
struct library {
    using driver = rowan::sqlite;
    using tables = rowan::tables<Author, Book>;
};
int main() {
    rowan::connection<library> db(":memory:");
#if MISTAKE
    auto newest = scalar(select(max(col<&Author::id>)).from<Book>());
#else
    auto newest = scalar(select(max(col<&Book::author_id>)).from<Book>());
#endif
    (void)db(select<Author>().where(col<&Author::id> == newest)).all();
}
