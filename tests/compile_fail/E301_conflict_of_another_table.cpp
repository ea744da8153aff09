// names: &Author::id
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
auto statement = insert<Book>().on_conflict<&Author::id>().do_nothing();
#else
auto statement = insert<Book>().on_conflict<&Book::id>().do_nothing();
#endif
