#include "reference/reference.hpp"

#include <doctest/doctest.h>

namespace reference_aggregates_test {

using namespace rowan;
using namespace reference;

static_assert(is_written(count(), R"(count(*))"));
static_assert(is_written(count(price), R"(count("book"."price"))"));
static_assert(is_written(count_distinct(col<&Book::author_id>), R"(count(DISTINCT "book"."author_id"))"));
static_assert(is_written(sum(year), R"(sum("book"."year"))", R"(CAST(sum("book"."year") AS bigint))"));
static_assert(is_written(sum(price), R"(sum("book"."price"))"));
static_assert(is_written(avg(year), R"(avg("book"."year"))", R"(CAST(avg("book"."year") AS double precision))"));
static_assert(is_written(avg(price), R"(avg("book"."price"))"));
static_assert(is_written(min(year), R"(min("book"."year"))"));
static_assert(is_written(max(title), R"(max("book"."title"))"));
static_assert(is_written(max(col<&Loan::is_back>), R"(max("loan"."is_back"))", R"(bool_or("loan"."is_back"))"));
static_assert(is_written(string_agg(title, ", "), R"(group_concat("book"."title", ?1))",
                         R"(string_agg("book"."title", $1))"));

static_assert(is_written(sum(price).distinct(), R"(sum(DISTINCT "book"."price"))"));
static_assert(is_written(count().filter(year < 1970), R"(count(*) FILTER (WHERE "book"."year" < ?1))"));
static_assert(is_written<postgres_dialect>(string_agg(title, ", ").order_by(desc(year)),
                                           R"(string_agg("book"."title", $1 ORDER BY "book"."year" DESC))"));

// An aggregate of the database that rowan does not know.
inline constexpr auto all_true = aggregate<std::optional<bool>(bool), "min({})", "bool_and({})">;
inline constexpr auto total = aggregate<double(any_number), "total({})", "">; // only SQLite has it

static_assert(is_written(all_true(year > 1960), R"(min("book"."year" > ?1))", R"(bool_and("book"."year" > $1))"));
static_assert(is_written<sqlite_dialect>(total(price).filter(year > 1960),
                                         R"(total("book"."price") FILTER (WHERE "book"."year" > ?1))"));

static_assert(is_written(row_number().over(order_by(year)), R"(row_number() OVER (ORDER BY "book"."year"))"));
static_assert(is_written(rank().over(order_by(year)), R"(rank() OVER (ORDER BY "book"."year"))"));
static_assert(is_written(dense_rank().over(order_by(year)), R"(dense_rank() OVER (ORDER BY "book"."year"))"));
static_assert(is_written(percent_rank().over(order_by(year)), R"(percent_rank() OVER (ORDER BY "book"."year"))"));
static_assert(is_written(cume_dist().over(order_by(year)), R"(cume_dist() OVER (ORDER BY "book"."year"))"));
static_assert(is_written(ntile(4).over(order_by(year)), R"(ntile(?1) OVER (ORDER BY "book"."year"))",
                         R"(CAST(ntile(CAST($1 AS integer)) OVER (ORDER BY "book"."year") AS bigint))"));
static_assert(is_written(lag(year).over(order_by(year)), R"(lag("book"."year") OVER (ORDER BY "book"."year"))"));
static_assert(is_written(lag(year, 2).over(order_by(year)), R"(lag("book"."year", ?1) OVER (ORDER BY "book"."year"))",
                         R"(lag("book"."year", CAST($1 AS integer)) OVER (ORDER BY "book"."year"))"));
static_assert(is_written(lead(year, 1, 0).over(order_by(year)),
                         R"(lead("book"."year", ?1, ?2) OVER (ORDER BY "book"."year"))",
                         R"(lead("book"."year", CAST($1 AS integer), $2) OVER (ORDER BY "book"."year"))"));
static_assert(is_written(first_value(title).over(order_by(year)),
                         R"(first_value("book"."title") OVER (ORDER BY "book"."year"))"));
static_assert(is_written(last_value(title).over(order_by(year)),
                         R"(last_value("book"."title") OVER (ORDER BY "book"."year"))"));
static_assert(is_written(nth_value(title, 2).over(order_by(year)),
                         R"(nth_value("book"."title", ?1) OVER (ORDER BY "book"."year"))",
                         R"(nth_value("book"."title", CAST($1 AS integer)) OVER (ORDER BY "book"."year"))"));

static_assert(is_written(max(year).over(window()), R"(max("book"."year") OVER ())"));
static_assert(is_written(count().over(partition_by(col<&Book::author_id>)),
                         R"(count(*) OVER (PARTITION BY "book"."author_id"))"));
static_assert(is_written(
    sum(year).over(partition_by(col<&Book::author_id>).order_by(desc(year))),
    R"(sum("book"."year") OVER (PARTITION BY "book"."author_id" ORDER BY "book"."year" DESC))",
    R"(CAST(sum("book"."year") OVER (PARTITION BY "book"."author_id" ORDER BY "book"."year" DESC) AS bigint))"));
static_assert(
    is_written(sum(price).over(order_by(year).rows(preceding(2), current_row)),
               R"(sum("book"."price") OVER (ORDER BY "book"."year" ROWS BETWEEN ?1 PRECEDING AND CURRENT ROW))"));
static_assert(
    is_written(sum(price).over(order_by(year).range(preceding(10), following(10))),
               R"(sum("book"."price") OVER (ORDER BY "book"."year" RANGE BETWEEN ?1 PRECEDING AND ?2 FOLLOWING))"));
static_assert(
    is_written(sum(price).over(order_by(year).groups(unbounded_preceding, unbounded_following)),
               R"(sum("book"."price") OVER (ORDER BY "book"."year" GROUPS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED)"
               R"( FOLLOWING))"));
static_assert(
    is_written(sum(price).over(order_by(year).rows(preceding(1), following(1)).exclude_current_row()),
               R"(sum("book"."price") OVER (ORDER BY "book"."year" ROWS BETWEEN ?1 PRECEDING AND ?2 FOLLOWING EXCLUDE)"
               R"( CURRENT ROW))"));
static_assert(
    is_written(sum(price).over(order_by(year).rows(preceding(1), following(1)).exclude_group()),
               R"(sum("book"."price") OVER (ORDER BY "book"."year" ROWS BETWEEN ?1 PRECEDING AND ?2 FOLLOWING EXCLUDE)"
               R"( GROUP))"));
static_assert(is_written(
    sum(price).over(order_by(year).rows(preceding(1), following(1)).exclude_ties()),
    R"(sum("book"."price") OVER (ORDER BY "book"."year" ROWS BETWEEN ?1 PRECEDING AND ?2 FOLLOWING EXCLUDE TIES)"
    R"())"));
static_assert(is_written(avg(price).filter(year > 1960).over(order_by(year)),
                         R"(avg("book"."price") FILTER (WHERE "book"."year" > ?1) OVER (ORDER BY "book"."year"))"));

constexpr auto places =
    select(title, rank().over<"by_year">().as<"place">(), lag(title).over<"by_year">().as<"before">())
        .from<Book>()
        .window<"by_year">(partition_by(col<&Book::author_id>).order_by(year))
        .order_by(title);
static_assert(is_written(
    places, R"(SELECT "book"."title", rank() OVER "by_year" AS "place", lag("book"."title") OVER "by_year" AS "before")"
            R"( FROM "book" WINDOW "by_year" AS (PARTITION BY "book"."author_id" ORDER BY "book"."year"))"
            R"( ORDER BY "book"."title")"));

// Declared as any other window function of the database is.
inline constexpr auto first_of = window_function<as_first(any_type), "first_value({})">;

static_assert(is_written(first_of(title).over(order_by(year)),
                         R"(first_value("book"."title") OVER (ORDER BY "book"."year"))"));

TEST_CASE_TEMPLATE("aggregates", Driver, TEST_DRIVERS) {
    filled<Driver> db;
    const auto of_all = [&](auto expression) { return db(select(expression).template from<Book>()).scalar(); };
    CHECK(of_all(count()) == 3);
    CHECK(of_all(count(price)) == 2);
    CHECK(of_all(count_distinct(col<&Book::author_id>)) == 2);
    CHECK(of_all(sum(year)) == 5904);
    CHECK(of_all(sum(price)) == 17.5);
    CHECK(of_all(avg(year)) == 1968.0);
    CHECK(of_all(min(year)) == 1961);
    CHECK(of_all(max(title)) == "The Left Hand of Darkness");
    CHECK(db(select(max(col<&Loan::is_back>)).template from<Loan>()).scalar() == false);
    CHECK(of_all(string_agg(title, "; ").filter(year < 1970)) == "The Left Hand of Darkness; Solaris");
    CHECK(of_all(sum(price).distinct()) == 17.5);
    CHECK(of_all(count().filter(year < 1970)) == 2);
    CHECK(of_all(all_true(year > 1960)) == true);
    if constexpr (std::is_same_v<Driver, sqlite>) CHECK(of_all(total(price).filter(year > 1970)) == 0.0);
    CHECK(db(select(sum(price)).from<Book>().where(year > 1970)).scalar() == std::nullopt);
}
TEST_CASE_TEMPLATE("windows", Driver, TEST_DRIVERS) {
    filled<Driver> db;
    const auto in_order = [&](auto expression) {
        std::string text;
        for (const auto& row :
             db(select(cast<std::string>(expression).template as<"x">()).template from<Book>().order_by(year))) {
            if constexpr (requires { row.template get<0>().value_or(""); })
                text += (text.empty() ? "" : " ") + row.template get<0>().value_or("-");
            else text += (text.empty() ? "" : " ") + row.template get<0>();
        }
        return text;
    };
    CHECK(in_order(row_number().over(order_by(year))) == "1 2 3");
    CHECK(in_order(ntile(2).over(order_by(year))) == "1 1 2");
    CHECK(in_order(lag(year).over(order_by(year))) == "- 1961 1969");
    CHECK(in_order(lag(year, 2).over(order_by(year))) == "- - 1961");
    CHECK(in_order(lead(year, 1, 0).over(order_by(year))) == "1969 1974 0");
    CHECK(in_order(nth_value(year, 2).over(order_by(year))) == "- 1969 1969");
    CHECK(in_order(max(year).over(window())) == "1974 1974 1974");
    CHECK(in_order(count().over(partition_by(col<&Book::author_id>))) == "1 2 2");
    CHECK(in_order(sum(year).over(order_by(year).rows(preceding(1), current_row))) == "1961 3930 3943");
    CHECK(in_order(sum(year).over(order_by(year).range(preceding(5), current_row))) == "1961 1969 3943");
    CHECK(in_order(sum(year).over(order_by(year).rows(preceding(1), following(1)).exclude_current_row())) ==
          "1969 3935 1969");
    CHECK(in_order(first_of(year).over(order_by(year))) == "1961 1961 1961");
    const auto rows = db(places).all();
    CHECK((rows[1].template get<"title">() == "The Dispossessed" && rows[1].template get<"place">() == 2));
    CHECK((rows[1].template get<"before">() == "The Left Hand of Darkness" && !rows[0].template get<"before">()));
}

} // namespace reference_aggregates_test
