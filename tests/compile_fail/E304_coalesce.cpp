// names: &Book::title
#include "rowan/rowan.hpp"

#include <cstdint>
#include <string>

using namespace rowan;
struct Book {
    std::int64_t id = 0;
    std::string title;
    int year = 0;
};

#if MISTAKE
auto query = select(coalesce(col<&Book::title>, 0)).from<Book>();
#else
auto query = select(coalesce(col<&Book::title>, "none")).from<Book>();
#endif
