// names: lower
// mistakes: 14
#include "rowan/sqlite.hpp"

#include <cstdint>
#include <string>

// A function is given a plain value, or what cannot be bound: one error for each function, whatever follows in the chain.
using namespace rowan;
struct Book {
    std::int64_t id = 0;
    std::string title;
    int year = 0;
};
struct other_kind {};
struct library {
    using driver = rowan::sqlite;
    using tables = rowan::tables<Book>;
};
int main() {
    rowan::connection<library> db(":memory:");
    constexpr auto title = col<&Book::title>;
#if MISTAKE
    (void)db(select(lower(5)).from<Book>().limit<1>());
    (void)db(select(sum(5).as<"n">()).from<Book>().order_by(named<"n">));
    (void)db(select(count("x").as<"n">()).from<Book>().limit<1>());
    (void)db(select(title).from<Book>().where(is_null(5)).limit<1>());
    (void)db(select(title).from<Book>().where(like(5, "x%")).limit<1>());
    (void)db(select(title).from<Book>().where(year_of(5) == 2024).limit<1>());
    (void)db(select(coalesce(other_kind{}, title)).from<Book>().limit<1>());
    (void)db(select(cast<double>(5)).from<Book>().limit<1>());
    (void)db(select(title).from<Book>().where(in(title, other_kind{}) && col<&Book::year> == 1).limit<1>());
    (void)db(select(title).from<Book>().where(row_of(title, other_kind{}) == row_of("x", 1)).limit<1>());
    (void)db(select(lag(5).over(order_by(title)).as<"n">()).from<Book>().limit<1>());
    (void)db(select(json_get<bool, "x">(5)).from<Book>().limit<1>());
    (void)db(select(replace(title, other_kind{}, "x")).from<Book>().limit<1>());
    (void)db(select(title).from<Book>().where(collate<"NOCASE">(5) == "x").limit<1>());
#else
    (void)db(select(lower(val("x"))).from<Book>().limit<1>());
    (void)db(select(sum(val(5)).as<"n">()).from<Book>().order_by(named<"n">));
#endif
}
