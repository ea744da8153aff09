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
#if !MISTAKE
using writer = alias<"writer", Author>;
#endif

auto query = select<Book>()
                 .join<Author>(col<&Author::name> == col<&Book::title>)
#if MISTAKE
                 .join<Author>(col<&Author::id> == col<&Book::id>);
#else
                 .join<writer>(writer::col<&Author::id> == col<&Book::id>);
#endif
