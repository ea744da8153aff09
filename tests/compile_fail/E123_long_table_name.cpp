// names: Book
#include "rowan/rowan.hpp"

#include <cstdint>
#include <string>

struct Book {
    std::int64_t id = 0;
    std::string title;
};
template <>
#if MISTAKE
inline constexpr auto rowan::table<Book> =
    rowan::define<Book>("books_that_have_been_lent_and_have_not_been_returned_by_their_readers");
#else
inline constexpr auto rowan::table<Book> = rowan::define<Book>("books_that_have_been_lent");
#endif

auto statement = rowan::sql_text<rowan::postgres_dialect>(rowan::create<Book>());
