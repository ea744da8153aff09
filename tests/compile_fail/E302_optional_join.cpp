// names: &Author::name
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

#if MISTAKE
auto query = select<Book>().left_join<Author>(when(true, col<&Author::name>));
#else
auto query = select<Book>().left_join<Author>(when(true, col<&Author::name> == "Le Guin"));
#endif
