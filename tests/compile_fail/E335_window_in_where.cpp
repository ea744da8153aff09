// names: &Book::year
#include "rowan/query/select.hpp"
#include "rowan/query/window_functions.hpp"

#include <cstdint>
#include <string>

using namespace rowan;
struct Book {
    std::int64_t id = 0;
    std::string title;
    int year = 0;
};

#if MISTAKE
auto query = select<Book>().where(rank().over(order_by(col<&Book::year>)) <= 3);
#else
auto query = select(rank().over(order_by(col<&Book::year>)).as<"place">()).from<Book>();
#endif
