// names: title
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
constexpr auto gone = trigger<"gone">
#if MISTAKE
                          .before(removed)
                          .when(new_row<&Book::title> != "")
#else
                          .before(removed)
                          .when(old_row<&Book::title> != "")
#endif
                          .run(remove<Author>().where(col<&Author::id> == old_row<&Book::author>));
