// names: &Book::title
#include "rowan/rowan.hpp"

#include <cstdint>
#include <string>

using namespace rowan;
struct Book {
    std::int64_t id = 0;
    std::string title;
    int year = 0;
};

inline constexpr auto soundex = function<std::string(std::string), "soundex({})">;

#if MISTAKE
auto query = select(soundex(col<&Book::title>, 4)).from<Book>();
#else
auto query = select(soundex(col<&Book::title>)).from<Book>();
#endif
