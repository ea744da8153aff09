// names: plain_sql
// mistakes: 9
#include "driver/toy/toy.hpp"
#include "rowan/rowan.hpp"
#include "rowan/values.hpp"

#include <cstdint>
#include <string>

using namespace rowan;
struct Book {
    std::int64_t id = 0;
    std::string title;
    double price = 0;
    decimal weight;
    json notes;
};
struct library {
    using driver = test::toy::driver;
    using tables = rowan::tables<Book>;
};
int main() {
    test::fake::server server;
    connection<library> db("books", {&server});
    constexpr auto title = col<&Book::title>;
    const auto titles = select(title).from<Book>();
#if MISTAKE
    (void)db(titles.where(glob(title, "T*")));
    (void)db(titles.where(ilike(title, "t%")));
    (void)db(titles.where(regexp_match(title, "^T")));
    (void)db(titles.for_update());
    (void)db(titles.distinct_on(col<&Book::price>).order_by(col<&Book::price>));
    (void)db(titles.order_by(col<&Book::weight>));
    (void)db(select(string_agg(title, ", ").order_by(title)).from<Book>());
    (void)db(select(json_get<std::string, "a">(col<&Book::notes>)).from<Book>());
    (void)db(select(cast<int>(col<&Book::price>)).from<Book>());
#else
    (void)db(titles.where(like(title, "T%")).order_by(title));
    (void)db(select(max(title)).from<Book>());
#endif
}
