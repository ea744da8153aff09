// names: &Book::author
#include "rowan/schema/table.hpp"

#include <cstdint>
#include <string>

struct Author {
    std::int64_t id = 0;
    std::string name;
};

struct Book {
    std::int64_t id = 0;
#if MISTAKE
    std::string author;
#else
    std::int64_t author = 0;
#endif
};
template <>
inline constexpr auto rowan::table<Book> =
    rowan::define<Book>(rowan::foreign_key<&Book::author>.references<&Author::id>());
