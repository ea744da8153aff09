// names: &Book::title
#include "rowan/query/insert.hpp"

#include <cstdint>
#include <string>

using namespace rowan;
struct Book {
    std::int64_t id = 0;
    std::string title;
    int year = 0;
};
#if !MISTAKE
template <>
inline constexpr auto rowan::table<Book> = define<Book>(unique<&Book::title>);
#endif

auto statement = insert<Book>().on_conflict<&Book::title>().do_nothing();
