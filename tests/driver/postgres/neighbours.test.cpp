#include "support/postgres_server.hpp"

#include "rowan/postgres.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

// What type a value has for PostgreSQL: that of what stands beside it, or its own.
namespace neighbours_test {

using namespace rowan;

struct Person {
    std::int64_t id = 0;
    std::string mail; // citext
    std::string name; // text
    std::string code; // char(8)
    std::int32_t age = 0;
};
struct Tagged {
    std::int64_t id = 0;
    std::vector<std::string> tags; // varchar(20)[]
};
/// Stored as a double.
struct Price {
    double value = 0;
};
struct Account {
    std::string code;
    Price total;                // numeric
    double weight = 0;          // double precision
    std::vector<double> totals; // numeric[]
};
struct Address {
    std::string mail;
};
struct program {
    using driver = postgres;
    using tables = rowan::tables<Person, Tagged, Account>;
};

} // namespace neighbours_test

template <>
struct rowan::value_traits<neighbours_test::Price> {
    using stored = double;
    static double to_stored(const neighbours_test::Price& price) { return price.value; }
    static neighbours_test::Price from_stored(double value) { return {value}; }
};
template <>
inline constexpr auto rowan::table<neighbours_test::Account> =
    rowan::define<neighbours_test::Account>(rowan::primary_key<&neighbours_test::Account::code>);

namespace neighbours_test {

inline constexpr auto twice = function<std::int32_t(std::int32_t), "", "twice({})">;
inline constexpr auto next = function<std::int16_t(std::int16_t), "", "next({})">;
inline constexpr auto summed = function<std::int32_t(std::vector<std::int32_t>), "", "summed({})">;
inline constexpr auto halved = function<float(float), "", "halved({})">;
inline constexpr auto mail = col<&Person::mail>;
inline constexpr auto name = col<&Person::name>;
inline constexpr auto code = col<&Person::code>;
inline constexpr auto age = col<&Person::age>;

// A text has a place of its own beside each column, and for what has a type of its own; another value has one place.
constexpr auto several = select(count()).from<Person>().where(mail == param<"p"> || name == param<"p"> ||
                                                                  mail != param<"p"> || name + param<"p"> == name,
                                                              age == param<"n">, age != param<"n">);
static_assert(sql_text<postgres>(several) ==
              R"(SELECT count(*) FROM "person" WHERE ("person"."mail" = $1 OR "person"."name" = $3 OR )"
              R"("person"."mail" <> $1 OR "person"."name" || $4 = "person"."name") AND "person"."age" = $2 AND )"
              R"("person"."age" <> $2)");
static_assert(
    sql_text<postgres>(select(twice(21), twice(age), twice(age + 1), halved(1.5F)).from<Person>()) ==
    R"(SELECT twice(CAST($1 AS integer)), twice("person"."age"), twice(CAST("person"."age" + $2 AS integer)), )"
    R"(halved(CAST($3 AS real)) FROM "person")");

struct fixture {
    connection<program> db{test::empty_postgres()};

