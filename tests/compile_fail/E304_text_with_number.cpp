// names: &Book::title
#include "rowan/query/operators.hpp"
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
auto query = select<Book>().where(col<&Book::title> == 1970);
#else
auto query = select<Book>().where(col<&Book::title> == "1970");
#endif
