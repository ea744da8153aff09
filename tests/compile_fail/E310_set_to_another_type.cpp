// names: &Book::year
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
auto statement = update<Book>().set(col<&Book::year> = "1974");
#else
auto statement = update<Book>().set(col<&Book::year> = 1974);
#endif
