// names: Book
#include "rowan/sqlite.hpp"

#include <cstdint>
#include <string>

struct Book {
    std::int64_t id = 0;
#if MISTAKE
    std::string& title;
#else
    std::string title;
#endif
};
const auto query = rowan::update<Book>();
