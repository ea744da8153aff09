// names: other
#include "rowan/query/select.hpp"

#include <cstdint>
#include <string>

using namespace rowan;
struct Book {
    std::int64_t id = 0;
    std::string title;
    int year = 0;
};
using other = alias<"other", Book>;

#if MISTAKE
auto query = select<Book>()
                 .join<other>(col<&Book::year> == other::col<&Book::year>)
                 .join<other>(col<&Book::id> < other::col<&Book::id>);
#else
auto query =
    select<Book>().join<other>(col<&Book::year> == other::col<&Book::year> && col<&Book::id> < other::col<&Book::id>);
#endif
