#include "support/drivers.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <optional>
#include <string>

// A named result, a sort key and an optional condition stand by themselves in their clauses. Within an expression they would
// be text that no database takes, or a condition that applies although it is absent.
namespace clause_items {
namespace {

using namespace rowan;

struct Song {
    std::int64_t id = 0;
    std::string name;
    std::optional<int> length;
};
template <class Driver>
struct songs {
    using driver = Driver;
    using tables = rowan::tables<Song>;
};

constexpr auto named = col<&Song::length>.as<"seconds">();
constexpr auto is_long = (col<&Song::length> > 300).as<"long">();
constexpr auto key = desc(col<&Song::length>);
constexpr auto absent = when(false, col<&Song::length> > 300);
constexpr auto first = col<&Song::id> == 1;

static_assert(selectable<decltype(named)> && !expression<decltype(named)> && !operand<decltype(named)>);
static_assert(sort_key<decltype(key)> && !expression<decltype(key)> && !selectable<decltype(key)>);
static_assert(where_part<decltype(absent)> && !expression<decltype(absent)> && !sort_key<decltype(absent)>);
static_assert(selectable<decltype(first)> && sort_key<decltype(first)> && where_part<decltype(first)>);

template <class... Items>
concept in_where = (where_part<Items> && ...);
template <class... Items>
concept in_order_by = (order_part<Items> && ...);
template <class... Items>
concept in_select = (selectable<Items> && ...);
template <class... Items>
concept in_group_by = (order_content<Items> && ...);
template <class Left, class Right>
concept in_and = requires(const Left& left, const Right& right) { left&& right; };
template <class Left, class Right>
concept in_sum = requires(const Left& left, const Right& right) { left + right; };

template <class Item>
concept in_when = requires(const Item& item) { when(true, item); };

using Named = decltype(named);
using Long = decltype(is_long);
using Key = decltype(key);
using Absent = decltype(absent);
using First = decltype(first);

static_assert(in_where<Absent, First> && !in_where<Long> && !in_where<Key>);
static_assert(in_order_by<Key, First, Absent> && !in_order_by<Named>);
static_assert(in_select<Named, First> && !in_select<Key> && !in_select<Absent>);
static_assert(in_group_by<First> && !in_group_by<Named> && !in_group_by<Key>);
// Beside an operator the others do not compile, by a code (E361).
static_assert(in_and<First, First>);
static_assert(in_sum<column<&Song::length>, int>);
static_assert(in_when<First> && in_when<Key> && !in_when<Absent> && !in_when<Long>);
static_assert(!in_where<decltype(when(true, key))>);

} // namespace

TEST_CASE_TEMPLATE("named results, sort keys and optional conditions in the clauses that they are for", Driver,
                   TEST_DRIVERS) {
    connection<songs<Driver>> db{test::empty_database<Driver>::name()};
    db.create_tables();
    db.insert(Song{.name = "So What", .length = 562});
    db.insert(Song{.name = "Yesterday", .length = 125});
    constexpr auto query = select(named).from<Song>().where(absent).order_by(key);
    static_assert(
        sql_text<songs<sqlite>>(query) ==
        R"(SELECT "song"."length" AS "seconds" FROM "song" WHERE "song"."length" > ?1 ORDER BY "song"."length" DESC)");
    const auto rows = db(query).all();
    REQUIRE(rows.size() == 2);
    CHECK(rows[0].template get<"seconds">() == 562);
    CHECK(db(query.where(col<&Song::name> == "Yesterday")).one().template get<"seconds">() == 125);
}

} // namespace clause_items
