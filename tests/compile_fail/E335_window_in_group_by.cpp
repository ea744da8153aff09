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
auto query = select(count()).from<Book>().group_by(ntile(4).over(order_by(col<&Book::year>)));
#else
auto query = select(ntile(4).over(order_by(col<&Book::year>)).as<"quarter">()).from<Book>();
#endif
