// names: &Book::year
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
auto query = select<Book>().where(col<&Book::title> == "Tehanu" && col<&Book::year>);
#else
auto query = select<Book>().where(col<&Book::title> == "Tehanu" && col<&Book::year> == 1990);
#endif
