// names: &Book::title
#include "rowan/query/subquery.hpp"

#include <cstdint>
#include <string>

using namespace rowan;
struct Author {
    std::int64_t id = 0;
    std::string name;
};
struct Book {
    std::int64_t id = 0;
    std::int64_t author = 0;
    std::string title;
    int year = 0;
};

#if MISTAKE
auto value = scalar(select(col<&Book::title>, col<&Book::year>).from<Book>());
#else
auto value = scalar(select(col<&Book::year>).from<Book>());
#endif
