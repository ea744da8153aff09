// names: ORDER BY
#include "rowan/sqlite.hpp"

#include <cstdint>
#include <string>

using namespace rowan;
struct Book {
    std::int64_t id = 0;
    std::string title;
};
constexpr auto titles = select(col<&Book::title>).from<Book>().order_by(col<&Book::id>);
#if MISTAKE
static_assert(has_text<R"(SELECT "book"."title" FROM "book")">(titles));
#else
static_assert(has_text<R"(SELECT "book"."title" FROM "book" ORDER BY "book"."id")">(titles));
#endif
int main() {}
