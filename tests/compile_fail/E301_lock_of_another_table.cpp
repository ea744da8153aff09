// names: Author
#include "rowan/postgres.hpp"

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
inline constexpr auto rowan::table<Book> =
    rowan::define<Book>(rowan::foreign_key<&Book::author_id>.references<&Author::id>());
struct library {
    using driver = rowan::postgres;
    using tables = rowan::tables<Author, Book>;
};
int main() {
    rowan::connection<library> db("");
#if MISTAKE
    (void)db(select<Book>().for_update<Author>());
#else
    (void)db(select<Book>().for_update<Book>());
#endif
}
