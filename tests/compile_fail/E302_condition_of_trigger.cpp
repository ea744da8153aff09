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
constexpr auto touch = trigger<"touch">
                           .after(inserted)
#if MISTAKE
                           .when(new_row<&Book::title>)
#else
                           .when(new_row<&Book::title> != "")
#endif
                           .run(update<Author>().set(col<&Author::name> = "read").every_row());
