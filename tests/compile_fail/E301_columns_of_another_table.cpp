// names: &Author::name
#include "rowan/query/insert.hpp"

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

#if MISTAKE
auto statement = insert<Book>().columns<&Author::name>();
#else
auto statement = insert<Book>().columns<&Book::title>();
#endif
