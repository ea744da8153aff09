#include "support/drivers.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace aggregates_test {

using day = std::chrono::sys_days;
enum class Size { small, large };
struct Shop {
    std::int64_t id = 0;
    std::string name;
};
struct Sale {
    std::int64_t id = 0;
    std::int64_t shop_id = 0;
    std::string item;
    int number = 0;
    std::optional<double> price{};
    bool is_gift = false;
    Size size = Size::small;
    Size packing = Size::small;
    day sold{};
    rowan::bytes receipt{};
};
template <class Driver>
struct shops {
    using driver = Driver;
    using tables = rowan::tables<Shop, Sale>;
};

} // namespace aggregates_test

template <>
inline constexpr auto rowan::table<aggregates_test::Sale> = rowan::define<aggregates_test::Sale>(
    rowan::foreign_key<&aggregates_test::Sale::shop_id>.references<&aggregates_test::Shop::id>(),
    rowan::as_integer<&aggregates_test::Sale::packing>);

namespace aggregates_test {

using namespace rowan;

constexpr auto item = col<&Sale::item>;
constexpr auto number = col<&Sale::number>;
constexpr auto price = col<&Sale::price>;
constexpr auto is_gift = col<&Sale::is_gift>;

// Declared by a program, as `string_agg` is: what only one of them has.
inline constexpr auto total = aggregate<double(any_number), "total({})", "">;
inline constexpr auto any_of = aggregate<as_first(any_type), "", "any_value({})">;
inline constexpr auto mode = aggregate<as_first(any_type), "", "mode() WITHIN GROUP (ORDER BY {})">;

template <class Dialect, class Expression>
consteval std::string_view what(Expression expression) {
    const auto text = sql_text<Dialect>(select(expression).template from<Sale>());
    return text.substr(7, text.size() - 7 - std::string_view(R"( FROM "sale")").size());
}
constexpr auto on_sqlite = [](auto expression) consteval { return what<sqlite_dialect>(expression); };
constexpr auto on_postgres = [](auto expression) consteval { return what<postgres_dialect>(expression); };

static_assert(on_sqlite(count()) == "count(*)" && on_postgres(count()) == "count(*)");
static_assert(on_sqlite(count(item)) == R"(count("sale"."item"))");
static_assert(on_sqlite(count_distinct(item)) == R"(count(DISTINCT "sale"."item"))" &&
              on_postgres(count(item).distinct()) == R"(count(DISTINCT "sale"."item"))");

// What PostgreSQL gives as numeric is cast to what the C++ type says.
static_assert(on_sqlite(sum(number)) == R"(sum("sale"."number"))");
static_assert(on_postgres(sum(number)) == R"(CAST(sum("sale"."number") AS bigint))");
static_assert(on_postgres(sum(price)) == R"(sum("sale"."price"))");
static_assert(on_sqlite(avg(number)) == R"(avg("sale"."number"))");
static_assert(on_postgres(avg(number)) == R"(CAST(avg("sale"."number") AS double precision))");
static_assert(on_postgres(avg(number * price)) == R"(avg("sale"."number" * "sale"."price"))");
static_assert(on_postgres(avg(number).filter(is_gift)) ==
              R"(CAST(avg("sale"."number") FILTER (WHERE "sale"."is_gift") AS double precision))");

// PostgreSQL has no min and max of truths.
static_assert(on_sqlite(min(is_gift)) == R"(min("sale"."is_gift"))");
static_assert(on_postgres(min(is_gift)) == R"(bool_and("sale"."is_gift"))" &&
              on_postgres(max(is_gift)) == R"(bool_or("sale"."is_gift"))" &&
              on_postgres(max(item)) == R"(max("sale"."item"))");

static_assert(on_sqlite(string_agg(item, ", ")) == R"(group_concat("sale"."item", ?1))");
static_assert(on_postgres(string_agg(item, ", ")) == R"(string_agg("sale"."item", $1))");
static_assert(on_postgres(string_agg(item, param<"between">).distinct().order_by(item)) ==
              R"(string_agg(DISTINCT "sale"."item", $1 ORDER BY "sale"."item"))");
static_assert(on_postgres(string_agg(item, ", ").order_by(desc(price), number + 1).filter(number > 2)) ==
              R"(string_agg("sale"."item", $1 ORDER BY "sale"."price" DESC, "sale"."number" + $2))"
              R"( FILTER (WHERE "sale"."number" > $3))");

// Conditions of several calls are joined with AND, whatever they are.
static_assert(on_sqlite(count().filter(is_gift)) == R"(count(*) FILTER (WHERE "sale"."is_gift"))");
static_assert(on_sqlite(sum(number).distinct().filter(number > 1 || is_gift).filter(price > 2.5)) ==
              R"(sum(DISTINCT "sale"."number") FILTER (WHERE ("sale"."number" > ?1 OR "sale"."is_gift"))"
              R"( AND "sale"."price" > ?2))");

static_assert(on_sqlite(total(number)) == R"(total("sale"."number"))" &&
              on_sqlite(total(number).distinct()) == R"(total(DISTINCT "sale"."number"))");
static_assert(on_postgres(mode(item).filter(is_gift)) ==
              R"(mode() WITHIN GROUP (ORDER BY "sale"."item") FILTER (WHERE "sale"."is_gift"))");

template <class Expected, class Expression>
constexpr bool is_a(Expression expression) {
    return std::is_same_v<std::tuple_element_t<0, row_type<decltype(select(expression).template from<Sale>())>>,
                          Expected>;
}
static_assert(is_a<std::int64_t>(count()) && is_a<std::int64_t>(count(price).filter(is_gift)));
static_assert(is_a<std::optional<std::int64_t>>(sum(number).distinct()) && is_a<std::optional<double>>(sum(price)) &&
              is_a<std::optional<double>>(avg(number)));
static_assert(is_a<std::optional<Size>>(min(col<&Sale::packing>)) && is_a<std::optional<day>>(max(col<&Sale::sold>)) &&
              is_a<std::optional<bool>>(max(is_gift)) && is_a<std::optional<std::string>>(string_agg(item, "")));
static_assert(is_a<double>(total(price)) && is_a<std::optional<std::string>>(any_of(item)) &&
              is_a<std::optional<double>>(any_of(price)));
// An outer join leaves an aggregate what it is.
static_assert(std::is_same_v<row_type<decltype(select(count(), total(number)).from<Shop>().left_join<Sale>())>,
                             row<cell<fixed_string<0>{}, std::int64_t>, cell<fixed_string<0>{}, double>>>);

// What a rule refuses can be asked.
static_assert(aggregatable<decltype(number + 1)> && !aggregatable<decltype(sum(number) + 1)> &&
              !aggregatable<decltype(rank().over(window()))>);
template <class Aggregate>
concept has_distinct = requires(Aggregate each) { each.distinct(); };
static_assert(has_distinct<decltype(count(item))> && !has_distinct<decltype(count())>);

template <class Database, class Expression>
constexpr bool is_valid(Expression) {
    return valid<decltype(select(std::declval<Expression>()).template from<Sale>()), Database>;
}
static_assert(is_valid<shops<postgres>>(string_agg(item, ",").order_by(item)) &&
              !is_valid<shops<sqlite>>(string_agg(item, ",").order_by(item)));
static_assert(is_valid<shops<postgres>>(string_agg(item, ",").distinct()) &&
              !is_valid<shops<sqlite>>(string_agg(item, ",").distinct()));
static_assert(is_valid<shops<postgres>>(any_of(item)) && !is_valid<shops<sqlite>>(any_of(item)));
static_assert(is_valid<shops<sqlite>>(min(col<&Sale::receipt>)) &&
              !is_valid<shops<postgres>>(min(col<&Sale::receipt>)));
static_assert(is_valid<shops<sqlite>>(sum(number)) && !is_valid<shops<sqlite>>(sum(sum(number))) &&
              !is_valid<shops<sqlite>>(sum(number).filter(number > 1) + sum(number + max(number))));

template <class Driver>
struct filled : connection<shops<Driver>> {
    filled() : connection<shops<Driver>>(test::empty_database<Driver>::name()) {
        using namespace std::chrono;
        this->create_tables();
        this->insert(std::vector<Shop>{{0, "north"}, {0, "south"}, {0, "empty"}});
        this->insert(std::vector<Sale>{
            {0, 1, "tea", 3, 2.5, false, Size::large, Size::large, day{2024y / 1 / 5}, {}},
            {0, 1, "tea", 1, 3.5, true, Size::small, Size::large, day{2023y / 1 / 5}, {}},
            {0, 2, "cup", 4, std::nullopt, false, Size::small, Size::large, day{2025y / 1 / 5}, {}},
            {0, 2, "jar", 3, 6.0, false, Size::large, Size::large, day{2024y / 6 / 5}, {}},
        });
    }
};
template <class Database, class Expression>
auto value(connection<Database>& db, Expression expression) {
    return db(select(expression).template from<Sale>()).scalar();
}

TEST_SUITE("query") {
    TEST_CASE_TEMPLATE("an aggregate takes the rows of its filter, each value once if it is distinct", Driver,
                       TEST_DRIVERS) {
        filled<Driver> db;
        CHECK(value(db, count()) == 4);
        CHECK(value(db, count(price)) == 3);
        CHECK(value(db, count().filter(is_gift)) == 1);
        CHECK(value(db, count(item).distinct()) == 3);
        CHECK(value(db, count_distinct(item).filter(number == 3)) == 2);
        CHECK(value(db, sum(number)) == 11);
        CHECK(value(db, sum(number).distinct()) == 8);
        CHECK(value(db, sum(number).filter(number > 1).filter(price > 3.0)) == 3);
        CHECK(value(db, sum(number).filter(number > 100)) == std::nullopt);
        CHECK(value(db, avg(price)) == 4.0);
        if constexpr (std::is_same_v<Driver, sqlite>) {
            CHECK(value(db, total(price)) == 12.0);
            CHECK(value(db, total(price).filter(number > 100)) == 0.0);
        }
    }
    TEST_CASE_TEMPLATE("the least and the greatest value are read as their column is", Driver, TEST_DRIVERS) {
        filled<Driver> db;
        using namespace std::chrono;
        CHECK(value(db, min(col<&Sale::size>)) == Size::large); // as a text
        CHECK(value(db, min(col<&Sale::packing>)) == Size::large);
        CHECK(value(db, max(col<&Sale::packing>).filter(col<&Sale::packing> != Size::large)) == std::nullopt);
        CHECK(value(db, max(col<&Sale::sold>)) == day{2025y / 1 / 5});
        CHECK(value(db, max(col<&Sale::sold>).filter(col<&Sale::packing> == Size::large && is_gift)) ==
              day{2023y / 1 / 5});
        CHECK(value(db, max(is_gift)) == true);
        CHECK(value(db, count(col<&Sale::packing>)) == 4);
    }
    TEST_CASE_TEMPLATE("texts are joined with a separator", Driver, TEST_DRIVERS) {
        filled<Driver> db;
        CHECK(value(db, string_agg(item, "; ").filter(item == "tea")) == "tea; tea");
        CHECK(value(db, string_agg(item, "; ").filter(item == "no")) == std::nullopt);
        constexpr auto query = select(string_agg(item, param<"between">)).template from<Sale>().where(item == "tea");
        CHECK(db(query, "between"_p = "+").scalar() == "tea+tea");
    }
    TEST_CASE_TEMPLATE("groups of an outer join that has no row", Driver, TEST_DRIVERS) {
        filled<Driver> db;
        const auto rows = db(select(col<&Shop::name>, count(col<&Sale::id>), sum(number), max(item))
                                 .template from<Shop>()
                                 .template left_join<Sale>()
                                 .group_by(col<&Shop::id>)
                                 .having(count().filter(is_gift) == 0)
                                 .order_by(col<&Shop::id>))
                              .all();
        REQUIRE(rows.size() == 2);
        const auto& [name, sales, number_of_items, last] = rows[0];
        CHECK(name == "south");
        CHECK(sales == 2);
        CHECK(number_of_items == 7);
        CHECK(last == "jar");
        CHECK(rows[1].template get<1>() == 0);
        CHECK(rows[1].template get<2>() == std::nullopt);
        CHECK(rows[1].template get<3>() == std::nullopt);
    }
}

} // namespace aggregates_test
