// names: &Author::name
#include "rowan/schema/table.hpp"

#include <cstdint>
#include <string>

struct Book {
    std::int64_t id = 0;
    std::string title;
    int year = 0;
};
struct Author {
    std::int64_t id = 0;
    std::string name;
};

template <>
#if MISTAKE
inline constexpr auto rowan::table<Book> = rowan::define<Book>(rowan::unique<&Book::title, &Author::name>);
#else
inline constexpr auto rowan::table<Book> = rowan::define<Book>(rowan::unique<&Book::title, &Book::year>);
#endif
