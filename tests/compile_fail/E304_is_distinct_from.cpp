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
auto query = select<Book>().where(is_distinct_from(col<&Book::year>, "1970"));
#else
auto query = select<Book>().where(is_distinct_from(col<&Book::year>, 1970));
#endif
