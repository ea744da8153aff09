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
using writer = alias<"writer", Author>;

auto query = select<Book>()
                 .join<Author>(col<&Author::name> == col<&Book::title>)
                 .join<writer>(writer::col<&Author::id> == col<&Book::id>);
