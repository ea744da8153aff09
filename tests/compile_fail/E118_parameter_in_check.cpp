// names: year
#include "rowan/sql/definition.hpp"

#include <cstdint>
#include <string>

struct Book {
    std::int64_t id = 0;
    std::string title;
    int year = 0;
};

template <>
#if MISTAKE
inline constexpr auto rowan::table<Book> =
    rowan::define<Book>(rowan::check(rowan::col<&Book::year> > rowan::param<"year">));
#else
inline constexpr auto rowan::table<Book> = rowan::define<Book>(rowan::check(rowan::col<&Book::year> > 1900));
#endif

constexpr auto statement = rowan::create<Book>();
