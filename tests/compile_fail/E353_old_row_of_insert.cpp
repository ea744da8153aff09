// names: author
#include "rowan/sqlite.hpp"

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
};
constexpr auto touch = trigger<"touch">.after(inserted).run(
#if MISTAKE
    update<Author>().set(col<&Author::name> = "read").where(col<&Author::id> == old_row<&Book::author>));
#else
    update<Author>().set(col<&Author::name> = "read").where(col<&Author::id> == new_row<&Book::author>));
#endif
