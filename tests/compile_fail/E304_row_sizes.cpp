// names: &Book::year
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
auto query = select<Book>().where(row_of(col<&Book::year>, col<&Book::id>) < row_of(1970, 7, 8));
#else
auto query = select<Book>().where(row_of(col<&Book::year>, col<&Book::id>) < row_of(1970, 7));
#endif
