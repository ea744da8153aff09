// names: rowan_each
#include "rowan/sqlite.hpp"

#include <cstdint>

using namespace rowan;
struct Book {
    std::int64_t id = 0;
};
#if MISTAKE
using book = alias<"rowan_each", Book>;
#else
using book = alias<"each", Book>;
#endif
struct library {
    using driver = rowan::sqlite;
    using tables = rowan::tables<Book>;
};
int main() {
    rowan::connection<library> db(":memory:");
    (void)db(select<book>());
}
