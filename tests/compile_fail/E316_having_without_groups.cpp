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
auto query = select(col<&Book::title>).from<Book>().having(col<&Book::year> > 1970);
#else
auto query = select(col<&Book::title>).from<Book>().where(col<&Book::year> > 1970);
#endif
