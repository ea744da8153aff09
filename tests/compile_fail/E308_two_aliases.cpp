// names: Book
#include "rowan/query/select.hpp"

#include <cstdint>
#include <string>

using namespace rowan;
struct Author {
    std::int64_t id = 0;
    std::string name;
};
struct Book {
    std::int64_t id = 0;
    std::int64_t author = 0;
    std::string title;
    int year = 0;
};
template <>
inline constexpr auto rowan::table<Book> = define<Book>(foreign_key<&Book::author>.references<&Author::id>());
using other = alias<"other", Author>;

#if MISTAKE
auto query = select<Author>().cross_join<other>().join<Book>();
#else
auto query = select<Author>().cross_join<other>().join<Book>(other::col<&Author::id> == col<&Book::author>);
#endif
