#include "engine/missing_column.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>
#include <variant>

// Definitions that name a column that the database does not have: each is a program of version 2.
namespace missing_column_test {

/// A book, of which each program says something else.
template <int Program>
struct Edition {
    std::int64_t id = 0;
    std::int64_t author_id = 0;
    std::string title;
    std::optional<std::string> missing;
};
struct Code {
    std::int64_t id = 0;
    std::string missing;
};
/// A table that the database does not have.
struct Loan {
    std::int64_t id = 0;
    std::string code;
    std::optional<std::int64_t> next;
};

} // namespace missing_column_test

template <>
inline constexpr auto rowan::table<missing_column_test::Edition<1>> =
    rowan::define<missing_column_test::Edition<1>>("book", rowan::index<&missing_column_test::Edition<1>::missing>);
template <>
inline constexpr auto rowan::table<missing_column_test::Edition<2>> = rowan::define<missing_column_test::Edition<2>>(
    "book", rowan::index<&missing_column_test::Edition<2>::title, &missing_column_test::Edition<2>::missing>.unique());
template <>
inline constexpr auto rowan::table<missing_column_test::Edition<3>> = rowan::define<missing_column_test::Edition<3>>(
    "book", rowan::index<&missing_column_test::Edition<3>::title>.where(
                rowan::is_not_null(rowan::col<&missing_column_test::Edition<3>::missing>)));
template <>
inline constexpr auto rowan::table<missing_column_test::Edition<4>> = rowan::define<missing_column_test::Edition<4>>(
    "book", rowan::index_on("lower_missing", rowan::lower(rowan::col<&missing_column_test::Edition<4>::missing>)));
template <>
inline constexpr auto rowan::table<missing_column_test::Edition<5>> =
    rowan::define<missing_column_test::Edition<5>>("book");
template <>
inline constexpr auto rowan::history<missing_column_test::Edition<5>> = rowan::versioned{};
template <>
inline constexpr auto rowan::table<missing_column_test::Edition<6>> =
    rowan::define<missing_column_test::Edition<6>>("book");
template <>
inline constexpr auto rowan::table<missing_column_test::Code> =
    rowan::define<missing_column_test::Code>("author", rowan::unique<&missing_column_test::Code::missing>);
template <>
inline constexpr auto rowan::table<missing_column_test::Loan> = rowan::define<missing_column_test::Loan>(
    rowan::foreign_key<&missing_column_test::Loan::next>.references<&missing_column_test::Loan::id>(),
    rowan::foreign_key<&missing_column_test::Loan::code>.references<&missing_column_test::Code::missing>());

namespace missing_column_test {

using namespace rowan;

template <class Driver, class... Tables>
struct program {
    using driver = Driver;
    using tables = rowan::tables<Tables...>;
};

/// All that is defined in the database.
template <class Connection>
std::string definitions(Connection& db) {
    if constexpr (!Connection::dialect::has_static_types)
        return test::raw_shown(db, "SELECT name, sql FROM sqlite_schema ORDER BY name");
    else
        return test::raw_shown(db,
                               "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace UNION ALL "
                               "SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace ORDER BY 1");
}

template <class Driver, class First, class... More>
void check_refused(const char* what) {
    const test::lasting_database<Driver> database;
    connection<v1::library<Driver>> first{database.name()};
    first.create_tables();
    first.insert(v1::Author{0, "Lem"});
    first.insert(v1::Book{0, 1, "Solaris"});
    const std::string before = definitions(first);
    connection<program<Driver, First, More...>> db{database.name()};
    check_missing(what, [&] { db.create_tables(); });
    CHECK_FALSE(db.handle().in_transaction());
    CHECK(definitions(first) == before);
    first.execute("ALTER TABLE book ADD COLUMN missing TEXT");
    first.execute("UPDATE book SET missing = title");
    CHECK(db(select(count()).template from<First>()).scalar() == 1);
}

TEST_SUITE("engine") {
    TEST_CASE_TEMPLATE("no definition takes a column that the database does not have", Driver, TEST_DRIVERS) {
        check_refused<Driver, Edition<1>>("index");
        check_refused<Driver, Edition<2>>("unique index");
        check_refused<Driver, Edition<3>>("partial index");
        check_refused<Driver, Edition<4>>("index of an expression");
        check_refused<Driver, Edition<5>>("history");
        check_refused<Driver, Code, Loan>("foreign key");
    }
    TEST_CASE("a connection that checks no foreign keys takes one of a column that is not there") {
        const test::lasting_database<sqlite> database;
        connection<v1::library<sqlite>>(database.name()).create_tables();
        connection<program<sqlite, Code, Loan>> db{database.name(), {.foreign_keys = false}};
        db.create_tables();
        db.insert(Loan{0, "x", {}});
        connection<program<sqlite, Code, Loan>> other{database.name()};
        check_missing("foreign key", [&] { other.create_tables(); });
        check_missing("insert", [&] { other.insert(Loan{0, "x", {}}); });
    }
    TEST_CASE_TEMPLATE("a past that lacks a column is not read, and nothing is reverted", Driver, TEST_DRIVERS) {
        const test::lasting_database<Driver> database;
        struct library : program<Driver, Edition<5>> {};
        connection<library> db{database.name()};
        db.create_tables();
        Edition<5> one{0, 1, "Solaris", "x"};
        db.insert(one);
        one.title = "Eden";
        db.update(one);
        const auto versions = db.template versions<Edition<5>>(one.id);
        REQUIRE(versions.size() == 2);
        if constexpr (std::is_same_v<Driver, sqlite>)
            for (const auto& row : test::raw_rows(db, "SELECT name FROM sqlite_schema WHERE type = 'trigger'"))
                db.execute("DROP TRIGGER " + std::get<std::string>(row[0]));
        db.execute("ALTER TABLE book_history DROP COLUMN missing");
        check_missing("versions", [&] { (void)db.template versions<Edition<5>>(one.id); });
        check_missing("versions_in", [&] { (void)db.template versions_in<Edition<5>>(versions[0].transaction.id); });
        check_missing("as_of", [&] { (void)db(select<Edition<5>>().as_of(versions[0].transaction.id)).all(); });
        CHECK(db.template get<Edition<5>>(one.id).title == "Eden");
        db.execute("ALTER TABLE book DROP COLUMN missing");
        check_missing("revert", [&] { db.revert(versions[0]); });
        CHECK(test::raw_shown(db, "SELECT title FROM book") == "Eden;");
    }
}

} // namespace missing_column_test
