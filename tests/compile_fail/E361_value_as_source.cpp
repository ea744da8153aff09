// names: 5
// mistakes: 7
#include "rowan/sqlite.hpp"

#include <cstdint>
#include <string>

// A value where a table is wanted: one error, whatever follows in the chain.
using namespace rowan;
struct Author {
    std::int64_t id = 0;
};
struct Book {
    std::int64_t id = 0;
    std::int64_t author_id = 0;
};
template <>
inline constexpr auto rowan::table<Book> =
    rowan::define<Book>(rowan::foreign_key<&Book::author_id>.references<&Author::id>());
struct library {
    using driver = rowan::sqlite;
    using tables = rowan::tables<Author, Book>;
};
int main() {
    rowan::connection<library> db(":memory:");
    constexpr auto all = select<Book>();
#if MISTAKE
    (void)db(all.join<5>().limit<1>());
    (void)db(all.left_join<6>(col<&Book::id> == 1).limit<1>());
    (void)db(all.right_join<7>().limit<1>());
    (void)db(all.full_join<8>().limit<1>());
    (void)db(all.cross_join<9>().limit<1>());
    (void)db(select(col<&Book::id>).from<10>().limit<1>());
    (void)db(select<11>().limit<1>());
#else
    (void)db(all.join<Author>().limit<1>());
    (void)db(all.left_join<Author>(col<&Book::id> == 1).limit<1>());
    (void)db(select(col<&Book::id>).from<Book>().limit<1>());
#endif
}
