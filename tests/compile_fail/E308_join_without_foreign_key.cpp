// names: Author
#include "rowan/query/select.hpp"

#include <cstdint>
#include <string>

using namespace rowan;
struct Book {
    std::int64_t id = 0;
    std::string title;
    int year = 0;
};
struct Author {
    std::int64_t id = 0;
    std::string name;
};

#if MISTAKE
auto query = select<Book>().join<Author>();
#else
auto query = select<Book>().join<Author>(col<&Author::name> == col<&Book::title>);
#endif
