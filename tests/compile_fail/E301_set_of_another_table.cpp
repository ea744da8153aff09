// names: &Author::name
#include "rowan/query/write.hpp"

#include <cstdint>
#include <string>

using namespace rowan;
struct Book {
    std::int64_t id = 0;
    std::string title;
    int year = 0;
};
struct Author {
    std::int64_t id = 0;
    std::string name;
};

#if MISTAKE
auto statement = update<Book>().set(col<&Author::name> = "Tehanu");
#else
auto statement = update<Book>().set(col<&Book::title> = "Tehanu");
#endif
