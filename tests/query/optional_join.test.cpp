#include "query/library.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>

namespace optional_join_test {

using namespace library_test;
using namespace rowan;

template <class Dialect = sqlite_dialect, class Query>
std::string variant(const Query& query) {
    return detail::text_of_variant<Dialect, snake_case>(query);
}

constexpr auto with_author(bool wanted) {
    return select(title, author_name, (author_id + 1).as<"next">())
        .from<Book>()
        .left_join<Author>(when(wanted))
        .where(year > 1970)
        .order_by(book_id);
}
auto inner_author(bool wanted) {
    return select(title, author_name)
        .from<Book>()
        .join<Author>(when(wanted, author_id == book_author && author_id > 1))
        .order_by(book_id);
}
auto rows_of_both(bool wanted) { return select<Book, Author>().left_join<Author>(when(wanted)).where(book_id == 3); }

static_assert(test::text(with_author(false)) ==
              R"(SELECT "books"."title", "author"."name", "author"."id" + ?1 AS "next" FROM "books" LEFT)"
              R"( JOIN "author" ON "books"."author_id" = "author"."id" WHERE "books"."year" > ?2)"
              R"( ORDER BY "books"."id")");
using with_row = row_type<decltype(with_author(true))>;
static_assert(std::is_same_v<with_row, row<cell<"title", std::string>, cell<"name", std::optional<std::string>>,
                                           cell<"next", std::optional<std::int64_t>>>>);
// An inner join that is left out has no rows either.
static_assert(std::is_same_v<row_type<decltype(inner_author(true))>,
                             row<cell<"title", std::string>, cell<"name", std::optional<std::string>>>>);
static_assert(std::is_same_v<std::tuple_element_t<1, row_type<decltype(rows_of_both(true))>>, std::optional<Author>>);

using boss = alias<"boss", Employee>;
constexpr auto name = col<&Employee::name>;
auto ordered(bool wanted) {
    return select(title).from<Book>().left_join<Author>(when(wanted)).order_by(desc(author_name), year);
}
auto grouped(bool wanted) {
    return select(author_name, count(), max(country))
        .from<Book>()
        .left_join<Author>(when(wanted))
        .group_by(author_name)
        .order_by(author_name);
}
auto filtered(bool wanted) {
    return select(title)
        .from<Book>()
        .join<Author>(when(wanted))
        .where(when(wanted, country == "PL"), year < 1972)
        .order_by(year);
}
auto within(bool wanted) {
    return select(title, scalar(select(count()).from<Author>().where(author_id > 1)),
                  exists(select<Sale>().where(col<&Sale::amount> > 4 && author_id > 0)))
        .from<Book>()
        .left_join<Author>(when(wanted))
        .where(book_id == 1, in(book_author, select(author_id).from<Author>()));
}
auto two_joins(bool with_boss, bool with_total) {
    return select(name, boss::col<&Employee::name>, col<&Total::books>)
        .from<Employee>()
        .left_join<boss>(
            when(with_boss, boss::col<&Employee::id> == col<&Employee::boss_id> && boss::col<&Employee::id> < 100))
        .left_join(subquery<Total>(select(book_author, count()).from<Book>().where(year > 1900).group_by(book_author)),
                   when(with_total, col<&Total::author_id> == col<&Employee::id> && col<&Total::books> < 50))
        .where(col<&Employee::id> < 3)
        .order_by(col<&Employee::id>);
}

TEST_SUITE("query") {
    TEST_CASE_TEMPLATE("a join may be left out, and its columns are null then", Driver, TEST_DRIVERS) {
        fixture<Driver> test;
        CHECK(
            variant(with_author(false)) ==
            R"(SELECT "books"."title", NULL, NULL + ?1 AS "next" FROM "books" WHERE "books"."year" > ?2 ORDER BY "books"."id")");
        for (int round = 0; round < 2; ++round) {
            CHECK(test.rows(with_author(true)) == "Dispossessed|Le Guin|2;Lathe|Le Guin|2;Tehanu|Le Guin|2;");
            CHECK(test.rows(with_author(false)) == "Dispossessed|-|-;Lathe|-|-;Tehanu|-|-;");
            CHECK(test.rows(inner_author(true)) == "Solaris|Lem;");
            CHECK(test.rows(inner_author(false)) == "Dispossessed|-;Lathe|-;Solaris|-;Tehanu|-;");
            CHECK(test.rows(rows_of_both(true)) == "3,2,Solaris,1961,7.25,0|2,Lem,PL;");
            CHECK(test.rows(rows_of_both(false)) == "3,2,Solaris,1961,7.25,0|-;");
        }
    }
    TEST_CASE("what is left out has a type where the dialect asks for one") {
        CHECK(variant<postgres_dialect>(with_author(false)) ==
              R"(SELECT "books"."title", CAST(NULL AS text), CAST(NULL AS bigint) + $1 AS "next" FROM "books")"
              R"( WHERE "books"."year" > $2 ORDER BY "books"."id")");
        CHECK(variant<postgres_dialect>(grouped(false)) ==
              R"(SELECT CAST(NULL AS text), count(*), max(CAST(NULL AS text)) FROM "books")"
              R"( GROUP BY CAST(NULL AS text) ORDER BY CAST(NULL AS text))");
        CHECK(
            variant<postgres_dialect>(select<Book, Author>().left_join<Author>(when(false)).limit<1>()) ==
            R"(SELECT "books"."id", "books"."author_id", "books"."title", "books"."year", "books"."price",)"
            R"( "books"."status", CAST(NULL AS bigint), CAST(NULL AS text), CAST(NULL AS text) FROM "books" LIMIT 1)");
    }
    TEST_CASE_TEMPLATE("clauses may use the columns of a join that is left out", Driver, TEST_DRIVERS) {
        fixture<Driver> test;
        CHECK(test.rows(ordered(true)) == "Solaris;Lathe;Dispossessed;Tehanu;");
        CHECK(test.rows(ordered(false)) == "Solaris;Lathe;Dispossessed;Tehanu;");
        CHECK(test.rows(grouped(true)) == "Le Guin|3|US;Lem|1|PL;");
        CHECK(test.rows(grouped(false)) == "-|4|-;");
        CHECK(test.rows(filtered(true)) == "Solaris;");
        CHECK(test.rows(filtered(false)) == "Solaris;Lathe;");
    }
    TEST_CASE_TEMPLATE("what is left out is left out for queries within, but for their own sources", Driver,
                       TEST_DRIVERS) {
        fixture<Driver> test;
        CHECK(test.rows(within(true)) == "Dispossessed|2|1;");
        CHECK(test.rows(within(false)) == "Dispossessed|2|0;");
    }
    TEST_CASE_TEMPLATE("two joins that may be left out, of an alias and of a query", Driver, TEST_DRIVERS) {
        fixture<Driver> test;
        CHECK(test.rows(two_joins(true, true)) == "Ann|-|3;Bob|Ann|1;");
        CHECK(test.rows(two_joins(true, false)) == "Ann|-|-;Bob|Ann|-;");
        CHECK(test.rows(two_joins(false, true)) == "Ann|-|3;Bob|-|1;");
        CHECK(test.rows(two_joins(false, false)) == "Ann|-|-;Bob|-|-;");
    }
}

} // namespace optional_join_test
