#include "support/drivers.hpp"
#include "support/raw.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

// Names that a program's tables get in a database: which of them are one, which the database does not take, and that those which are
// compared are those which are made.
namespace names_test {

using namespace rowan;

template <class Driver, class Naming, class... Tables>
struct database {
    using driver = Driver;
    using naming = Naming;
    using tables = rowan::tables<Tables...>;
};
template <class Driver, class Naming, class... Tables>
inline constexpr bool are_fine = [] {
    using Database = database<Driver, Naming, Tables...>;
    return detail::is_right<detail::table_names_check<Database>> &&
           detail::is_right<detail::all_creation_check<Database>>;
}();
template <class... Tables>
inline constexpr bool in_sqlite = are_fine<sqlite, snake_case, Tables...>;
template <class... Tables>
inline constexpr bool in_postgres = are_fine<postgres, snake_case, Tables...>;
template <class... Tables>
inline constexpr bool in_both = in_sqlite<Tables...> && in_postgres<Tables...>;
template <class... Tables>
inline constexpr bool in_none = !in_sqlite<Tables...> && !in_postgres<Tables...>;

/// A table of which the test gives the definition.
template <int Number>
struct T {
    std::int64_t id{};
    int b{};
    int c{};
    int b_c{};
};

// Columns.
struct Camel {
    std::int64_t id{};
    int userId{};
    int user_id{};
};
struct Case {
    std::int64_t id{};
    int price{};
    int Price{};
};
struct Price {
    std::int64_t id{};
    int price{};
    int cost{};
};
struct Title {
    std::int64_t id{};
    int title{};
    int year{};
};
struct Long {
    std::int64_t id{};
    int first{};
    int second{};
};
struct Account {
    std::int64_t id{};
    std::string email{};
    bool closed{};
};
struct Record {
    std::int64_t id{};
    int transactionId{};
};

enum class Mood { sad, glad };
enum class Temper { sad, glad };
enum class Weather { sun, rain };
template <class Enum>
struct Of {
    std::int64_t id{};
    Enum value{};
    std::vector<Enum> list{};
};
enum class Point { left, right };

} // namespace names_test

#define TABLE(number, ...)                                                                                             \
    template <>                                                                                                        \
    inline constexpr auto rowan::table<names_test::T<number>> = rowan::define<names_test::T<number>>(__VA_ARGS__);
#define COLUMN(number, name) &names_test::T<number>::name

template <>
inline constexpr auto rowan::table<names_test::Title> =
    rowan::define<names_test::Title>(rowan::column_name<&names_test::Title::year>("title"));
template <>
inline constexpr auto rowan::table<names_test::Long> = rowan::define<names_test::Long>(
    rowan::column_name<&names_test::Long::first>("a2345678901234567890123456789012345678901234567890123456789012345"),
    rowan::column_name<&names_test::Long::second>("a2345678901234567890123456789012345678901234567890123456789012367"));
template <>
inline constexpr auto rowan::table<names_test::Account> = rowan::define<names_test::Account>(
    rowan::index<&names_test::Account::email>,
    rowan::index<&names_test::Account::email>.where(rowan::col<&names_test::Account::closed> == false).unique().named("open_account"));
template <>
inline constexpr auto rowan::history<names_test::Account> = rowan::versioned{};
template <>
inline constexpr auto rowan::history<names_test::Record> = rowan::versioned{};
template <>
inline constexpr auto rowan::enum_type<names_test::Mood> = rowan::native_enum("mood");
template <>
inline constexpr auto rowan::enum_type<names_test::Temper> = rowan::native_enum("mood");
template <>
inline constexpr auto rowan::enum_type<names_test::Weather> = rowan::native_enum("mood");
template <>
inline constexpr auto rowan::enum_type<names_test::Point> = rowan::native_enum("point");

