// names: Book
#include "rowan/sqlite.hpp"

#include <cstdint>
#include <string>

struct Book {
#if MISTAKE
    static constexpr int shelves = 7;
#else
    std::int64_t id = 0;
#endif
};
const auto query = rowan::insert<Book>();
