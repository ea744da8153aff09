// names: &Author::name
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
    std::string title;
    int year = 0;
};
using other = alias<"other", Book>;

#if MISTAKE
auto query = select<other>().where(other::col<&Author::name> == "Tehanu");
#else
auto query = select<other>().where(other::col<&Book::title> == "Tehanu");
#endif