TABLE(1, "a_b", rowan::index<COLUMN(1, c)>)
TABLE(2, "a", rowan::index<COLUMN(2, b_c)>)
TABLE(3, "a", rowan::index<COLUMN(3, b), COLUMN(3, c)>)
TABLE(4, "a", rowan::index<COLUMN(4, b_c)>, rowan::index<COLUMN(4, b), COLUMN(4, c)>)
TABLE(5, "a", rowan::index<COLUMN(5, b_c)>, rowan::index<COLUMN(5, b), COLUMN(5, c)>.named("a_of_two"))
TABLE(6, "a", rowan::index<COLUMN(6, b)>, rowan::index<rowan::descending<COLUMN(6, b)>>)
TABLE(7, "a", rowan::in_schema("one"), rowan::index<COLUMN(7, b_c)>)
TABLE(8, "a_b", rowan::in_schema("two"), rowan::index<COLUMN(8, c)>)
TABLE(9, "a_b_c_index")
TABLE(10, "A_B_C_INDEX")
TABLE(11, "a", rowan::index_on("zz", rowan::abs(rowan::col<COLUMN(11, b)>)))
TABLE(12, "ZZ")
TABLE(13, "zz")
TABLE(14, "zz_pkey")
TABLE(15, "zz_id_seq")
TABLE(16, "zz_b_c_key")
TABLE(17, "zz", rowan::unique<COLUMN(17, b), COLUMN(17, c)>, rowan::unique<COLUMN(17, b_c)>)
TABLE(18, "zz", rowan::unique<COLUMN(18, b), COLUMN(18, c)>.named("pair"))
TABLE(19, "pair")
TABLE(20, "zz_history")
TABLE(21, "zz_history_row")
TABLE(22, "zz_history_open_index")
TABLE(23, "zz")
TABLE(24, "rowan_transaction")
TABLE(25, "rowan_transaction_id_seq")
TABLE(26, "Rowan_current_Transaction")
TABLE(27, "zz", rowan::unique<COLUMN(27, b), COLUMN(27, c)>, rowan::unique<COLUMN(27, b_c)>)
TABLE(28, "zz", rowan::unique<COLUMN(28, b), COLUMN(28, c)>.named("pair"), rowan::unique<COLUMN(28, b_c)>)
TABLE(29, "zz", rowan::unique<COLUMN(29, b)>, rowan::index<COLUMN(29, b)>.unique().where(rowan::col<COLUMN(29, c)> > 0))
TABLE(30, "zz", rowan::check(rowan::col<COLUMN(30, b)> > 0).named("more"),
      rowan::check(rowan::col<COLUMN(30, c)> > 0).named("more"))
TABLE(31, "zz", rowan::check(rowan::col<COLUMN(31, b)> > 0).named("more"))
TABLE(32, "more", rowan::check(rowan::col<COLUMN(32, b)> > 0).named("more"))
TABLE(33, "mood")
TABLE(34, "mood", rowan::in_schema("app"))
TABLE(35, "a", rowan::index<COLUMN(35, b)>.named("mood"))
TABLE(36, "sqlite_thing")
TABLE(37, "JSON_each")
TABLE(38, "pg_thing")
TABLE(39, "pg_class", rowan::in_schema("app"))
TABLE(40, "thing", rowan::in_schema("pg_app"))
TABLE(41, "a", rowan::column_name<COLUMN(41, b)>("ctid"))
TABLE(42, "a", rowan::column_name<COLUMN(42, b)>("rowid"), rowan::column_name<COLUMN(42, c)>("oid"))
TABLE(43, "a", rowan::column_name<COLUMN(43, b)>(""))
TABLE(44, "a", rowan::index<COLUMN(44, b)>.named("sqlite_index"))
TABLE(51, "Mixed", rowan::check(rowan::col<COLUMN(51, b)> > 0).named("more"),
      rowan::index_on("lower", rowan::abs(rowan::col<COLUMN(51, c)>)).unique())
