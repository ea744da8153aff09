// names: title
#include "rowan/rowan.hpp"

#include <cstdint>
#include <string>

struct Book {
    std::int64_t id = 0;
    std::string title;
    int year = 0;
};

template <>
#if MISTAKE
inline constexpr auto rowan::table<Book> = rowan::define<Book>(rowan::column_name<&Book::year>("title"));
#else
inline constexpr auto rowan::table<Book> = rowan::define<Book>(rowan::column_name<&Book::year>("published"));
#endif

auto statement = rowan::sql_text<rowan::sqlite_dialect>(rowan::create<Book>());
