// names: &Book::year
#include "rowan/query/select.hpp"

#include <cstdint>
#include <string>

using namespace rowan;
struct Book {
    std::int64_t id = 0;
    std::string title;
    int year = 0;
};

#if MISTAKE
auto query = select(col<&Book::year>).from<Book>().group_by(max(col<&Book::year>));
#else
auto query = select(col<&Book::year>).from<Book>().group_by(col<&Book::year>);
#endif
