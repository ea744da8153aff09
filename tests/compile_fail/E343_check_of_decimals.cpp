// names: decimal
#include "rowan/sqlite.hpp"
#include "rowan/values.hpp"

#include <cstdint>
#include <string>

struct Book {
    std::int64_t id = 0;
    rowan::decimal price;
};
template <>
inline constexpr auto rowan::table<Book> =
#if MISTAKE
    rowan::define<Book>(rowan::check(rowan::col<&Book::price> >= rowan::decimal_literal<"0">));
#else
    rowan::define<Book>(rowan::check(rowan::col<&Book::price> != rowan::decimal_literal<"0">));
#endif
struct library {
    using driver = rowan::sqlite;
    using tables = rowan::tables<Book>;
};
int main() {
    rowan::connection<library> db(":memory:");
    db.create_tables();
}
