// names: Book::title
#include "rowan/query/insert.hpp"

#include <cstdint>
#include <string>

using namespace rowan;
struct Book {
    std::int64_t id = 0;
    std::string title;
    int year = 0;
};

#if MISTAKE
auto statement = insert<Book>().columns<&Book::title>().columns<&Book::year>();
#else
auto statement = insert<Book>().columns<&Book::title, &Book::year>();
#endif
