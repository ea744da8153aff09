// names: pages
#include "rowan/query/result_row.hpp"

#include <cstdint>
#include <string>

using namespace rowan;
struct Book {
    std::int64_t id = 0;
    std::string title;
    int year = 0;
};

constexpr auto query = select(col<&Book::title>, count().as<"books">()).from<Book>();
row_type<decltype(query)> books;
#if MISTAKE
auto number = books.get<"pages">();
#else
auto number = books.get<"books">();
#endif
