#include "support/drivers.hpp"
#include "support/raw.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

// Tables that refer to each other, or to themselves, are created, and are dropped with their rows.
namespace circles_test {

struct Player {
    std::int64_t id{};
    std::int64_t team{};
};
struct Team {
    std::int64_t id{};
    std::optional<std::int64_t> captain{};
    std::optional<std::int64_t> heir{};
};
/// A key of two columns, and rows that cannot go before those which refer to them.
struct Employee {
    std::string office;
    std::int64_t number{};
    std::optional<std::int64_t> boss{};
};
struct Chair {
    std::int64_t id{};
    std::string office;
    std::int64_t number{};
    std::optional<std::int64_t> desk{};
};
struct Desk {
    std::int64_t id{};
    std::int64_t lamp{};
};
struct Lamp {
    std::int64_t id{};
    std::optional<std::int64_t> chair{};
};
/// Both in a schema of their own.
struct Shelf {
    std::int64_t id{};
    std::optional<std::int64_t> box{};
    std::optional<std::int64_t> below{};
};
struct Box {
    std::int64_t id{};
    std::int64_t shelf{};
};

} // namespace circles_test

template <>
inline constexpr auto rowan::table<circles_test::Shelf> = rowan::define<circles_test::Shelf>(
    "Shelf \"a\"", rowan::in_schema("store"),
    rowan::foreign_key<&circles_test::Shelf::box>.references<&circles_test::Box::id>().on_delete(rowan::restrict),
    rowan::foreign_key<&circles_test::Shelf::below>.references<&circles_test::Shelf::id>());
template <>
inline constexpr auto rowan::table<circles_test::Box> = rowan::define<circles_test::Box>(
    rowan::in_schema("the yard"),
    rowan::foreign_key<&circles_test::Box::shelf>.references<&circles_test::Shelf::id>().on_delete(rowan::cascade));
template <>
inline constexpr auto rowan::history<circles_test::Box> = rowan::versioned{};
template <>
inline constexpr auto rowan::table<circles_test::Player> = rowan::define<circles_test::Player>(
    rowan::foreign_key<&circles_test::Player::team>.references<&circles_test::Team::id>().on_delete(rowan::cascade));
template <>
inline constexpr auto rowan::table<circles_test::Team> = rowan::define<circles_test::Team>(
    rowan::foreign_key<&circles_test::Team::captain>.references<&circles_test::Player::id>(),
    rowan::foreign_key<&circles_test::Team::heir>.references<&circles_test::Team::id>().on_delete(rowan::restrict));
template <>
inline constexpr auto rowan::history<circles_test::Player> = rowan::versioned{};

template <>
inline constexpr auto rowan::table<circles_test::Employee> = rowan::define<circles_test::Employee>(
    "the \"employees\"", rowan::in_schema("a 'firm'"),
    rowan::primary_key<&circles_test::Employee::office, &circles_test::Employee::number>,
    rowan::foreign_key<&circles_test::Employee::office, &circles_test::Employee::boss>
        .references<&circles_test::Employee::office, &circles_test::Employee::number>()
        .on_delete(rowan::restrict));
template <>
inline constexpr auto rowan::table<circles_test::Chair> = rowan::define<circles_test::Chair>(
    rowan::in_schema("a 'firm'"),
    rowan::foreign_key<&circles_test::Chair::office, &circles_test::Chair::number>
        .references<&circles_test::Employee::office, &circles_test::Employee::number>()
        .on_update(rowan::cascade),
    rowan::foreign_key<&circles_test::Chair::desk>.references<&circles_test::Desk::id>().on_delete(rowan::restrict));
template <>
inline constexpr auto rowan::table<circles_test::Desk> = rowan::define<circles_test::Desk>(
    rowan::foreign_key<&circles_test::Desk::lamp>.references<&circles_test::Lamp::id>());
template <>
inline constexpr auto rowan::table<circles_test::Lamp> = rowan::define<circles_test::Lamp>(
    rowan::foreign_key<&circles_test::Lamp::chair>.references<&circles_test::Chair::id>().on_delete(rowan::set_null).initially_deferred());

