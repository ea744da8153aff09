// names: &Book::author
#include "rowan/sqlite.hpp"

#include <cstdint>
#include <string>

using namespace rowan;
struct Book {
    std::int64_t id = 0;
    std::int64_t author = 0;
    std::string title;
    int year = 0;
};
struct Total {
    std::int64_t author = 0;
    std::int64_t books = 0;
};
struct library {
    using driver = rowan::sqlite;
    using tables = rowan::tables<Book>;
};
int main() {
    rowan::connection<library> db(":memory:");
    constexpr auto counts = select(col<&Book::author>, count()).from<Book>();
#if MISTAKE
    (void)db(select<Total>().with(cte<Total>(counts)));
#else
    (void)db(select<Total>().with(cte<Total>(counts.group_by(col<&Book::author>))));
#endif
}
