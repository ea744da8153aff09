// names: &Book::year
#include "rowan/sqlite.hpp"

#include <cstdint>
#include <string>

using namespace rowan;
struct Book {
    std::int64_t id = 0;
    std::string title;
    int year = 0;
};
using other = alias<"other", Book>;
struct library {
    using driver = rowan::sqlite;
    using tables = rowan::tables<Book>;
};
int main() {
    rowan::connection<library> db(":memory:");
#if MISTAKE
    (void)db(select<other>().order_by(col<&Book::year>));
#else
    (void)db(select<other>().order_by(other::col<&Book::year>));
#endif
}