namespace circles_test {

using namespace rowan;

template <class Driver, class... Tables>
struct program {
    using driver = Driver;
    using tables = rowan::tables<Tables...>;
};
template <class Driver>
using league = program<Driver, Team, Player>;
template <class Driver>
using furniture = program<Driver, Lamp, Desk, Chair, Employee>;

static_assert(detail::has_circles(rowan::tables<Team, Player>{}) && detail::has_circles(rowan::tables<Employee>{}) &&
              detail::has_circles(rowan::tables<Desk, Employee, Chair, Lamp>{}) &&
              !detail::has_circles(rowan::tables<>{}));
// Team is created first: its key to Player waits, that to itself does not.
static_assert(detail::keys_behind<0, false>(rowan::tables<Team, Player>{}, detail::foreign_keys_of<Team>{}).size == 1);
static_assert(detail::keys_behind<1, false>(rowan::tables<Team, Player>{}, detail::foreign_keys_of<Player>{}).size ==
              0);
static_assert(
    sql_text<postgres_dialect>(
        add_foreign_keys<Lamp, decltype(detail::keys_behind<0, false>(furniture<postgres>::tables{},
                                                                      detail::foreign_keys_of<Lamp>{}))>{}) ==
    R"(ALTER TABLE "lamp" ADD FOREIGN KEY ("chair") REFERENCES "a 'firm'"."chair" ("id") ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED)");

static_assert(sql_text<postgres_dialect>(
                  add_foreign_keys<Shelf, decltype(detail::keys_behind<0, false>(
                                              rowan::tables<Shelf, Box>{}, detail::foreign_keys_of<Shelf>{}))>{}) ==
              R"(ALTER TABLE "store"."Shelf ""a""" ADD FOREIGN KEY ("box") REFERENCES "the yard"."box" ("id"))"
              R"( ON DELETE RESTRICT)");

template <class Connection>
void fill_league(Connection& db) {
    Team team{};
    db.insert(team);
    Player player{.team = team.id};
    db.insert(player);
    team.captain = player.id;
    team.heir = team.id;
    db.update(team);
    db.insert(Team{.heir = team.id});
}
template <class Connection>
bool has_no_tables(Connection& db) {
    constexpr bool is_sqlite = !Connection::dialect::has_static_types;
    return test::raw_shown(db, is_sqlite
                                   ? "SELECT count(*) FROM sqlite_schema WHERE name LIKE '%player%' OR name = 'team'"
                                   : "SELECT count(*) FROM pg_class WHERE relname LIKE '%player%' OR relname = "
                                     "'team'") == "0;";
}

TEST_SUITE("engine") {
    TEST_CASE_TEMPLATE("tables that refer to each other are created and dropped with their rows", Driver,
                       TEST_DRIVERS) {
        connection<league<Driver>> db{test::empty_database<Driver>::name()};
        std::size_t transactions = 0;
        for (int i = 0; i < 2; ++i) {
            db.create_tables();
            db.create_tables();
            fill_league(db);
            CHECK_THROWS_AS(db.insert(Player{.team = 7}), constraint_violation);
            CHECK_THROWS_AS(db.insert(Team{.captain = 7}), constraint_violation);
            CHECK_THROWS_AS(db.insert(Team{.heir = 7}), constraint_violation);
            transactions = db.transactions().size();
            db.drop_tables();
            CHECK(has_no_tables(db));
        }
        db.drop_tables();
        // What goes with a table is no change of its rows.
        db.create_tables();
        CHECK(db.transactions().size() == transactions);
        db.drop_tables();
    }
    TEST_CASE_TEMPLATE("circles may have many tables, keys of many columns and other schemas", Driver, TEST_DRIVERS) {
        connection<furniture<Driver>> db{test::empty_database<Driver>::name()};
        db.create_tables();
        db.create_tables();
        db.transact([&] {
            db.insert(Lamp{.id = 1, .chair = 1});
            db.insert(Desk{.id = 1, .lamp = 1});
            db.insert(Employee{"east", 1, std::nullopt});
            db.insert(Employee{"east", 2, 1});
            db.insert(Chair{.id = 1, .office = "east", .number = 1, .desk = 1});
        });
        CHECK_THROWS_AS(db.insert(Employee{"east", 3, 9}), constraint_violation);
        CHECK_THROWS_AS(db.insert(Desk{.lamp = 9}), constraint_violation);
        CHECK_THROWS_AS(db.template remove<Employee>("east", 1), constraint_violation);
        // The key that is checked at the commit.
        auto scope = db.begin();
        db.insert(Lamp{.chair = 9});
        CHECK_THROWS_AS(scope.commit(), constraint_violation);
        scope.rollback();
        db.drop_tables();
        db.create_tables();
        CHECK(db(select(count()).template from<Employee>()).scalar() == 0);
        db.drop_tables();
    }
    TEST_CASE_TEMPLATE("a circle of tables in schemas is created and dropped with its rows", Driver, TEST_DRIVERS) {
        const auto rows_are_kept = []<class Connection>(Connection db) {
            for (int i = 0; i < 2; ++i) {
                db.create_tables();
                db.create_tables();
                Shelf shelf{};
                db.insert(shelf);
                Box box{.shelf = shelf.id};
                db.insert(box);
                shelf.box = box.id;
                shelf.below = shelf.id;
                db.update(shelf);
                CHECK_THROWS_AS(db.insert(Shelf{.box = 9}), constraint_violation);
                CHECK_THROWS_AS(db.insert(Shelf{.below = 9}), constraint_violation);
                CHECK_THROWS_AS(db.insert(Box{.shelf = 9}), constraint_violation);
                CHECK_THROWS_AS(db.template remove<Box>(box.id), constraint_violation);
                CHECK(db.template versions<Box>(box.id).size() == 1);
                db.drop_tables();
                CHECK_THROWS_AS((void)db(select<Shelf>()).all(), error);
            }
            db.drop_tables();
        };
        const std::string name = test::empty_database<Driver>::name();
        rows_are_kept(connection<program<Driver, Shelf, Box>>(name));
        rows_are_kept(connection<program<Driver, Box, Shelf>>(name));
    }
    TEST_CASE_TEMPLATE("a circle is dropped within a transaction, too, and is there again when that is rolled back",
                       Driver, TEST_DRIVERS) {
        connection<league<Driver>> db{test::empty_database<Driver>::name()};
        db.create_tables();
        fill_league(db);
        {
            auto scope = db.begin();
            db.drop_tables();
            CHECK(has_no_tables(db));
        }
        CHECK(db(select(count()).template from<Player>()).scalar() == 1);
        CHECK_THROWS_AS(db.insert(Team{.captain = 7}), constraint_violation);
    }
    TEST_CASE_TEMPLATE("what others refer to stays", Driver, TEST_DRIVERS) {
        connection<league<Driver>> db{test::empty_database<Driver>::name()};
        db.create_tables();
        fill_league(db);
        db.execute("CREATE TABLE fan (id INTEGER PRIMARY KEY, team INTEGER NOT NULL REFERENCES team (id));"
                   "INSERT INTO fan VALUES (1, 1)");
        CHECK_THROWS_AS(db.drop_tables(), error);
        CHECK(db(select(count()).template from<Player>()).scalar() == 1);
        CHECK(test::raw_shown(db, "SELECT count(*) FROM fan") == "1;");
        CHECK(db.template versions<Player>(1).size() == 1);
    }
    TEST_CASE_TEMPLATE("tables that are there get no keys", Driver, TEST_DRIVERS) {
        connection<league<Driver>> db{test::empty_database<Driver>::name()};
        db.execute(std::is_same_v<Driver, sqlite>
                       ? "CREATE TABLE team (id INTEGER PRIMARY KEY, captain INTEGER, heir INTEGER)"
                       : "CREATE TABLE team (id bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, captain bigint, "
                         "heir bigint)");
        db.insert(Team{.captain = 7});
        db.create_tables();
        db.create_tables();
        CHECK_THROWS_AS(db.insert(Player{.team = 7}), constraint_violation);
        CHECK_NOTHROW(db.insert(Team{.captain = 8}));
        db.drop_tables();
        CHECK(has_no_tables(db));
    }
}

} // namespace circles_test
