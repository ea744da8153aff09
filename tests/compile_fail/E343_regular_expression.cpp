// names: sqlite_dialect
#include "rowan/rowan.hpp"

#include <cstdint>
#include <string>

using namespace rowan;
struct Book {
    std::int64_t id = 0;
    std::string title;
    int year = 0;
};

auto query =
#if MISTAKE
    sql_text<sqlite_dialect>(select(col<&Book::id>).from<Book>().where(regexp_match(col<&Book::title>, "^The")));
#else
    sql_text<postgres_dialect>(select(col<&Book::id>).from<Book>().where(regexp_match(col<&Book::title>, "^The")));
#endif
