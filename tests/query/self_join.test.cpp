#include "query/library.hpp"

#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <type_traits>

namespace self_join_test {

using namespace library_test;
using namespace rowan;

using boss = alias<"boss", Employee>;
using top = alias<"top", Employee>;
using writer = alias<"w", Author>;
constexpr auto name = col<&Employee::name>;
constexpr auto boss_id = col<&Employee::boss_id>;
constexpr auto by_id = col<&Employee::id>;

constexpr auto names = select(name, boss::col<&Employee::name>.as<"boss">())
                           .from<Employee>()
                           .join<boss>(boss_id == boss::col<&Employee::id>)
                           .order_by(by_id);
static_assert(test::text(names) ==
              R"(SELECT "employee"."name", "boss"."name" AS "boss" FROM "employee" JOIN "employee" AS "boss")"
              R"( ON "employee"."boss_id" = "boss"."id" ORDER BY "employee"."id")");
static_assert(std::is_same_v<row_type<decltype(names)>, row<cell<"name", std::string>, cell<"boss", std::string>>>);

constexpr auto all_names = select(name, boss::col<&Employee::name>)
                               .from<Employee>()
                               .left_join<boss>(boss_id == boss::col<&Employee::id> && by_id > 1)
                               .where(by_id < 4)
                               .order_by(desc(by_id));
static_assert(test::text(all_names) ==
              R"(SELECT "employee"."name", "boss"."name" FROM "employee" LEFT JOIN "employee" AS "boss")"
              R"( ON "employee"."boss_id" = "boss"."id" AND "employee"."id" > ?1 WHERE "employee"."id" < ?2)"
              R"( ORDER BY "employee"."id" DESC)");
static_assert(std::is_same_v<row_type<decltype(all_names)>,
                             row<cell<"name", std::string>, cell<"name", std::optional<std::string>>>>);

constexpr auto rows_of_both =
    select<Employee, boss>().left_join<boss>(boss_id == boss::col<&Employee::id>).order_by(by_id);
static_assert(
    test::text(rows_of_both) ==
    R"(SELECT "employee"."id", "employee"."name", "employee"."boss_id", "boss"."id", "boss"."name", "boss"."boss_id")"
    R"( FROM "employee" LEFT JOIN "employee" AS "boss" ON "employee"."boss_id" = "boss"."id")"
    R"( ORDER BY "employee"."id")");
static_assert(std::is_same_v<std::tuple_element_t<0, row_type<decltype(rows_of_both)>>, Employee>);
static_assert(std::is_same_v<std::tuple_element_t<1, row_type<decltype(rows_of_both)>>, std::optional<Employee>>);

constexpr auto only_bosses = select<boss>().where(boss::col<&Employee::id> <= 2);
static_assert(test::text(only_bosses) ==
              R"(SELECT "boss"."id", "boss"."name", "boss"."boss_id" FROM "employee" AS "boss")"
              R"( WHERE "boss"."id" <= ?1)");
static_assert(std::is_same_v<row_type<decltype(only_bosses)>, Employee>);

constexpr auto two_levels = select(name, boss::col<&Employee::name>, top::col<&Employee::name>)
                                .from<Employee>()
                                .join<boss>(boss_id == boss::col<&Employee::id>)
                                .left_join<top>(boss::col<&Employee::boss_id> == top::col<&Employee::id>)
                                .order_by(by_id);
static_assert(test::text(two_levels) ==
              R"(SELECT "employee"."name", "boss"."name", "top"."name" FROM "employee" JOIN "employee" AS "boss")"
              R"( ON "employee"."boss_id" = "boss"."id" LEFT JOIN "employee" AS "top")"
              R"( ON "boss"."boss_id" = "top"."id" ORDER BY "employee"."id")");

// Between a table and the alias of another one, or two aliases, there is one foreign key.
constexpr auto along_key = select(title, writer::col<&Author::name>).from<Book>().join<writer>().order_by(book_id);
static_assert(test::text(along_key) == R"(SELECT "books"."title", "w"."name" FROM "books" JOIN "author" AS "w")"
                                       R"( ON "books"."author_id" = "w"."id" ORDER BY "books"."id")");
constexpr auto along_key_back = select<writer, alias<"b", Book>>().left_join<alias<"b", Book>>().order_by(
    writer::col<&Author::id>, alias<"b", Book>::col<&Book::id>);
static_assert(
    test::text(along_key_back) ==
    R"(SELECT "w"."id", "w"."name", "w"."country", "b"."id", "b"."author_id", "b"."title", "b"."year", "b"."price", "b"."status")"
    R"( FROM "author" AS "w" LEFT JOIN "books" AS "b" ON "b"."author_id" = "w"."id")"
    R"( ORDER BY "w"."id", "b"."id")");

// A table and its alias have one in either direction, which is no answer.
template <class Query>
concept joins_boss = requires(const Query& query) { query.template join<boss>(boss_id == boss::col<&Employee::id>); };
static_assert(joins_boss<decltype(select<Employee>())>);
static_assert(!detail::is_right<detail::join_check<boss, detail::type_list<Employee>>>);
static_assert(detail::is_right<detail::join_check<writer, detail::type_list<Book>>>);

struct pascal_library : library<sqlite> {
    using naming = pascal_case;
};
static_assert(sql_text<pascal_library>(names) ==
              R"(SELECT "Employee"."Name", "boss"."Name" AS "boss" FROM "Employee")"
              R"( JOIN "Employee" AS "boss" ON "Employee"."BossId" = "boss"."Id" ORDER BY "Employee"."Id")");

// Two sources of a query do not have one name, however they came by it.
constexpr auto same_names = select(title).from<Book>().join<alias<"books", Author>>();
static_assert(!valid<decltype(same_names), library<sqlite>>);
constexpr auto other_names = select(title).from<Book>().join<alias<"book", Author>>();
static_assert(valid<decltype(other_names), library<sqlite>>);
static_assert(!valid<decltype(select(title).from<Book>().where(writer::col<&Author::id> == 1)), library<sqlite>>);

TEST_SUITE("query") {
    TEST_CASE_TEMPLATE("a table is joined with itself by another name", Driver, TEST_DRIVERS) {
        fixture<Driver> test;
        CHECK(test.rows(names) == "Bob|Ann;Cid|Ann;Dee|Bob;");
        CHECK(test.rows(all_names) == "Cid|Ann;Bob|Ann;Ann|-;");
        CHECK(test.rows(rows_of_both) == "1,Ann,-|-;2,Bob,1|1,Ann,-;3,Cid,1|1,Ann,-;4,Dee,2|2,Bob,1;");
        CHECK(test.rows(only_bosses) == "1,Ann,-;2,Bob,1;");
        CHECK(test.rows(two_levels) == "Bob|Ann|-;Cid|Ann|-;Dee|Bob|Ann;");
        connection<pascal_library> db{":memory:"};
        db.create_tables();
        db.insert(std::vector<Employee>{{0, "Ann", {}}, {0, "Bob", 1}});
        CHECK(test::shown(db(names)) == "Bob|Ann;");
    }
    TEST_CASE_TEMPLATE("an alias is joined along the only foreign key", Driver, TEST_DRIVERS) {
        fixture<Driver> test;
        CHECK(test.rows(along_key) == "Dispossessed|Le Guin;Lathe|Le Guin;Solaris|Lem;Tehanu|Le Guin;");
        CHECK(test.rows(along_key_back.where(writer::col<&Author::id> > 1)) ==
              "2,Lem,PL|3,2,Solaris,1961,7.25,0;3,Nobody,-|-;");
    }
}

} // namespace self_join_test
