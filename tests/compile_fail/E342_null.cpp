// names: year
#include "rowan/sqlite.hpp"

#include <cstdint>
#include <optional>
#include <string>

using namespace rowan;
struct Book {
    std::int64_t id = 0;
    std::string title;
    std::optional<int> year;
};
struct Summary {
    std::string title;
#if MISTAKE
    int year = 0;
#else
    std::optional<int> year;
#endif
};
struct library {
    using driver = rowan::sqlite;
    using tables = rowan::tables<Book>;
};
int main() {
    rowan::connection<library> db(":memory:");
    (void)db(select(col<&Book::title>, col<&Book::year>).from<Book>().into<Summary>()).all();
}
