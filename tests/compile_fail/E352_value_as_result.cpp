// names: int
#include "rowan/sqlite.hpp"

#include <cstdint>
#include <string>

using namespace rowan;
struct Book {
    std::int64_t id = 0;
    std::string title;
};
struct library {
    using driver = rowan::sqlite;
    using tables = rowan::tables<Book>;
};
int main() {
    rowan::connection<library> db(":memory:");
#if MISTAKE
    (void)db(select(col<&Book::title>, 1).from<Book>().limit<10>());
#else
    (void)db(select(col<&Book::title>, literal<1>.as<"one">()).from<Book>().limit<10>());
#endif
}
