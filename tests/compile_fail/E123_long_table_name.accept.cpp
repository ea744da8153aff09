#include "rowan/rowan.hpp"

#include <cstdint>
#include <string>

struct Book {
    std::int64_t id = 0;
    std::string title;
};
template <>
inline constexpr auto rowan::table<Book> = rowan::define<Book>("books_that_have_been_lent");

auto statement = rowan::sql_text<rowan::postgres_dialect>(rowan::create<Book>());
