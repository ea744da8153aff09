// names: postgres_dialect
#include "rowan/rowan.hpp"

#include <cstdint>
#include <string>

using namespace rowan;
struct Book {
    std::int64_t id = 0;
    std::string title;
    int year = 0;
};

#if MISTAKE
auto query = sql_text<postgres_dialect>(select(col<&Book::id>).from<Book>().where(glob(col<&Book::title>, "The *")));
#else
auto query = sql_text<sqlite_dialect>(select(col<&Book::id>).from<Book>().where(glob(col<&Book::title>, "The *")));
#endif
