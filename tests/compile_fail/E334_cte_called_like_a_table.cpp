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
    int year = 0;
};
#if MISTAKE
using listed = alias<"author", Author>;
#else
using listed = alias<"listed", Author>;
#endif
struct library {
    using driver = rowan::sqlite;
    using tables = rowan::tables<Author, Book>;
};
int main() {
    rowan::connection<library> db(":memory:");
    constexpr auto old = cte<listed>(select(col<&Book::id>, col<&Book::title>).from<Book>());
    (void)db(select<Author>().with(old));
}
