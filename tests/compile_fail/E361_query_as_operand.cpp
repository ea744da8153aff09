// names: select_query
#include "rowan/sqlite.hpp"

#include <cstdint>
#include <string>

using namespace rowan;
struct Book {
    std::int64_t id = 0;
    int year = 0;
};
struct library {
    using driver = rowan::sqlite;
    using tables = rowan::tables<Book>;
};
using other = alias<"other", Book>;
int main() {
    rowan::connection<library> db(":memory:");
    constexpr auto latest = select(max(other::col<&Book::year>)).from<other>();
#if MISTAKE
    (void)db(select<Book>().where(col<&Book::year> == latest));
#else
    (void)db(select<Book>().where(col<&Book::year> == scalar(latest)));
#endif
}
