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
auto query = select<Author>().where(in(col<&Author::id>, select(col<&Book::author>, col<&Book::title>).from<Book>()));
#else
auto query = select<Author>().where(in(col<&Author::id>, select(col<&Book::author>).from<Book>()));
#endif