    fixture() {
        db.execute("CREATE EXTENSION citext; "
                   "CREATE TABLE person (id bigserial PRIMARY KEY, mail citext, name text, code char(8), age integer); "
                   "CREATE TABLE tagged (id bigserial PRIMARY KEY, tags varchar(20)[]); "
                   "CREATE FUNCTION twice(integer) RETURNS integer LANGUAGE sql AS 'SELECT $1 * 2'; "
                   "CREATE FUNCTION summed(integer[]) RETURNS integer LANGUAGE sql AS 'SELECT $1[1] + $1[2]'; "
                   "CREATE FUNCTION next(smallint) RETURNS smallint LANGUAGE sql AS 'SELECT ($1 + 1)::smallint'; "
                   "CREATE FUNCTION halved(real) RETURNS real LANGUAGE sql AS 'SELECT ($1 / 2)::real'");
        db.insert(Person{0, "Ada@x.org", "Ada", "a", 30});
    }
    template <class... Conditions>
    std::int64_t found(const Conditions&... conditions) {
        return db(select(count()).from<Person>().where(conditions...)).scalar();
    }
    std::string plan(const auto& query) {
        std::string text;
        for (const auto& row : db.explain(query)) text += std::string(row.detail) + "\n";
        return text;
    }
};

TEST_SUITE("driver") {
    TEST_CASE_FIXTURE(fixture, "a text has the type of the column beside it, wherever that is") {
        const std::string wanted = "ADA@X.ORG";
        CHECK(found(mail == wanted) == 1);
        CHECK(found(wanted == mail) == 1);
        CHECK(found(mail != wanted) == 0);
        CHECK(found(mail <= wanted) == 1);
        CHECK(found(between(mail, wanted, wanted)) == 1);
        CHECK(found(in(mail, wanted, "x")) == 1);
        CHECK(found(in(mail, std::vector{wanted})) == 1);
        CHECK(found(!in(mail, std::vector{wanted})) == 0);
        CHECK(found(is_not_distinct_from(mail, wanted)) == 1);
        CHECK(found(row_of(mail, name) == row_of(wanted, "Ada")) == 1);
        CHECK(found(coalesce(mail, "x") == wanted) == 1);
        CHECK(found(is_null(nullif(mail, wanted))) == 1);
        CHECK(found(case_(when(mail == wanted, mail)).else_("none") == wanted) == 1);
        CHECK(found(in(mail, select(mail).from<Person>())) == 1);
        CHECK(found(in(val(wanted), select(mail).from<Person>())) == 1);
        CHECK(found(scalar(select(max(mail)).from<Person>()) == wanted) == 1);
        CHECK(db(select(count())
                     .with(cte<Address>(select(mail).from<Person>()))
                     .from<Address>()
                     .where(col<&Address::mail> == wanted))
                  .scalar() == 1);
        CHECK(found(code == "a") == 1);
        CHECK(found(code == "a       ") == 1);
        CHECK(found(in(code, std::vector<std::string>{"a", "b"})) == 1);
        CHECK(db(update<Person>().set(mail = "Eve@x.org").where(mail == wanted)) == 1);
        CHECK(db(remove<Person>().where(mail == "eve@X.org")) == 1);
    }
    TEST_CASE_FIXTURE(fixture, "one parameter stands beside columns of several types") {
        CHECK(db(several, "p"_p = "ADA@X.ORG", "n"_p = 30).scalar() == 0); // the age is equal and unequal
        const auto both = select(count()).from<Person>().where(mail == param<"p"> && name != param<"p">);
        CHECK(db(both, "p"_p = "ADA@X.ORG").scalar() == 1);
        CHECK(db(both, "p"_p = "Ada").scalar() == 0);
        const auto change = update<Person>().set(name = param<"p">, mail = param<"p">).where(mail == param<"p">);
        CHECK(db(change, "p"_p = "aDA@X.ORG") == 1);
        CHECK(found(name == "aDA@X.ORG") == 1);
    }
    TEST_CASE_FIXTURE(fixture, "keys of a list are those that the server takes for equal") {
        db.execute(
            "CREATE TABLE account (code citext PRIMARY KEY, total numeric, weight double precision, totals numeric[])");
        db.insert(std::vector<Account>{{"Ada", {}, 0, {}}, {"eve", {}, 0, {}}, {"Bob", {}, 0, {}}});
        const std::vector<std::string> wanted{"ADA", "Bob", "zoe", "EVE", "ada"};
        const auto found = db.find<Account>(wanted);
        CHECK(found[0].value().code == "Ada");
        CHECK(found[1].value().code == "Bob");
        CHECK_FALSE(found[2].has_value());
        CHECK(found[3].value().code == "eve");
        CHECK(found[4].value().code == "Ada");
        CHECK_THROWS_AS((void)db.get<Account>(wanted), not_found);
        CHECK(db.get<Account>(std::vector<std::string>{"Bob", "BOB"})[1].code == "Bob");
        db.execute("ALTER TABLE account ALTER code TYPE char(8)");
        CHECK(db.get<Account>(std::vector<std::string>{"eve", "Ada"})[0].code == "eve     ");
    }
    TEST_CASE_FIXTURE(fixture, "a double is kept exactly in a numeric, however it is written") {
        db.execute(
            "CREATE TABLE account (code text PRIMARY KEY, total numeric, weight double precision, totals numeric[])");
        const Price exact{0.1 + 0.2};
        const Account row{"a", exact, exact.value, {exact.value, 0.1}};
        db.insert(row);
        db.upsert(row);
        db.update(row);
        std::vector<Account> rows(2500, row);
        for (std::size_t i = 0; i < rows.size(); ++i) rows[i].code = "b" + std::to_string(i);
        db.insert(rows);
        rows.resize(3);
        for (std::size_t i = 0; i < rows.size(); ++i) rows[i].code = "c" + std::to_string(i);
        for (const char* code : {"a", "b0", "b2499"}) {
            CAPTURE(code);
            const auto read = db.get<Account>(code);
            CHECK(read.total.value == exact.value);
            CHECK(read.weight == exact.value);
            if (code[0] == 'a') CHECK(read.totals == row.totals);
        }
        // One parameter is a numeric for one column, a double for the other, and a double in a condition.
        const auto change = update<Account>()
                                .set(col<&Account::total> = param<"x">, col<&Account::weight> = param<"y">)
                                .where(col<&Account::weight> != param<"y"> || col<&Account::code> == "a");
        CHECK(db(change, "x"_p = Price{0.1}, "y"_p = 0.7) == 2501);
        CHECK(db.get<Account>("a").total.value == 0.1);
        const auto both =
            update<Account>().set(col<&Account::weight> = param<"y">).where(col<&Account::weight> == param<"y">);
        CHECK(db(both, "y"_p = 0.7) == 2501);
    }
    TEST_CASE_FIXTURE(fixture, "a parameter has a place for each expression that it stands beside") {
        const auto query = select(count()).from<Person>().where(coalesce(mail, mail) == param<"p"> ||
                                                                coalesce(name, name) == param<"p">);
        CHECK(db(query, "p"_p = "ADA@X.ORG").scalar() == 1);
        CHECK(db(query, "p"_p = "ADA").scalar() == 0);
    }
    TEST_CASE_FIXTURE(fixture, "a text beside nothing is a text") {
        CHECK(db(select(val("a") + val("b"))).scalar() == "ab");
        CHECK(db(select(count(val("a"))).from<Person>()).scalar() == 1);
        CHECK(found(is_null(val("a"))) == 0);
        CHECK(found(val("a") == val("a")) == 1);
        CHECK(db(select(lag(val("a")).over(window().order_by(age))).from<Person>()).all().size() == 1);
        CHECK(db(select(lag(name, 1, "none").over(window().order_by(age))).from<Person>()).all()[0].get<0>() == "none");
        CHECK(found(like(name, "A%")) == 1);
        CHECK(found(like(mail, "ADA%")) == 1);
        CHECK(found(name + "!" == "Ada!") == 1);
    }
    TEST_CASE_FIXTURE(fixture, "numbers keep their type") {
        CHECK(found(age > 29.5) == 1);
        CHECK(found(age > 30.5) == 0);
        CHECK(found(in(age, std::vector<std::int64_t>{30, 3'000'000'000})) == 1);
    }
    TEST_CASE_FIXTURE(fixture, "an argument of a declared function has the type of its signature") {
        CHECK(db(select(twice(21))).scalar() == 42);
        CHECK(db(select(twice(param<"x">)), "x"_p = 4).scalar() == 8);
        CHECK(db(select(next(6))).scalar() == 7);
        CHECK(db(select(summed(std::vector<std::int32_t>{3, 4}))).scalar() == 7);
        CHECK(db(select(halved(3.0F))).scalar() == 1.5F);
        CHECK(db(select(twice(age)).from<Person>()).scalar() == 60);
        CHECK(db(select(twice(age + 1)).from<Person>()).scalar() == 62);
        CHECK(db(select(twice(col<&Person::id>)).from<Person>()).scalar() == 2);
        CHECK_THROWS_AS((void)db(select(twice(3'000'000'000))).scalar(), type_mismatch);
    }
    TEST_CASE_FIXTURE(fixture, "an index serves what a text is compared with") {
        db.execute("CREATE INDEX person_mail ON person (mail); CREATE INDEX person_code ON person (code); "
                   "CREATE INDEX person_age ON person (age); SET enable_seqscan = off");
        for (const std::string& text :
             {plan(select<Person>().where(mail == "x")), plan(select<Person>().where(code == "x")),
              plan(select<Person>().where(in(mail, std::vector<std::string>{"x"}))),
              plan(select<Person>().where(in(code, std::vector<std::string>{"x"}))),
              plan(select<Person>().where(age == std::int64_t{5})),
              plan(select<Person>().where(col<&Person::id> == 5))})
            CHECK_MESSAGE(text.find("Index Cond") != std::string::npos, text);
    }
    TEST_CASE_FIXTURE(fixture, "lists of texts are those of the column") {
        const Tagged row{0, {"a", R"(b"c)", R"(d\e)", "", "NULL", "{,}", " f "}};
        std::vector<Tagged> rows(3, row);
        db.insert(row);
        db.insert(rows);
        CHECK(db.get<Tagged>(rows[2].id).tags == row.tags);
        CHECK(db(select(count()).from<Tagged>().where(col<&Tagged::tags> == row.tags)).scalar() == 4);
        CHECK(db(select(count()).from<Tagged>().where(col<&Tagged::tags> == std::vector<std::string>{})).scalar() == 0);
        db.update(Tagged{1, {}});
        CHECK(db(select(count()).from<Tagged>().where(col<&Tagged::tags> == std::vector<std::string>{})).scalar() == 1);
    }
    TEST_CASE_FIXTURE(fixture, "a text with a zero byte is refused, and looked for in vain") {
        const std::string zero("a\0b", 3);
        CHECK_THROWS_WITH_AS(db.insert(Person{0, zero, "", "", 0}), doctest::Contains("zero byte"), type_mismatch);
        CHECK_THROWS_AS((void)found(mail == zero), type_mismatch);
        CHECK_THROWS_AS((void)found(mail == std::string_view(zero)), type_mismatch);
        CHECK(found(in(mail, std::vector<std::string>{zero, "ada@x.org"})) == 1);
        std::vector<Person> rows(3, Person{0, "b", "", "", 0});
        rows[1].mail = zero;
        CHECK_THROWS_AS(db.insert(rows), type_mismatch);
        CHECK(found() == 1);
    }
    TEST_CASE_FIXTURE(fixture, "a statement is prepared anew when its session has altered a table") {
        CHECK(found(name == "ADA") == 0);
        db.execute("ALTER TABLE person ALTER name TYPE citext");
        CHECK(found(name == "ADA") == 1);
        std::vector<Person> rows(2, Person{0, "x", "Eve", "", 0});
        db.insert(rows);
        db.execute("CREATE TYPE first_name AS ENUM ('Ada', 'Eve'); ALTER TABLE person ALTER name TYPE first_name USING "
                   "name::text::first_name");
        db.insert(rows);
        rows.resize(2500, rows[0]);
        db.insert(rows);
        CHECK(found(name == "Eve") == 2504);
        rows[2000].name = "Lea";
        CHECK_THROWS_AS(db.insert(rows), type_mismatch);
        rows.resize(2001);
        rows.erase(rows.begin() + 2, rows.begin() + 2000);
        CHECK_THROWS_AS(db.insert(rows), type_mismatch);
        CHECK(found(name == "Eve") == 2504);
    }
}

} // namespace neighbours_test
