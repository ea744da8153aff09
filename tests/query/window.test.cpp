#include "support/drivers.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace window_test {

using second = std::chrono::sys_seconds;
enum class Kind { fiction, essay };
struct Author {
    std::int64_t id = 0;
    std::string name;
};
struct Book {
    std::int64_t id = 0;
    std::int64_t author_id = 0;
    std::string title;
    int year = 0;
    std::optional<double> price{};
    Kind kind = Kind::fiction;
    Kind shelf = Kind::fiction;
    second bought{};
    second read{};
};
template <class Driver>
struct library {
    using driver = Driver;
    using tables = rowan::tables<Author, Book>;
};

} // namespace window_test

template <>
inline constexpr auto rowan::table<window_test::Book> = rowan::define<window_test::Book>(
    rowan::foreign_key<&window_test::Book::author_id>.references<&window_test::Author::id>(),
    rowan::as_integer<&window_test::Book::shelf>, rowan::as_integer<&window_test::Book::read>);

namespace window_test {

using namespace rowan;

constexpr auto id = col<&Book::id>;
constexpr auto author = col<&Book::author_id>;
constexpr auto title = col<&Book::title>;
constexpr auto year = col<&Book::year>;
constexpr auto price = col<&Book::price>;

inline constexpr auto halves = window_function<std::int64_t(any_number), "my_halves({})">;

template <class Dialect, class Expression>
consteval std::string_view what(Expression expression) {
    const auto text = sql_text<Dialect>(select(expression).template from<Book>());
    return text.substr(7, text.size() - 7 - std::string_view(R"( FROM "book")").size());
}
constexpr auto on_sqlite = [](auto expression) consteval { return what<sqlite_dialect>(expression); };
constexpr auto on_postgres = [](auto expression) consteval { return what<postgres_dialect>(expression); };
template <class Expression>
consteval bool both(Expression expression, std::string_view text) {
    return on_sqlite(expression) == text && on_postgres(expression) == text;
}
/// What stands behind OVER.
template <class Window>
consteval std::string_view over(Window window) {
    return on_sqlite(rank().over(window)).substr(12);
}

static_assert(both(row_number().over(window()), "row_number() OVER ()"));
static_assert(both(rank().over(order_by(year)), R"(rank() OVER (ORDER BY "book"."year"))"));
static_assert(both(dense_rank().over(partition_by(author)), R"(dense_rank() OVER (PARTITION BY "book"."author_id"))"));
static_assert(both(percent_rank().over(partition_by(author, year).order_by(desc(title), id)),
                   R"(percent_rank() OVER (PARTITION BY "book"."author_id", "book"."year")"
                   R"( ORDER BY "book"."title" DESC, "book"."id"))"));
static_assert(both(cume_dist().over(window().order_by(id).partition_by(year)),
                   R"(cume_dist() OVER (PARTITION BY "book"."year" ORDER BY "book"."id"))"));
static_assert(both(first_value(title).over<"by year">(), R"(first_value("book"."title") OVER "by year")"));
static_assert(both(last_value(title).over(window()), R"(last_value("book"."title") OVER ())"));
static_assert(both(lag(title).over(window()), R"(lag("book"."title") OVER ())"));

// PostgreSQL counts with `integer`, and its ntile is one.
static_assert(on_sqlite(ntile(4).over(window())) == "ntile(?1) OVER ()");
static_assert(on_postgres(ntile(4).over(window())) == "CAST(ntile(CAST($1 AS integer)) OVER () AS bigint)");
static_assert(on_sqlite(lead(title, 2, "none").over(window())) == R"(lead("book"."title", ?1, ?2) OVER ())");
static_assert(on_postgres(lead(title, param<"n">, "none").over(window())) ==
              R"(lead("book"."title", CAST($1 AS integer), $2) OVER ())");
static_assert(on_sqlite(nth_value(year, param<"n">).over(window())) == R"(nth_value("book"."year", ?1) OVER ())");
static_assert(on_postgres(nth_value(year, id).over(window())) ==
              R"(nth_value("book"."year", CAST("book"."id" AS integer)) OVER ())");

// Every aggregate has a window; a cast is around it all.
static_assert(both(count().over(window()), "count(*) OVER ()"));
static_assert(on_sqlite(sum(year).filter(price > 1.0).over(order_by(id))) ==
              R"(sum("book"."year") FILTER (WHERE "book"."price" > ?1) OVER (ORDER BY "book"."id"))");
static_assert(on_postgres(sum(year).filter(price > 1.0).over<"w">()) ==
              R"(CAST(sum("book"."year") FILTER (WHERE "book"."price" > $1) OVER "w" AS bigint))");
static_assert(both(halves(price).over(window()), R"(my_halves("book"."price") OVER ())"));
static_assert(on_sqlite(sum(price).over(window()) - avg(price).over(window()) * 2) ==
              R"(sum("book"."price") OVER () - avg("book"."price") OVER () * ?1)");

// Frames.
static_assert(over(window().rows(unbounded_preceding, current_row)) ==
              "(ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)");
static_assert(over(order_by(year).rows(preceding(3), preceding(1))) ==
              R"((ORDER BY "book"."year" ROWS BETWEEN ?1 PRECEDING AND ?2 PRECEDING))");
static_assert(over(order_by(year).range(preceding(param<"years">), following(2)).exclude_current_row()) ==
              R"((ORDER BY "book"."year" RANGE BETWEEN ?1 PRECEDING AND ?2 FOLLOWING EXCLUDE CURRENT ROW))");
static_assert(over(partition_by(author).order_by(year).groups(current_row, unbounded_following).exclude_ties()) ==
              R"((PARTITION BY "book"."author_id" ORDER BY "book"."year")"
              R"( GROUPS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING EXCLUDE TIES))");
static_assert(over(partition_by(author).rows(following(1), unbounded_following).exclude_group()) ==
              R"((PARTITION BY "book"."author_id" ROWS BETWEEN ?1 FOLLOWING AND UNBOUNDED FOLLOWING EXCLUDE GROUP))");

// A frame does not start after its end, one of groups has an order, and one of distances an order by one key.
template <class Window, class Start, class End>
concept has_rows = requires(Window w, Start start, End end) { w.rows(start, end); };
template <class Window, class Start, class End>
concept has_range = requires(Window w, Start start, End end) { w.range(start, end); };
template <class Window, class Start, class End>
concept has_groups = requires(Window w, Start start, End end) { w.groups(start, end); };
template <class Count>
concept has_preceding = requires(Count count) { preceding(count); };
using anywhere = decltype(window());
using by_year = decltype(order_by(year));
using by_two = decltype(order_by(year, id));
using past = decltype(preceding(1));
using future = decltype(following(1));
using present = decltype(current_row);
using start_of_all = decltype(unbounded_preceding);
using end_of_all = decltype(unbounded_following);
static_assert(has_rows<anywhere, past, past> && has_rows<anywhere, past, future> &&
              has_rows<anywhere, present, present>);
static_assert(has_rows<anywhere, start_of_all, end_of_all> && has_rows<anywhere, future, future>);
static_assert(!has_rows<anywhere, present, past> && !has_rows<anywhere, future, present> &&
              !has_rows<anywhere, future, past>);
static_assert(!has_rows<anywhere, end_of_all, end_of_all> && !has_rows<anywhere, start_of_all, start_of_all>);
static_assert(has_range<anywhere, start_of_all, present> && !has_range<anywhere, past, present>);
static_assert(has_range<by_year, past, present> && !has_range<by_two, past, present>);
static_assert(has_groups<by_two, past, present> && !has_groups<anywhere, past, present>);
static_assert(has_preceding<int> && has_preceding<decltype(param<"n">)> && !has_preceding<double> &&
              !has_preceding<decltype(year)>);

// The type of a cell.
template <class Expected, class Expression>
constexpr bool is_a(Expression expression) {
    return std::is_same_v<std::tuple_element_t<0, row_type<decltype(select(expression).template from<Book>())>>,
                          Expected>;
}
static_assert(is_a<std::int64_t>(row_number().over(window())) && is_a<std::int64_t>(rank().over<"w">()) &&
              is_a<std::int64_t>(dense_rank().over(window())) && is_a<std::int64_t>(ntile(2).over(window())));
static_assert(is_a<double>(percent_rank().over(window())) && is_a<double>(cume_dist().over(window())));
static_assert(is_a<std::optional<int>>(lag(year).over(window())) && is_a<std::optional<int>>(lag(year, 2).over<"w">()));
static_assert(is_a<int>(lag(year, 1, 0).over(window())) && is_a<int>(lead(year, 1, param<"n">).over(window())) &&
              is_a<std::string>(lead(title, 1, "none").over(window())) &&
              is_a<Kind>(lag(col<&Book::shelf>, 1, Kind::essay).over(window())));
static_assert(is_a<std::optional<double>>(lag(price, 1, 0.0).over(window())) &&
              is_a<std::optional<int>>(lag(year, 1, std::optional<int>{}).over(window())));
static_assert(is_a<std::optional<std::string>>(first_value(title).over(window())) &&
              is_a<std::optional<double>>(last_value(price).over(window())) &&
              is_a<std::optional<second>>(nth_value(col<&Book::read>, 2).over(window())));
static_assert(is_a<std::int64_t>(count().over(window())) &&
              is_a<std::optional<std::int64_t>>(sum(year).over(window())));
// An outer join makes null what is of its table, but no number of rows.
template <class Expected, class Expression>
constexpr bool is_outer(Expression expression) {
    return std::is_same_v<
        std::tuple_element_t<0,
                             row_type<decltype(select(expression).template from<Author>().template left_join<Book>())>>,
        Expected>;
}
static_assert(is_outer<std::int64_t>(rank().over(order_by(year))) &&
              is_outer<std::int64_t>(count(year).over(window())));
static_assert(is_outer<std::int64_t>(halves(id).over(window())) && is_outer<std::int64_t>(ntile(id).over(window())));
static_assert(is_outer<std::optional<int>>(lag(year, 1, 0).over(window())) &&
              is_outer<std::string>(lag(col<&Author::name>, 1, "none").over(order_by(year))));

// Where a window function can stand.
using ranked = decltype(rank().over(window()) == 1);
static_assert(!usable_in_where<ranked> && usable_in_where<decltype(year == 1)> &&
              !usable_in_where<decltype(max(year) == 1)> && !usable_in_where<decltype(year)>);
static_assert(!usable_in_having<ranked> && usable_in_having<decltype(max(year) == 1)> &&
              !usable_in_having<decltype(sum(max(year)) == 1)> && !usable_in_having<decltype(max(year))>);
static_assert(!groupable<ranked> && groupable<decltype(year / 10)> && !groupable<decltype(max(year))>);
static_assert(!aggregatable<ranked> && !expression<decltype(rank())> && expression<ranked>);
static_assert(detail::has_window<ranked>() && !detail::has_window<decltype(max(year) > 1)>());
static_assert(!detail::has_aggregate<decltype(sum(year).over(window()))>() &&
              detail::has_aggregate<decltype(sum(sum(year)).over(window()))>() &&
              detail::has_aggregate<decltype(rank().over(order_by(desc(sum(year)))))>());
// An aggregate of distinct or ordered rows has no window.
template <class Call>
concept has_over = requires(Call call) { call.over(window()); };
static_assert(has_over<decltype(count(year))> && !has_over<decltype(count(year).distinct())> &&
              !has_over<decltype(count(year).order_by(id))>);

template <class Driver>
struct filled : connection<library<Driver>> {
    filled() : connection<library<Driver>>(test::empty_database<Driver>::name()) {
        using std::chrono::seconds;
        this->create_tables();
        this->insert(std::vector<Author>{{0, "Le Guin"}, {0, "Lem"}});
        const auto at = [](int n) { return second(seconds(n)); };
        this->insert(std::vector<Book>{
            {0, 1, "A", 1969, 1.0, Kind::fiction, Kind::essay, at(10), at(100)},
            {0, 1, "B", 1971, 2.0, Kind::essay, Kind::fiction, at(20), at(200)},
            {0, 2, "C", 1971, 4.0, Kind::fiction, Kind::essay, at(30), at(300)},
            {0, 1, "D", 1974, std::nullopt, Kind::essay, Kind::essay, at(40), at(400)},
            {0, 2, "E", 1961, 8.0, Kind::fiction, Kind::fiction, at(50), at(500)},
        });
    }
};
/// The values in all books, in the order in which they were inserted.
template <class Database, class Expression>
auto values(connection<Database>& db, Expression expression) {
    auto query = select(expression).template from<Book>().order_by(id);
    std::vector<std::tuple_element_t<0, row_type<decltype(query)>>> all;
    for (const auto& row : db(query)) all.push_back(row.template get<0>());
    return all;
}
using numbers = std::vector<std::int64_t>;
using sums = std::vector<std::optional<std::int64_t>>;
using texts = std::vector<std::optional<std::string>>;
using reals = std::vector<std::optional<double>>;

TEST_SUITE("query") {
    TEST_CASE_TEMPLATE("numbers and ranks of rows", Driver, TEST_DRIVERS) {
        filled<Driver> db;
        CHECK(values(db, row_number().over(order_by(year, id))) == numbers{2, 3, 4, 5, 1});
        CHECK(values(db, rank().over(order_by(year))) == numbers{2, 3, 3, 5, 1});
        CHECK(values(db, dense_rank().over(order_by(year))) == numbers{2, 3, 3, 4, 1});
        CHECK(values(db, rank().over(partition_by(author).order_by(desc(year)))) == numbers{3, 2, 1, 1, 2});
        CHECK(values(db, ntile(2).over(order_by(id))) == numbers{1, 1, 1, 2, 2});
        CHECK(values(db, percent_rank().over(order_by(year))) == std::vector<double>{0.25, 0.5, 0.5, 1.0, 0.0});
        CHECK(values(db, cume_dist().over(order_by(year))) == std::vector<double>{0.4, 0.8, 0.8, 1.0, 0.2});
    }
    TEST_CASE_TEMPLATE("values of other rows are read as their column is", Driver, TEST_DRIVERS) {
        filled<Driver> db;
        const auto by_id = order_by(id);
        CHECK(values(db, lag(title).over(by_id)) == texts{std::nullopt, "A", "B", "C", "D"});
        CHECK(values(db, lead(title, 2).over(by_id)) == texts{"C", "D", "E", std::nullopt, std::nullopt});
        CHECK(values(db, lag(title, 1, "none").over(partition_by(author).order_by(id))) ==
              std::vector<std::string>{"none", "A", "none", "B", "C"});
        CHECK(values(db, lag(col<&Book::kind>, 1, Kind::essay).over(by_id)) ==
              std::vector{Kind::essay, Kind::fiction, Kind::essay, Kind::fiction, Kind::essay});
        CHECK(values(db, lag(col<&Book::shelf>, 1, Kind::essay).over(by_id)) ==
              std::vector{Kind::essay, Kind::essay, Kind::fiction, Kind::essay, Kind::essay});
        const auto at = [](int n) { return second(std::chrono::seconds(n)); };
        CHECK(values(db, lead(col<&Book::bought>, 1, at(7)).over(by_id)) ==
              std::vector{at(20), at(30), at(40), at(50), at(7)});
        CHECK(values(db, lead(col<&Book::read>, 1, at(7)).over(by_id)) ==
              std::vector{at(200), at(300), at(400), at(500), at(7)});
        CHECK(values(db, first_value(title).over(partition_by(author).order_by(desc(year)))) ==
              texts{"D", "D", "C", "D", "C"});
        CHECK(values(db, last_value(title).over(order_by(id).rows(current_row, unbounded_following))) ==
              texts{"E", "E", "E", "E", "E"});
        CHECK(values(db, nth_value(title, 2).over(order_by(id))) == texts{std::nullopt, "B", "B", "B", "B"});
        CHECK(values(db, max(col<&Book::read>).over(partition_by(author))).front() == at(400));
    }
    TEST_CASE_TEMPLATE("frames of rows, of values and of groups", Driver, TEST_DRIVERS) {
        filled<Driver> db;
        CHECK(values(db, sum(id).over(order_by(id))) == sums{1, 3, 6, 10, 15});
        CHECK(values(db, sum(id).over(order_by(id).rows(preceding(1), following(1)))) == sums{3, 6, 9, 12, 9});
        CHECK(values(db, sum(id).over(order_by(id).rows(preceding(2), preceding(1)))) ==
              sums{std::nullopt, 1, 3, 5, 7});
        CHECK(values(db, sum(id).over(order_by(year).range(preceding(2), current_row))) == sums{1, 6, 6, 4, 5});
        CHECK(values(db, sum(id).over(order_by(year).groups(preceding(1), current_row))) == sums{6, 6, 6, 9, 5});
        const auto all = order_by(year).groups(unbounded_preceding, unbounded_following);
        CHECK(values(db, count().over(all)) == numbers{5, 5, 5, 5, 5});
        CHECK(values(db, count().over(all.exclude_current_row())) == numbers{4, 4, 4, 4, 4});
        CHECK(values(db, count().over(all.exclude_group())) == numbers{4, 3, 3, 4, 4});
        CHECK(values(db, count().over(all.exclude_ties())) == numbers{5, 4, 4, 5, 5});
        CHECK(values(db, count().filter(price > 1.5).over(order_by(id))) == numbers{0, 1, 2, 2, 3});
        CHECK(values(db, price - avg(price).over(window())) == reals{-2.75, -1.75, 0.25, std::nullopt, 4.25});
    }
    TEST_CASE_TEMPLATE("a frame's bound is a parameter", Driver, TEST_DRIVERS) {
        filled<Driver> db;
        constexpr auto moving =
            select(sum(id).over(order_by(id).rows(preceding(param<"n">), current_row)).template as<"sum">(),
                   lag(title, param<"n">, param<"none">).over(order_by(id)))
                .template from<Book>()
                .where(year > param<"since">)
                .order_by(desc(id))
                .limit(1);
        const auto [total, before] = db(moving, "n"_p = 2, "since"_p = 1900, "none"_p = "-").one();
        CHECK(total == 12);
        CHECK(before == "C");
        CHECK(db(moving, "n"_p = 1, "since"_p = 1961, "none"_p = "-").one().template get<"sum">() == 7);
    }
    TEST_CASE_TEMPLATE("windows over groups", Driver, TEST_DRIVERS) {
        filled<Driver> db;
        const auto rows = db(select(author, sum(sum(year)).over(window()), rank().over(order_by(desc(count()))))
                                 .from<Book>()
                                 .group_by(author)
                                 .order_by(author))
                              .all();
        REQUIRE(rows.size() == 2);
        CHECK(rows[0].template get<1>() == 1969 + 1971 + 1971 + 1974 + 1961);
        CHECK(rows[0].template get<2>() == 1);
        CHECK(rows[1].template get<2>() == 2);
    }
}

} // namespace window_test
