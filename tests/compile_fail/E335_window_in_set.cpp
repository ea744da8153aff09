// names: &Book::year
#include "rowan/query/window_functions.hpp"
#include "rowan/query/write.hpp"

#include <cstdint>
#include <string>

using namespace rowan;
struct Book {
    std::int64_t id = 0;
    std::string title;
    int year = 0;
};

#if MISTAKE
auto statement = update<Book>().set(col<&Book::year> = row_number().over(order_by(col<&Book::year>)));
#else
auto statement = update<Book>().set(col<&Book::year> = 1970);
#endif
