#include "rowan/sqlite.hpp"

#include <cstdint>
#include <string>

using namespace rowan;
struct Book {
    std::int64_t id = 0;
    std::string title;
    int year = 0;
};
using recent = alias<"recent", Book>;
struct library {
    using driver = rowan::sqlite;
    using tables = rowan::tables<Book>;
};
int main() {
    rowan::connection<library> db(":memory:");
    (void)db(select<recent>().with(cte<recent>(select<Book>().where(col<&Book::year> > 2000))));
}
