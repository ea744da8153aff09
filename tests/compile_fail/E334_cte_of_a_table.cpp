// names: Book
#include "rowan/sqlite.hpp"

#include <cstdint>
#include <string>

using namespace rowan;
struct Book {
    std::int64_t id = 0;
    std::string title;
    int year = 0;
};
#if !MISTAKE
using recent = alias<"recent", Book>;
#endif
struct library {
    using driver = rowan::sqlite;
    using tables = rowan::tables<Book>;
};
int main() {
    rowan::connection<library> db(":memory:");
#if MISTAKE
    (void)db(select<Book>().with(cte<Book>(select<Book>().where(col<&Book::year> > 2000))));
#else
    (void)db(select<recent>().with(cte<recent>(select<Book>().where(col<&Book::year> > 2000))));
#endif
}
