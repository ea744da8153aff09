#include "support/drivers.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <string>
#include <type_traits>

// A name is taken for what it is, whatever the texts of triggers and functions would make of it.
namespace history_names_test {

struct Odd {
    std::int64_t id = 0;
    int quote = 0, dollar = 0, body = 0, name = 0, apostrophe = 0, backslash = 0, percent = 0, parameter = 0,
        comment = 0;
    friend bool operator==(const Odd&, const Odd&) = default;
};
/// Columns that are called like variables.
struct Variables {
    std::string place;
    int number = 0;
    int present = 0, former = 0, made = 0, fresh = 0, old = 0, was_there = 0;
};

} // namespace history_names_test

template <>
inline constexpr auto rowan::table<history_names_test::Odd> = rowan::define<history_names_test::Odd>(
    R"(it's "$body$" \ %s $1 $name)", rowan::column_name<&history_names_test::Odd::id>(R"(i"d'$rowan$)"),
    rowan::column_name<&history_names_test::Odd::quote>(R"(a"b)"),
    rowan::column_name<&history_names_test::Odd::dollar>("$rowan$ok"),
    rowan::column_name<&history_names_test::Odd::body>("x$body$y"),
    rowan::column_name<&history_names_test::Odd::name>("ends in $name"),
    rowan::column_name<&history_names_test::Odd::apostrophe>("it's"),
    rowan::column_name<&history_names_test::Odd::backslash>(R"(back\slash\')"),
    rowan::column_name<&history_names_test::Odd::percent>("100%s %I"),
    rowan::column_name<&history_names_test::Odd::parameter>("$1"),
    rowan::column_name<&history_names_test::Odd::comment>("-- rowan history, generation 9 /*"));
template <>
inline constexpr auto rowan::table<history_names_test::Variables> = rowan::define<history_names_test::Variables>(
    "TG_OP", rowan::primary_key<&history_names_test::Variables::place, &history_names_test::Variables::number>,
    rowan::column_name<&history_names_test::Variables::place>("this"),
    rowan::column_name<&history_names_test::Variables::number>("own"),
    rowan::column_name<&history_names_test::Variables::fresh>("NEW"),
    rowan::column_name<&history_names_test::Variables::old>("v"));
template <>
inline constexpr auto rowan::history<history_names_test::Odd> = rowan::versioned{};
template <>
inline constexpr auto rowan::history<history_names_test::Variables> = rowan::versioned{};

namespace history_names_test {

using namespace rowan;

template <class Driver>
struct oddities {
    using driver = Driver;
    using tables = rowan::tables<Odd, Variables>;
};

TEST_SUITE("history") {
    TEST_CASE_TEMPLATE("a table and its columns may have any names", Driver, TEST_DRIVERS) {
        const test::lasting_database<Driver> database;
        connection<oddities<Driver>> db{database.name()}, other{database.name()};
        db.create_tables();
        db.create_tables();
        Odd odd{0, 1, 1, 1, 1, 1, 1, 1, 1, 1};
        db.insert(odd);
        odd.quote = odd.comment = 2;
        db.transact([&] {
            db.update(odd);
            odd.percent = odd.backslash = 3;
            db.update(odd);
        });
        connection<test::stranger<Driver>>(database.name())
            .execute(R"(UPDATE "it's ""$body$"" \ %s $1 $name" SET "a""b" = 4)");
        const Odd last = db.template get<Odd>(odd.id);
        other.execute(std::string(R"(DROP TRIGGER "it's ""$body$"" \ %s $1 $name_history_delete")") +
                      (std::is_same_v<Driver, sqlite> ? "" : R"( ON "it's ""$body$"" \ %s $1 $name")"));
        other.create_tables();
        db.template remove<Odd>(odd.id);
        const auto versions = db.template versions<Odd>(odd.id);
        REQUIRE(versions.size() == 4);
        CHECK(versions[1].row == odd);
        CHECK(last.quote == 4);
        CHECK(versions[2].row == last);
        CHECK(versions[3].operation == version_operation::remove);
        CHECK(db(select<Odd>().as_of(versions[1].transaction.id)).one() == odd);
        db.drop_tables();
        db.create_tables();
        CHECK(db.template versions<Odd>(odd.id).empty());
    }
    TEST_CASE_TEMPLATE("columns may be called like the variables of a function", Driver, TEST_DRIVERS) {
        connection<oddities<Driver>> db{test::empty_database<Driver>::name()};
        db.create_tables();
        Variables row{"a", 1, 1, 1, 1, 1, 1, 1};
        db.insert(row);
        db.transact([&] {
            row.present = row.former = row.made = row.fresh = row.old = row.was_there = 2;
            db.update(row);
            row.was_there = 3;
            db.update(row);
        });
        db.template remove<Variables>("a", 1);
        const auto versions = db.template versions<Variables>("a", 1);
        REQUIRE(versions.size() == 3);
        CHECK(versions[1].row.was_there == 3);
        CHECK(versions[1].row.fresh == 2);
    }
}

} // namespace history_names_test
