// names: &Book::title
#include "rowan/query/select.hpp"

#include <cstdint>
#include <string>

using namespace rowan;
struct Book {
    std::int64_t id = 0;
    std::string title;
    int year = 0;
};

#if MISTAKE
auto query = select<Book>().where(in(col<&Book::title>, 1969, 1974));
#else
auto query = select<Book>().where(in(col<&Book::title>, "Tehanu", "Lavinia"));
#endif
