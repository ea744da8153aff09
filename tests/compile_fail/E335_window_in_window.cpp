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
auto query = select(lag(max(col<&Book::year>).over(window())).over(order_by(col<&Book::id>))).from<Book>();
#else
auto query = select(lag(col<&Book::year>).over(order_by(col<&Book::id>))).from<Book>();
#endif
