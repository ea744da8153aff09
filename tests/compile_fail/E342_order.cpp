// names: latest
#include "rowan/sqlite.hpp"

#include <cstdint>
#include <optional>
#include <string>

using namespace rowan;
struct Book {
    std::int64_t id = 0;
    std::string title;
    int year = 0;
};
struct Totals {
    std::optional<std::int64_t> books;
    std::optional<std::int64_t> latest;
};
struct library {
    using driver = rowan::sqlite;
    using tables = rowan::tables<Book>;
};
int main() {
    rowan::connection<library> db(":memory:");
#if MISTAKE
    (void)db(select(max(col<&Book::year>).as<"latest">(), count().as<"books">()).from<Book>().into<Totals>()).all();
#else
    (void)db(select(count().as<"books">(), max(col<&Book::year>).as<"latest">()).from<Book>().into<Totals>()).all();
#endif
}