TABLE(45, std::string_view("a\0b", 3))
// The key is called like this one, of which the name of the table is cut in the middle of a letter.
TABLE(46, "a23456789012345678901234567890123456789012345678901234567ö")
TABLE(47, "a23456789012345678901234567890123456789012345678901234567_pkey")
TABLE(48, "a2345678901234567890123456789",
      rowan::column_name<COLUMN(48, b)>("b2345678901234567890123456789012345678901234567890"),
      rowan::unique<COLUMN(48, b)>)
TABLE(49, "a2345678901234567890123456789_b23456789012345678901234567890_key")
TABLE(50, "a2345678901234567890123456789_b2345678901234567890123456789_key")
TABLE(52, "zz", rowan::check(rowan::col<COLUMN(52, b)> > 0),
      rowan::check(rowan::col<COLUMN(52, b)> < rowan::col<COLUMN(52, c)>),
      rowan::check(rowan::col<COLUMN(52, c)> > 0).named("zz_b_check"),
      rowan::check(rowan::col<COLUMN(52, b_c)> > 0).named("zz_check"))
TABLE(53, "zz", rowan::check(rowan::col<COLUMN(53, b)> > 0).named("one"),
      rowan::unique<COLUMN(53, b), COLUMN(53, c)>.named("one"))
TABLE(54, "zz", rowan::unique<COLUMN(54, b)>.named("one"), rowan::check(rowan::col<COLUMN(54, b)> > 0).named("one"))
TABLE(55, "yy", rowan::unique<COLUMN(55, b)>.named("one"))
TABLE(56, "zz", rowan::check(rowan::col<COLUMN(56, b)> > 0), rowan::unique<COLUMN(56, c)>.named("zz_b_check"))
TABLE(57, "zz", rowan::unique<COLUMN(57, c)>.named("zz_check"),
      rowan::check(rowan::col<COLUMN(57, b)> > 0 && rowan::col<COLUMN(57, c)> > 0))
// What PostgreSQL names behind the checks gets another name.
TABLE(58, "zz", rowan::primary_key<COLUMN(58, b)>, rowan::unique<COLUMN(58, c)>,
      rowan::foreign_key<COLUMN(58, b_c)>.references<COLUMN(58, b)>(),
      rowan::check(rowan::col<COLUMN(58, b)> > 0).named("zz_pkey"),
      rowan::check(rowan::col<COLUMN(58, c)> > 0).named("zz_c_key"),
      rowan::check(rowan::col<COLUMN(58, b_c)> > 0).named("zz_b_c_fkey"))
TABLE(59, "uu", rowan::check(rowan::col<COLUMN(59, b)> > 0 && rowan::col<COLUMN(59, b)> < 9),
      rowan::check(rowan::col<COLUMN(59, b)> < rowan::col<COLUMN(59, c)>),
      rowan::unique<COLUMN(59, b)>.named("uu_c_check"))

template <>
inline constexpr auto rowan::history<names_test::T<23>> = rowan::versioned{};
template <>
inline constexpr auto rowan::history<names_test::T<27>> = rowan::versioned{};
template <>
inline constexpr auto rowan::history<names_test::T<28>> = rowan::versioned{};
template <>
inline constexpr auto rowan::history<names_test::T<29>> = rowan::versioned{};
template <>
inline constexpr auto rowan::history<names_test::T<52>> = rowan::versioned{};
template <>
inline constexpr auto rowan::history<names_test::T<59>> = rowan::versioned{};

