// names: Book
#include "rowan/rowan.hpp"
#include "rowan/values.hpp"

#include <cstdint>
#include <string>

using namespace rowan;
struct Book {
    std::int64_t id = 0;
    decimal price;
};

#if MISTAKE
auto query = sql_text<sqlite_dialect>(select<Book>().where(col<&Book::price> > decimal_literal<"9.5">));
#else
auto query = sql_text<postgres_dialect>(select<Book>().where(col<&Book::price> > decimal_literal<"9.5">));
#endif
