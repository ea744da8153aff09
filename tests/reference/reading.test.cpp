#include "reference/reference.hpp"

#include <doctest/doctest.h>

#include <string_view>

namespace reference_reading_test {

using namespace rowan;
using namespace reference;

struct Titled {
    std::string title;
    std::optional<double> price;
};
struct Glimpse {
    std::string_view title;
    std::optional<double> price;
};
struct Wrong {
    std::string title;
    double price;
};

constexpr auto prices = select(title, price).from<Book>().order_by(year);
static_assert(fits_into<decltype(prices), Titled>);
static_assert(!fits_into<decltype(prices), Wrong>); // a price may be null

// What a check refuses can be asked.
constexpr auto names = select(name).from<Author>();
constexpr auto of_someone = select(title).from<Book>().where(name == "Stanislaw Lem");
static_assert(!valid<decltype(of_someone), library>); // Author is not in the query
static_assert(valid<decltype(of_someone.join<Author>()), library>);
static_assert(unitable<decltype(names), decltype(select(title).from<Book>())>);
static_assert(!unitable<decltype(names), decltype(select(year).from<Book>())>);
static_assert(usable_in_where<decltype(year > 1970)> && !usable_in_where<decltype(count() > 1)>);
static_assert(usable_in_having<decltype(count() > 1)>);
static_assert(groupable<decltype(year / 10)> && !groupable<decltype(count())>);
static_assert(aggregatable<decltype(year)> && !aggregatable<decltype(max(year))>);
static_assert(comparable_with<decltype(year), double> && !comparable_with<decltype(year), const char*>);
static_assert(joinable<decltype(of_someone), Author> && !joinable<decltype(names), Loan>);
static_assert(gives_one_column<decltype(names)> && !gives_one_column<decltype(prices)>);
static_assert(findable_in<decltype(title), decltype(names)>);
static_assert(assignable_from<decltype(year), int> && !assignable_from<decltype(year), std::optional<int>>);
static_assert(unique_together<Book, &Book::title> && !unique_together<Book, &Book::year>);
static_assert(callable<decltype(function<std::string(std::string), "hex({})">), decltype(title)>);

// A query is checked where it is defined.
constexpr auto titles_since = require_valid<library>(select(title).from<Book>().where(year >= param<"since">));
static_assert(has_text<R"(SELECT "book"."title" FROM "book" WHERE "book"."year" >= ?1)", library>(titles_since));
static_assert(has_text<R"(SELECT "book"."title" FROM "book" WHERE "book"."year" >= $1)", postgres>(titles_since));

TEST_CASE_TEMPLATE("rows of a query", Driver, TEST_DRIVERS) {
    filled<Driver> db;
    for (const auto& [book, cost] : db(prices)) CHECK(cost.has_value() == (book != "The Dispossessed"));

    std::vector<Book> all = db(select<Book>()).all();
    Book solaris = db(select<Book>().where(title == "Solaris")).one();
    std::optional<Book> none = db(select<Book>().where(year > 2000)).first();
    std::int64_t number = db(select(count()).from<Book>()).scalar();
    db(select<Book>().where(year < 1970)).into(all);

    CHECK((all.size() == 5 && solaris.year == 1961 && !none && number == 3));
    CHECK_THROWS_AS((void)db(select<Book>()).one(), too_many_rows);
    CHECK_THROWS_AS((void)db(select<Book>().where(year > 2000)).one(), not_found);
}
TEST_CASE_TEMPLATE("rows of the program's own", Driver, TEST_DRIVERS) {
    filled<Driver> db;
    std::vector<Titled> list = db(prices.into<Titled>()).all();
    CHECK((list[0].title == "Solaris" && list[0].price == 8.0));
}
TEST_CASE_TEMPLATE("rows that are not kept", Driver, TEST_DRIVERS) {
    filled<Driver> db;
    std::size_t letters = 0;
    for (const auto& [book, cost] : db.stream(prices)) letters += book.size();
    db.stream(prices.into<Glimpse>()).for_each([&](const Glimpse& book) { letters += book.title.size(); });
    CHECK(letters == 96);
}
TEST_CASE_TEMPLATE("the plan of a query", Driver, TEST_DRIVERS) {
    filled<Driver> db;
    for (const plan_row& step : db.explain(prices)) CHECK_FALSE(step.detail.empty());
}
TEST_CASE_TEMPLATE("the rows that a statement gives back", Driver, TEST_DRIVERS) {
    filled<Driver> db;
    auto old = db(remove<Book>().where(year < 1965).returning(title));
    CHECK(old.size() == 1);
    CHECK(old.scalar() == "Solaris");
    std::vector<Book> cheap = db(update<Book>().set(price = 1.0).every_row().returning()).all();
    CHECK((cheap.size() == 2 && cheap[0].price == 1.0));
}

} // namespace reference_reading_test
