#include "query/library.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>

namespace joins_test {

using namespace library_test;
using namespace rowan;

using text = std::string;
using maybe_text = std::optional<std::string>;
template <class Left, class Right>
using names_row = row<cell<"name", Left>, cell<"title", Right>>;
template <class Left, class Right>
using pair_row = row<cell<fixed_string<0>{}, Left>, cell<fixed_string<0>{}, Right>>;
template <class Query, class Row>
constexpr bool gives = std::is_same_v<row_type<Query>, Row>;

constexpr auto columns = select(author_name, title).from<Author>();
constexpr auto both = select<Author, Book>();
constexpr auto old = book_author == author_id && year < 1972;

constexpr auto inner = columns.join<Book>(old).order_by(year);
static_assert(test::text(inner) ==
              R"(SELECT "author"."name", "books"."title" FROM "author" JOIN "books")"
              R"( ON "books"."author_id" = "author"."id" AND "books"."year" < ?1 ORDER BY "books"."year")");
static_assert(gives<decltype(inner), names_row<text, text>>);
static_assert(gives<decltype(both.join<Book>()), pair_row<Author, Book>>);

constexpr auto left = columns.left_join<Book>(old).order_by(author_id, year);
static_assert(test::text(left) == R"(SELECT "author"."name", "books"."title" FROM "author" LEFT JOIN "books")"
                                  R"( ON "books"."author_id" = "author"."id" AND "books"."year" < ?1)"
                                  R"( ORDER BY "author"."id", "books"."year")");
static_assert(gives<decltype(left), names_row<text, maybe_text>>);
static_assert(gives<decltype(both.left_join<Book>()), pair_row<Author, std::optional<Book>>>);

constexpr auto right = columns.right_join<Book>(book_author == author_id && author_id == 2).order_by(year);
static_assert(test::text(right) ==
              R"(SELECT "author"."name", "books"."title" FROM "author" RIGHT JOIN "books")"
              R"( ON "books"."author_id" = "author"."id" AND "author"."id" = ?1 ORDER BY "books"."year")");
static_assert(gives<decltype(right), names_row<maybe_text, text>>);
static_assert(gives<decltype(both.right_join<Book>()), pair_row<std::optional<Author>, Book>>);

constexpr auto full = columns.full_join<Book>(book_author == author_id && author_id == 2).order_by(author_id, year);
static_assert(test::text(full) == R"(SELECT "author"."name", "books"."title" FROM "author" FULL JOIN "books")"
                                  R"( ON "books"."author_id" = "author"."id" AND "author"."id" = ?1)"
                                  R"( ORDER BY "author"."id", "books"."year")");
static_assert(gives<decltype(full), names_row<maybe_text, maybe_text>>);
static_assert(gives<decltype(both.full_join<Book>()), pair_row<std::optional<Author>, std::optional<Book>>>);

constexpr auto cross = columns.cross_join<Book>().where(year < 1972).order_by(author_id, year);
static_assert(test::text(cross) == R"(SELECT "author"."name", "books"."title" FROM "author" CROSS JOIN "books")"
                                   R"( WHERE "books"."year" < ?1 ORDER BY "author"."id", "books"."year")");
static_assert(gives<decltype(cross), names_row<text, text>>);
static_assert(gives<decltype(both.cross_join<Book>()), pair_row<Author, Book>>);

// The first source is there wherever `from` is written.
constexpr auto from_last = select(author_name, title).right_join<Book>(book_author == author_id).from<Author>();
static_assert(gives<decltype(from_last), names_row<maybe_text, text>>);
static_assert(gives<decltype(both.from<Author>().right_join<Book>()), pair_row<std::optional<Author>, Book>>);

// Whole rows of one source of two.
constexpr auto absent_rows =
    select<Author>().right_join<Book>(book_author == author_id && author_id == 2).order_by(year);
static_assert(test::text(absent_rows) ==
              R"(SELECT "author"."id", "author"."name", "author"."country" FROM "author" RIGHT JOIN "books")"
              R"( ON "books"."author_id" = "author"."id" AND "author"."id" = ?1 ORDER BY "books"."year")");
static_assert(gives<decltype(absent_rows), std::optional<Author>>);
constexpr auto found_rows = select<Book>().from<Author>().left_join<Book>(old).order_by(author_id, year);
static_assert(
    test::text(found_rows) ==
    R"(SELECT "books"."id", "books"."author_id", "books"."title", "books"."year", "books"."price", "books"."status")"
    R"( FROM "author" LEFT JOIN "books" ON "books"."author_id" = "author"."id" AND "books"."year" < ?1)"
    R"( ORDER BY "author"."id", "books"."year")");
static_assert(gives<decltype(found_rows), std::optional<Book>>);

// What is joined before a right join may be absent, what is joined after it not.
constexpr auto chain = select<Employee, Author, Book>().cross_join<Author>().right_join<Book>(old);
static_assert(
    gives<decltype(chain), row<cell<fixed_string<0>{}, std::optional<Employee>>,
                               cell<fixed_string<0>{}, std::optional<Author>>, cell<fixed_string<0>{}, Book>>>);
constexpr auto later = select<Author, Book, Employee>().right_join<Book>(old).cross_join<Employee>();
static_assert(gives<decltype(later), row<cell<fixed_string<0>{}, std::optional<Author>>, cell<fixed_string<0>{}, Book>,
                                         cell<fixed_string<0>{}, Employee>>>);

// Of expressions, those can be null that an absent row makes null.
constexpr auto expressions = select((year + 1).as<"next">(), (author_id * 2).as<"twice">(), is_null(year).as<"none">(),
                                    count().as<"rows">(), (year > author_id).as<"more">())
                                 .from<Author>()
                                 .left_join<Book>(old)
                                 .group_by(author_id, year);
static_assert(gives<decltype(expressions),
                    row<cell<"next", std::optional<std::int64_t>>, cell<"twice", std::int64_t>, cell<"none", bool>,
                        cell<"rows", std::int64_t>, cell<"more", std::optional<bool>>>>);

TEST_SUITE("query") {
    TEST_CASE_TEMPLATE("every kind of join gives the columns of the rows that it finds", Driver, TEST_DRIVERS) {
        fixture<Driver> test;
        CHECK(test.rows(inner) == "Lem|Solaris;Le Guin|Lathe;");
        CHECK(test.rows(left) == "Le Guin|Lathe;Lem|Solaris;Nobody|-;");
        CHECK(test.rows(right) == "Lem|Solaris;-|Lathe;-|Dispossessed;-|Tehanu;");
        CHECK(test.rows(full.where(is_null(title))) == "Le Guin|-;Nobody|-;");
        CHECK(test.rows(full.where(is_null(author_name))) == "-|Lathe;-|Dispossessed;-|Tehanu;");
        CHECK(test.rows(full.where(is_not_null(author_name) && is_not_null(title))) == "Lem|Solaris;");
        CHECK(test.rows(cross) == "Le Guin|Solaris;Le Guin|Lathe;Lem|Solaris;Lem|Lathe;Nobody|Solaris;Nobody|Lathe;");
        CHECK(test.rows(from_last.where(author_id == 2)) == "Lem|Solaris;");
        CHECK(test.rows(expressions.order_by(author_id)) == "1972|2|0|1|1;1962|4|0|1|1;-|6|1|1|-;");
    }
    TEST_CASE_TEMPLATE("every kind of join gives whole rows, or none", Driver, TEST_DRIVERS) {
        fixture<Driver> test;
        constexpr auto lem = book_author == author_id && author_id == 2;
        CHECK(test.rows(both.join<Book>(lem)) == "2,Lem,PL|3,2,Solaris,1961,7.25,0;");
        CHECK(test.rows(both.left_join<Book>(lem).where(author_id > 1).order_by(author_id)) ==
              "2,Lem,PL|3,2,Solaris,1961,7.25,0;3,Nobody,-|-;");
        CHECK(test.rows(both.right_join<Book>(lem).where(year < 1972).order_by(year)) ==
              "2,Lem,PL|3,2,Solaris,1961,7.25,0;-|2,1,Lathe,1971,-,1;");
        CHECK(test.rows(both.full_join<Book>(lem).where(is_null(author_id) && year < 1972)) == "-|2,1,Lathe,1971,-,1;");
        CHECK(test.rows(both.full_join<Book>(lem).where(is_null(book_id) && author_id == 3)) == "3,Nobody,-|-;");
        CHECK(test.rows(both.cross_join<Book>().where(author_id == 3 && year == 1971)) ==
              "3,Nobody,-|2,1,Lathe,1971,-,1;");
        CHECK(test.rows(absent_rows) == "2,Lem,PL;-;-;-;");
        CHECK(test.rows(found_rows) == "2,1,Lathe,1971,-,1;3,2,Solaris,1961,7.25,0;-;");
        CHECK(test.db(absent_rows).first().value()->name == "Lem");
    }
}

} // namespace joins_test
