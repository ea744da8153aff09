// names: Book
#include "rowan/sqlite.hpp"

#include <cstdint>
#include <string>

struct Book {
    std::int64_t id = 0;
#if MISTAKE
    unsigned copies : 4 = 0;
#else
    unsigned copies = 0;
#endif
};
const auto query = rowan::select<Book>();
