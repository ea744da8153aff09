#include "query/library.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <string>
#include <vector>

// A statement for a set of rows that would go around the hooks of rows says so.
namespace clause_hooks_test {

struct Inserted {
    std::int64_t id = 0;
    int value = 0;
};
struct Updated {
    std::int64_t id = 0;
    int value = 0;
};
struct Removed {
    std::int64_t id = 0;
    int value = 0;
};

} // namespace clause_hooks_test

template <>
struct rowan::hooks<clause_hooks_test::Inserted> {
    static void on(const before_insert<clause_hooks_test::Inserted>&) {}
};
template <>
struct rowan::hooks<clause_hooks_test::Updated> {
    static void on(const after_update<clause_hooks_test::Updated>&) {}
};
template <>
struct rowan::hooks<clause_hooks_test::Removed> {
    static void on(const before_remove<clause_hooks_test::Removed>&) {}
};

namespace clause_hooks_test {

using namespace rowan;

template <class Driver>
struct database {
    using driver = Driver;
    using tables = rowan::tables<Inserted, Updated, Removed>;
};

/// Whether a statement is refused because it would go around hooks.
template <class Query>
constexpr bool goes_around(Query) {
    using Check = detail::write_check<Query, detail::core<database<sqlite>>>;
    using Table = typename Query::table;
    return std::is_same_v<Check, detail::hooks_gone_around<Table, hooks<Table>>>;
}
template <class Query>
constexpr bool is_right(Query) {
    return detail::is_right<detail::write_check<Query, detail::core<database<sqlite>>>>;
}

template <class Table>
constexpr auto row = insert<Table>().set(col<&Table::value> = 1);
template <class Table>
constexpr auto keyed_row = insert<Table>().set(col<&Table::id> = 1, col<&Table::value> = 1);
template <class Table>
constexpr auto or_update =
    keyed_row<Table>.template on_conflict<&Table::id>().do_update(col<&Table::value> = excluded<&Table::value>);
template <class Table>
constexpr auto or_nothing = keyed_row<Table>.template on_conflict<&Table::id>().do_nothing();
template <class Table>
constexpr auto copies = insert<Table>().from(select(col<&Removed::value>).template from<Removed>());
template <class Table>
constexpr auto change = update<Table>().set(col<&Table::value> = 2).every_row();

static_assert(is_right(row<Inserted>) && is_right(or_nothing<Inserted>) && is_right(or_update<Inserted>));
static_assert(is_right(copies<Inserted>) && goes_around(row<Inserted>.returning()));
static_assert(is_right(row<Updated>) && is_right(or_nothing<Updated>) && is_right(copies<Updated>));
static_assert(is_right(or_update<Updated>) && goes_around(or_update<Updated>.returning()));
static_assert(is_right(or_update<Removed>.returning()) && is_right(row<Removed>.returning()));
static_assert(is_right(change<Updated>) && is_right(change<Updated>.returning()));
static_assert(
    goes_around(update<Updated>().set(col<&Updated::value> = col<&Removed::value>).from<Removed>().every_row()));
static_assert(goes_around(update<Updated>().set(col<&Updated::id> = 3).with_keys().every_row()));
static_assert(goes_around(rowan::remove<Removed>().using_<Updated>().every_row()));
static_assert(is_right(rowan::remove<Updated>().using_<Removed>().every_row()));

static_assert(is_right(row<Inserted>.without_hooks()) && is_right(or_update<Updated>.without_hooks()));
static_assert(is_right(change<Updated>.without_hooks().returning()));

TEST_SUITE("query") {
    TEST_CASE_TEMPLATE("hooks are gone around where the statement says so", Driver, TEST_DRIVERS) {
        connection<database<Driver>> db{test::empty_database<Driver>::name()};
        db.create_tables();
        CHECK(db(row<Inserted>.without_hooks()) == 1);
        CHECK(db(or_update<Updated>.without_hooks()) == 1);
        CHECK(test::shown(db(change<Updated>.without_hooks().returning())) == "1,2;");
    }
    TEST_CASE_TEMPLATE("a key that an insert gives is kept where hooks hear of it", Driver, TEST_DRIVERS) {
        connection<database<Driver>> db{test::empty_database<Driver>::name()};
        db.create_tables();
        const auto with_key = insert<Inserted>().set(col<&Inserted::id> = 7, col<&Inserted::value> = 1);
        CHECK(db(with_key) == 1);
        CHECK(db(insert<Inserted>().template columns<&Inserted::value, &Inserted::id>().from(
                  select(col<&Inserted::value> + 1, col<&Inserted::id> + 1).template from<Inserted>())) == 1);
        CHECK(db(or_update<Updated>) == 1);
        CHECK(db(or_update<Updated>) == 1);
        CHECK(test::shown(db(select<Inserted>().order_by(col<&Inserted::id>))) == "7,1;8,2;");
        CHECK(db.template get<Updated>(1).value == 1);
    }
}

} // namespace clause_hooks_test
