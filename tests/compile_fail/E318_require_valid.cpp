// names: &Book::title
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
#if MISTAKE
constexpr auto titles = require_valid<library>(select(col<&Book::title>, count()).from<Book>());
#else
constexpr auto titles =
    require_valid<library>(select(col<&Book::title>, count()).from<Book>().group_by(col<&Book::title>));
#endif
int main() { return valid<decltype(titles), library> ? 0 : 1; }
