// names: Author
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
    std::int64_t translator = 0;
};
template <>
inline constexpr auto rowan::table<Book> = define<Book>(foreign_key<&Book::author>.references<&Author::id>(),
                                                        foreign_key<&Book::translator>.references<&Author::id>());

#if MISTAKE
auto query = select<Book>().join<Author>();
#else
auto query = select<Book>().join<Author>(col<&Author::id> == col<&Book::translator>);
#endif
