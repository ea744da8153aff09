#include "rowan/values.hpp"
#include "support/drivers.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

// Queries of decimals, UUIDs, intervals, JSON and arrays.
namespace native_kinds_query_test {

using namespace rowan;

struct Item {
    std::int64_t id{};
    decimal price{};
    std::optional<interval> length{};
    uuid code{};
    json details{};
    std::optional<json> more{};
    std::string note{};
};
struct Lists {
    std::int64_t id{};
    std::vector<int> numbers{};
};

template <class Driver>
struct shop {
    using driver = Driver;
    using tables = rowan::tables<Item>;
};
struct wide_shop {
    using driver = sqlite;
    using tables = rowan::tables<Item, Lists>;
};
/// The texts of PostgreSQL, which have no driver here.
template <class Statement>
consteval std::string_view postgres(const Statement& statement) {
    return sql_text<postgres_dialect>(statement);
}

constexpr auto price = col<&Item::price>;
constexpr auto length = col<&Item::length>;

template <class Query>
constexpr bool only_postgres(const Query&) {
    return !valid<Query, shop<sqlite>> && detail::is_right<detail::statement_dialect_mistake<Query, postgres_dialect>>;
}
template <class Query>
constexpr bool everywhere(const Query&) {
    return valid<Query, shop<sqlite>> && detail::is_right<detail::statement_dialect_mistake<Query, postgres_dialect>>;
}

// What a text of SQLite cannot tell.
static_assert(only_postgres(select<Item>().where(price < param<"p">)));
static_assert(only_postgres(select<Item>().where(price <= price)) &&
              only_postgres(select<Item>().where(price > price)));
static_assert(only_postgres(select<Item>().where(length >= param<"p">)));
static_assert(only_postgres(select<Item>().where(between(price, param<"a">, param<"b">))));
static_assert(only_postgres(select<Item>().where(!(price < price) || col<&Item::id> == 1)));
static_assert(only_postgres(select<Item>().order_by(price)) && only_postgres(select<Item>().order_by(desc(length))));
static_assert(only_postgres(select<Item>().order_by(choice(0, col<&Item::id>, desc(price)))));
static_assert(only_postgres(select<Item>().order_by(when(true, asc(price)))));
static_assert(only_postgres(select(sum(price)).from<Item>()) && only_postgres(select(avg(price)).from<Item>()));
static_assert(only_postgres(select(min(price)).from<Item>()) && only_postgres(select(max(length)).from<Item>()));
static_assert(only_postgres(select(rank().over(order_by(price))).from<Item>()));
static_assert(only_postgres(select(rank().over<"w">()).from<Item>().window<"w">(order_by(price))));
static_assert(only_postgres(select(scalar(select(max(price)).from<Item>()))));

static_assert(only_postgres(select<Item>().where(row_of(col<&Item::id>, price) < row_of(1, price))));
static_assert(everywhere(select<Item>().where(row_of(col<&Item::id>, price) == row_of(1, price))));

static_assert(everywhere(select<Item>().where(price == param<"p"> && length != param<"l">)));
static_assert(everywhere(select<Item>().order_by(col<&Item::code>)));
static_assert(everywhere(select<Item>().where(col<&Item::code> > param<"c">)));
static_assert(everywhere(select(price, count()).from<Item>().group_by(price)));

static_assert(std::is_same_v<detail::type_of<decltype(sum(price))>, std::optional<decimal>>);
static_assert(std::is_same_v<detail::type_of<decltype(avg(price))>, std::optional<decimal>>);
static_assert(std::is_same_v<detail::type_of<decltype(sum(length))>, std::optional<interval>>);
static_assert(std::is_same_v<detail::type_of<decltype(max(price))>, std::optional<decimal>>);
static_assert(postgres(select(sum(price), avg(price), min(price)).from<Item>()) ==
              R"(SELECT sum("item"."price"), avg("item"."price"), min("item"."price") FROM "item")");

// They are compared with their own.
static_assert(comparable_with<decltype(price), decimal> && !comparable_with<decltype(price), int>);
static_assert(!comparable_with<decltype(price), double> && !comparable_with<decltype(price), std::string>);
static_assert(!comparable_with<decltype(col<&Item::code>), std::string> &&
              !comparable_with<decltype(col<&Item::details>), std::string>);
static_assert(!calculable_with<decltype(price), decltype(price)>);

static_assert(
    postgres(select(cast<double>(price), cast<std::string>(price), cast<decimal>(col<&Item::id>)).from<Item>()) ==
    R"(SELECT CAST("item"."price" AS double precision), CAST(trim_scale("item"."price") AS text),)"
    R"( CAST("item"."id" AS numeric) FROM "item")");
static_assert(sql_text<shop<sqlite>>(select<Item>().where(price == decimal_literal<"-0.5">))
                  .ends_with(R"("item"."price" = '-0.5')"));
static_assert(postgres(select<Item>().where(price > decimal_literal<"-0.5">))
                  .ends_with(R"("item"."price" > CAST('-0.5' AS numeric))"));

// A document stays one.
constexpr auto details = col<&Item::details>;
static_assert(std::is_same_v<detail::type_of<decltype(json_set<"a">(details, 1))>, json>);
static_assert(std::is_same_v<detail::type_of<decltype(json_set<"a">(col<&Item::more>, 1))>, std::optional<json>>);
static_assert(std::is_same_v<detail::type_of<decltype(json_set<"a">(col<&Item::note>, 1))>, std::string>);
static_assert(
    postgres(update<Item>().set(details = json_set<"a">(details, 1)).every_row()) ==
    R"(UPDATE "item" SET "details" = coalesce(CASE WHEN jsonb_typeof(CAST("item"."details" AS jsonb)) = 'object')"
    R"( THEN jsonb_set(CAST("item"."details" AS jsonb), ARRAY['a'], coalesce(to_jsonb(CAST($1 AS bigint)),)"
    R"( 'null')) END, CAST("item"."details" AS jsonb)))");

// SQLite has no arrays: not in its tables, and not in its queries.
static_assert(!valid<decltype(select<Lists>()), wide_shop>);
static_assert(!valid<decltype(select(col<&Lists::id>).from<Lists>()), wide_shop>);
static_assert(postgres(select<Lists>().where(col<&Lists::numbers> == param<"n">)) ==
              R"(SELECT "lists"."id", "lists"."numbers" FROM "lists" WHERE "lists"."numbers" = $1)");

TEST_SUITE("query") {
    TEST_CASE_TEMPLATE("decimals and documents are asked for what both databases know of them", Driver, TEST_DRIVERS) {
        connection<shop<Driver>> db{test::empty_database<Driver>::name()};
        db.create_tables();
        db.insert(Item{.price = decimal("12.50"), .details = {R"({"tags": ["new"], "size": 4})"}});
        db.insert(Item{.price = decimal(7), .length = interval{.days = 3}, .more = json{R"({"size": "big"})"}});

        const auto sizes =
            db(select(json_get<std::int64_t, "size">(details), json_get<std::string, "size">(col<&Item::more>))
                   .template from<Item>()
                   .order_by(col<&Item::id>))
                .all();
        CHECK(sizes[0].template get<0>() == 4);
        CHECK(sizes[1].template get<0>() == std::nullopt);
        CHECK(sizes[1].template get<1>() == "big");
        CHECK(db(select(count()).from<Item>().where(json_contains<"tags">(details, "new"))).scalar() == 1);
        db(update<Item>().set(details = json_set<"size">(details, 5)).where(price == decimal_literal<"12.5">));
        const auto changed = select(count()).template from<Item>().where(col<&Item::id> == 1);
        CHECK(db(changed.where(json_get<std::int64_t, "size">(details) == 5)).scalar() == 1);
        CHECK(db(changed.where(json_contains<"tags">(details, "new"))).scalar() == 1);

        const auto casts = db(select(cast<double>(price), cast<std::string>(price), cast<decimal>(col<&Item::id> * 10))
                                  .template from<Item>()
                                  .order_by(col<&Item::id>))
                               .all();
        CHECK(casts[0].template get<0>() == 12.5);
        CHECK(casts[0].template get<1>() == "12.5");
        CHECK(casts[1].template get<2>() == decimal("20"));
    }
}

} // namespace native_kinds_query_test
