// names: &Book::title
#include "rowan/query/select.hpp"

#include <cstdint>
#include <string>
#include <vector>

using namespace rowan;
struct Book {
    std::int64_t id = 0;
    std::string title;
    int year = 0;
};

#if MISTAKE
std::vector<int> list;
#else
std::vector<std::string> list;
#endif
auto query = select<Book>().where(in(col<&Book::title>, list));
