// names: Book
#include "rowan/rowan.hpp"

#include <cstdint>
#include <string>

struct Book {
    std::int64_t id = 0;
    std::string the_title_of_the_book_in_english;
    std::string the_title_of_the_book_in_danish;
};
template <>
#if MISTAKE
inline constexpr auto rowan::table<Book> =
    rowan::define<Book>(rowan::index<&Book::the_title_of_the_book_in_english, &Book::the_title_of_the_book_in_danish>);
#else
inline constexpr auto rowan::table<Book> = rowan::define<Book>(rowan::index_on(
    "titles", rowan::col<&Book::the_title_of_the_book_in_english>, rowan::col<&Book::the_title_of_the_book_in_danish>));
#endif

auto statement = rowan::sql_text<rowan::postgres_dialect>(rowan::create<Book>());