namespace names_test {

// Two columns.
static_assert(in_none<Camel> && are_fine<sqlite, as_written, Camel> && are_fine<postgres, as_written, Camel>);
static_assert(!are_fine<sqlite, pascal_case, Camel> && !are_fine<postgres, pascal_case, Camel>);
static_assert(in_none<Case> && !are_fine<sqlite, as_written, Case> && are_fine<postgres, as_written, Case>);
static_assert(in_none<Title> && !are_fine<sqlite, pascal_case, Title> && are_fine<postgres, pascal_case, Title>);
static_assert(!valid<decltype(select<Camel>()), database<sqlite, snake_case, Camel>> &&
              valid<decltype(select<Camel>()), database<sqlite, as_written, Camel>>);
static_assert(!valid<decltype(select<Long>()), database<postgres, snake_case, Long>> &&
              valid<decltype(select<Long>()), database<sqlite, snake_case, Long>>);
static_assert(in_none<Record> && are_fine<sqlite, as_written, Record> && are_fine<postgres, as_written, Record>);

// Two tables: whatever their schemas are, and on SQLite whatever their letters' case is.
static_assert(in_none<T<2>, T<3>> && in_none<T<2>, T<7>> && in_none<T<13>, T<17>>);
static_assert(!in_sqlite<T<12>, T<13>> && in_postgres<T<12>, T<13>>);

// Indexes, of one table and across.
static_assert(in_none<T<1>, T<2>> && in_none<T<1>, T<3>> && in_none<T<4>> && in_both<T<5>> && in_none<T<6>>);
static_assert(!in_sqlite<T<7>, T<8>> && in_postgres<T<7>, T<8>> && !in_postgres<T<1>, T<7>>);
static_assert(in_none<T<2>, T<9>> && !in_sqlite<T<3>, T<10>> && in_postgres<T<3>, T<10>>);
static_assert(in_none<T<11>, T<13>> && !in_sqlite<T<11>, T<12>> && in_postgres<T<11>, T<12>>);

// Keys, unique constraints and sequences of PostgreSQL. The second of two that it names gets another name.
static_assert(in_sqlite<T<13>, T<14>, T<15>> && !in_postgres<T<13>, T<14>> && !in_postgres<T<15>, T<13>>);
static_assert(in_both<T<17>> && in_sqlite<T<16>, T<17>> && !in_postgres<T<16>, T<17>>);
static_assert(in_sqlite<T<18>, T<19>> && !in_postgres<T<19>, T<18>>);
static_assert(in_sqlite<T<46>, T<47>> && !in_postgres<T<46>, T<47>>);
static_assert(in_sqlite<T<48>, T<50>> && !in_postgres<T<48>, T<50>> && !in_postgres<T<49>>);

// Histories.
static_assert(in_none<T<20>, T<23>> && !in_sqlite<T<28>, T<21>> && in_postgres<T<28>, T<21>>);
static_assert(in_sqlite<T<22>, T<23>> && !in_postgres<T<22>, T<23>> && in_both<T<13>, T<20>>);
static_assert(in_none<T<23>, T<24>> && in_both<T<13>, T<24>> && !in_postgres<T<25>, T<23>>);
static_assert(!in_sqlite<T<23>, T<26>> && in_postgres<T<23>, T<26>>);
static_assert(in_both<T<23>, transaction_record>);
static_assert(!in_sqlite<T<27>> && in_postgres<T<27>> && in_both<T<28>> && in_both<T<29>>);

// Checks, and types of the database.
static_assert(in_none<T<30>> && in_both<T<31>, T<32>> && in_both<T<52>> && in_both<T<58>> && in_both<T<59>>);
static_assert(in_none<T<53>> && in_none<T<54>> && in_both<T<31>, T<55>>);
static_assert(in_sqlite<T<56>> && !in_postgres<T<56>> && in_sqlite<T<57>> && !in_postgres<T<57>>);
static_assert(in_postgres<Of<Mood>, T<35>> && !in_postgres<Of<Mood>, T<33>> && !in_postgres<Of<Mood>, T<34>>);
static_assert(!in_postgres<Of<Weather>, Of<Mood>>);
static_assert(!in_postgres<Of<Point>>);

// What the database has for itself.
static_assert(!in_sqlite<T<36>> && in_postgres<T<36>> && !in_sqlite<T<37>> && in_postgres<T<37>>);
static_assert(in_sqlite<T<38>> && !in_postgres<T<38>> && in_both<T<39>> && !in_postgres<T<40>>);
static_assert(in_sqlite<T<41>> && !in_postgres<T<41>> && in_both<T<42>> && in_none<T<43>>);
static_assert(!in_sqlite<T<44>> && in_postgres<T<44>> && in_none<T<45>>);

// Names within a query.
template <class Query>
constexpr bool is_valid(const Query&) {
    return valid<Query, database<sqlite, snake_case, Price, T<13>, Account>>;
}
using lower_alias = alias<"one", Price>;
using upper_alias = alias<"ONE", Account>;
using other_alias = alias<"other", Account>;
using history_alias = alias<"Account_History", Price>;
using record_alias = alias<"rowan_transaction", Price>;
using excluded_alias = alias<"Excluded", Account>;
using each_alias = alias<"Rowan_Each", Account>;
constexpr auto some = select<Price>();
static_assert(is_valid(select<lower_alias>().cross_join<other_alias>()) &&
              !is_valid(select<lower_alias>().cross_join<upper_alias>()));
static_assert(is_valid(select<lower_alias>().with(cte<lower_alias>(some))) &&
              !is_valid(select<lower_alias>().with(cte<lower_alias>(some), cte<upper_alias>(select<Account>()))));
static_assert(!is_valid(select<history_alias>().with(cte<history_alias>(some))) &&
              !is_valid(select<record_alias>().with(cte<record_alias>(some))));
static_assert(!is_valid(select<each_alias>()));
// What a subquery has for itself by the name of a source around it.
static_assert(
    is_valid(select<lower_alias>().where(exists(select<other_alias>().where(other_alias::col<&Account::id> ==
                                                                            lower_alias::col<&Price::id>)))) &&
    is_valid(select<lower_alias>().where(exists(select<upper_alias>().where(upper_alias::col<&Account::id> == 1)))) &&
    !is_valid(select<lower_alias>().where(exists(select<upper_alias>().where(upper_alias::col<&Account::id> ==
                                                                             lower_alias::col<&Price::id>)))));
template <class Source>
constexpr auto upsert_with_a_look_at =
    insert<Price>()
        .set(col<&Price::id> = 1, col<&Price::price> = 1, col<&Price::cost> = 1)
        .with_keys()
        .template on_conflict<&Price::id>()
        .do_update(col<&Price::price> = case_(when(exists(select<Source>().where(Source::template col<&Account::id> ==
                                                                                 excluded<&Price::price>)),
                                                   1))
                                            .else_(2));
static_assert(is_valid(upsert_with_a_look_at<other_alias>) && !is_valid(upsert_with_a_look_at<excluded_alias>));
// Rows of a query called like a table beside them.
static_assert(!is_valid(select<T<13>>().cross_join(subquery<T<12>>(select<T<13>>()))));

static_assert(
    sql_text<sqlite_dialect>(create<T<5>>())
        .ends_with(
            "CREATE INDEX \"a_b_c_index\" ON \"a\" (\"b_c\");\nCREATE INDEX \"a_of_two\" ON \"a\" (\"b\", \"c\")"));
static_assert(
    sql_text<sqlite_dialect>(create<T<18>>()).ends_with(",\n    CONSTRAINT \"pair\" UNIQUE (\"b\", \"c\")\n)"));

/// The names that are compared with each other.
template <class Database, class Table, std::size_t... Number>
void add_names(std::vector<std::string>& names, std::type_identity<Table>, std::index_sequence<Number...>) {
    using Dialect = typename Database::driver::dialect;
    const auto add = [&](detail::named_thing thing, std::string_view name) {
        if (thing != detail::named_thing::check || Dialect::names_constraints) names.emplace_back(name);
    };
    (add(detail::names_of_all<Table, Dialect>.all[Number].thing,
         detail::built_text<detail::text_of_name<Table, Dialect, typename Database::naming, Number>>),
     ...);
}
template <class Database, class... Tables>
std::vector<std::string> names_compared(rowan::tables<Tables...>) {
    using Dialect = typename Database::driver::dialect;
    std::vector<std::string> names;
    (add_names<Database>(names, std::type_identity<Tables>{},
                         std::make_index_sequence<detail::names_of_all<Tables, Dialect>.count>{}),
     ...);
    if constexpr (Dialect::names_constraints)
        for (const auto& each : detail::postgres_record_names) names.emplace_back(each.name);
    else
        for (const auto& each : detail::sqlite_record_names) names.emplace_back(each.name);
    std::ranges::sort(names);
    names.erase(std::unique(names.begin(), names.end()), names.end()); // an enumeration may be in several columns
    return names;
}
template <class Connection>
std::vector<std::string> names_made(Connection& db) {
    constexpr bool is_sqlite = !Connection::dialect::has_static_types;
    std::vector<std::string> names;
    for (const test::cells& row : test::raw_rows(
             db,
             is_sqlite
                 ? "SELECT name FROM sqlite_schema WHERE type <> 'trigger' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
                 : "SELECT relname::text FROM pg_class WHERE relnamespace IN ('public'::regnamespace, "
                   "'app'::regnamespace) UNION ALL SELECT typname::text FROM pg_type WHERE typtype = 'e' UNION ALL "
                   "SELECT conname::text FROM pg_constraint WHERE contype = 'c' AND connamespace = "
                   "'public'::regnamespace"))
        names.push_back(std::get<std::string>(row[0]));
    std::ranges::sort(names);
    return names;
}

TEST_SUITE("sql") {
    TEST_CASE_TEMPLATE("the names that are compared are those that are made", Driver, TEST_DRIVERS) {
        using Moods = std::conditional_t<std::is_same_v<Driver, postgres>, Of<Mood>, Camel>;
        using Database = database<Driver, as_written, T<5>, T<51>, T<28>, T<39>, T<46>, T<48>, T<59>, Account, Moods>;
        connection<Database> db{test::empty_database<Driver>::name()};
        db.create_tables();
        const auto made = names_made(db);
        CHECK(made == names_compared<Database>(typename Database::tables{}));
        CHECK(made.size() > 20);
        // What is there is not made again under another name.
        db.create_tables();
        CHECK(names_made(db) == made);
    }
    TEST_CASE_TEMPLATE("checks that the database names have other names than those with one", Driver, TEST_DRIVERS) {
        connection<database<Driver, as_written, T<52>>> db{test::empty_database<Driver>::name()};
        db.create_tables();
        db.insert(T<52>{.b = 1, .c = 2, .b_c = 1});
        for (const T<52>& wrong :
             {T<52>{.b = 0, .c = 2, .b_c = 1}, T<52>{.b = 3, .c = 2, .b_c = 1}, T<52>{.b = 1, .c = 2, .b_c = 0}})
            CHECK_THROWS_AS(db.insert(wrong), constraint_violation);
        db.drop_tables();
        connection<database<Driver, as_written, T<58>>> other{test::empty_database<Driver>::name()};
        other.create_tables();
        other.insert(T<58>{.b = 1, .c = 1, .b_c = 1});
        CHECK_THROWS_AS(other.insert(T<58>{.b = 2, .c = 1, .b_c = 1}), constraint_violation);
    }
    TEST_CASE_TEMPLATE("indexes of the same columns are both made", Driver, TEST_DRIVERS) {
        connection<database<Driver, snake_case, Account>> db{test::empty_database<Driver>::name()};
        db.create_tables();
        db.insert(Account{.email = "a@x"});
        db.insert(Account{.email = "a@x", .closed = true});
        CHECK_THROWS_AS(db.insert(Account{.email = "a@x"}), constraint_violation);
    }
}

} // namespace names_test
