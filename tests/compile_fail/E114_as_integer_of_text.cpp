// names: &Book::title
#include "rowan/schema/table.hpp"

#include <cstdint>
#include <string>

enum class Genre { poetry, prose };
struct Book {
    std::int64_t id = 0;
    std::string title;
    Genre genre = Genre::prose;
};
template <>
#if MISTAKE
inline constexpr auto rowan::table<Book> = rowan::define<Book>(rowan::as_integer<&Book::title>);
#else
inline constexpr auto rowan::table<Book> = rowan::define<Book>(rowan::as_integer<&Book::genre>);
#endif
