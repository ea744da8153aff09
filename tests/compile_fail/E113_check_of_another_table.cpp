// names: &Author::name
#include "rowan/sql/definition.hpp"

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
inline constexpr auto rowan::table<Book> = rowan::define<Book>(rowan::check(rowan::col<&Author::name> != ""));
#else
inline constexpr auto rowan::table<Book> = rowan::define<Book>(rowan::check(rowan::col<&Book::title> != ""));
#endif

constexpr auto statement = rowan::create<Book>();
