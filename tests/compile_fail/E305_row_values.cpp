// names: &Book::year
#include "rowan/rowan.hpp"

#include <cstdint>
#include <optional>
#include <string>

using namespace rowan;
struct Book {
    std::int64_t id = 0;
    std::string title;
    int year = 0;
};

std::optional<int> year(1970);
#if MISTAKE
auto query = select<Book>().where(row_of(col<&Book::id>, col<&Book::year>) > row_of(7, year));
#else
auto query = select<Book>().where(row_of(col<&Book::id>, col<&Book::year>) > row_of(7, *year));
#endif
