// names: Author
#include "rowan/query/select.hpp"

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
auto query = select(col<&Book::title>).join<Author>(col<&Author::id> == 1).from<Author>();
#else
auto query = select(col<&Book::title>).from<Book>().join<Author>(col<&Author::id> == col<&Book::author>);
#endif
