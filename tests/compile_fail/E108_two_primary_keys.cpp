// names: Book
#include "rowan/sql/definition.hpp"

#include <cstdint>
#include <string>

struct Book {
    std::int64_t id = 0;
    std::string title;
    int year = 0;
};

template <>
inline constexpr auto rowan::table<Book> =
#if MISTAKE
    rowan::define<Book>(rowan::primary_key<&Book::title>, rowan::primary_key<&Book::year>);
#else
    rowan::define<Book>(rowan::primary_key<&Book::title>, rowan::unique<&Book::year>);
#endif

constexpr auto statement = rowan::create<Book>();
