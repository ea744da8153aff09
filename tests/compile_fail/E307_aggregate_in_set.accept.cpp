#include "rowan/query/aggregates.hpp"
#include "rowan/query/write.hpp"

#include <cstdint>
#include <string>

using namespace rowan;
struct Book {
    std::int64_t id = 0;
    std::string title;
    int year = 0;
};

auto statement = update<Book>().set(col<&Book::year> = 0);
