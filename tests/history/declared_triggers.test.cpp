#include "support/drivers.hpp"

#include "rowan/rowan.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <vector>

// Declared triggers beside what else is in a database: other programs, other schemas, histories.
namespace declared_triggers_test {

struct Note {
    std::int64_t id = 0;
    std::string text;
};
struct Book {
    std::int64_t id = 0;
    std::string title;
};
struct Film {
    std::int64_t id = 0;
    std::string title;
};

} // namespace declared_triggers_test

template <>
inline constexpr auto rowan::history<declared_triggers_test::Note> = rowan::versioned{};
template <>
inline constexpr auto rowan::triggers<declared_triggers_test::Book> = rowan::trigger_list(
    rowan::trigger<"noted">.after(rowan::inserted).run(rowan::insert<declared_triggers_test::Note>().set(rowan::col<&declared_triggers_test::Note::text> = rowan::new_row<&declared_triggers_test::Book::title>)));
template <>
inline constexpr auto rowan::triggers<declared_triggers_test::Film> = rowan::trigger_list(
    rowan::trigger<"noted">.after(rowan::inserted).run(rowan::insert<declared_triggers_test::Note>().set(rowan::col<&declared_triggers_test::Note::text> = rowan::new_row<&declared_triggers_test::Film::title>)));

namespace declared_triggers_test {

using namespace rowan;

struct refuses_to_drop {
    bool refuses = false;
    void on(const before_drop<Book>&) const {
        if (refuses) throw std::runtime_error("not now");
    }
};
template <class Driver, class Table>
struct library {
    using driver = Driver;
    using tables = rowan::tables<Note, Table>;
    using listeners = rowan::listeners<refuses_to_drop>;
};
template <class Driver>
struct films {
    using driver = Driver;
    using tables = rowan::tables<Note, Film>;
};

TEST_SUITE("history") {
    TEST_CASE_TEMPLATE("what a trigger writes to a versioned table is of the transaction that ran it", Driver,
                       TEST_DRIVERS) {
        connection<library<Driver, Book>> db(test::empty_database<Driver>::name());
        db.create_tables();
        db.transact({.actor = "ann"}, [&] {
            db.insert(Book{0, "Emma"});
            db.insert(Book{0, "Sanditon"});
            db.insert(Note{0, "mine"});
        });
        const auto transactions = db.transactions();
        REQUIRE(transactions.size() == 1);
        CHECK(transactions[0].actor == "ann");
        CHECK(db.template versions_in<Note>(transactions[0].id).size() == 3);
    }
    TEST_CASE_TEMPLATE("a trigger that another program declares under the same name is left", Driver, TEST_DRIVERS) {
        const test::lasting_database<Driver> database;
        connection<library<Driver, Book>> db(database.name());
        db.create_tables();
        connection<films<Driver>> other(database.name());
        CHECK_THROWS_AS(other.create_tables(), error);
        db.create_tables();
        db.insert(Book{0, "Emma"});
        CHECK(db.template get<Note>(1).text == "Emma");
    }
    TEST_CASE_TEMPLATE("a table that is not dropped keeps its triggers", Driver, TEST_DRIVERS) {
        connection<library<Driver, Book>> db(test::empty_database<Driver>::name());
        db.create_tables();
        db.template listener<refuses_to_drop>().refuses = true;
        CHECK_THROWS_AS(db.template drop_table<Book>(), std::runtime_error);
        db.insert(Book{0, "Emma"});
        CHECK(db.template get<Note>(1).text == "Emma");
    }
    TEST_CASE("a trigger of the same tables in another schema is left") {
        const test::lasting_database<postgres> database;
        connection<library<postgres, Book>> first(database.name());
        first.create_tables();
        connection<library<postgres, Book>> second(database.name());
        second.execute("CREATE SCHEMA second; SET search_path = second, public");
        second.create_tables();
        second.create_tables();
        second.insert(Book{0, "Sanditon"});
        first.insert(Book{0, "Emma"});
        CHECK(first.get<Note>(1).text == "Emma");
        CHECK(second.get<Note>(1).text == "Sanditon");
        second.drop_tables();
        first.insert(Book{0, "Persuasion"});
        CHECK(first.get<Note>(2).text == "Persuasion");
        first.execute("DROP SCHEMA second CASCADE");
    }
}

} // namespace declared_triggers_test
