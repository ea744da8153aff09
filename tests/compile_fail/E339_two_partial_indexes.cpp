// names: &Book::title
#include "rowan/query/insert.hpp"

#include <cstdint>
#include <string>

using namespace rowan;
struct Book {
    std::int64_t id = 0;
    std::string title;
    bool is_lent = false;
};
#if MISTAKE
template <>
inline constexpr auto rowan::table<Book> = define<Book>(index<&Book::title>.where(col<&Book::is_lent>).unique(),
                                                        index<&Book::title>.where(!col<&Book::is_lent>).unique());
#else
template <>
inline constexpr auto rowan::table<Book> = define<Book>(index<&Book::title>.where(!col<&Book::is_lent>).unique());
#endif

auto statement = insert<Book>().on_conflict<&Book::title>().do_nothing();
