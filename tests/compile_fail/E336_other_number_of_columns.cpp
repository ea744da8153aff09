// names: &Book::year
#include "rowan/query/set_operation.hpp"

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
auto query =
    union_(select(col<&Author::name>).from<Author>(), select(col<&Book::title>, col<&Book::year>).from<Book>());
#else
auto query = union_(select(col<&Author::name>).from<Author>(), select(col<&Book::title>).from<Book>());
#endif
