#include "query/library.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cstdint>
#include <list>
#include <string>
#include <utility>
#include <vector>

namespace insert_test {

using namespace library_test;
using namespace rowan;

constexpr auto value = col<&Counter::value>;
constexpr auto counters = select<Counter>().order_by(col<&Counter::id>);

constexpr auto defaults = insert<Counter>();
static_assert(test::text(defaults) == R"(INSERT INTO "counter" DEFAULT VALUES)");
constexpr auto some = insert<Book>().set(title = param<"title">, book_author = 1,
                                         year = scalar(select(min(year)).from<Book>()) + 5, status = Status::closed);
static_assert(test::text(some) == R"(INSERT INTO "books" ("title", "author_id", "year", "status"))"
                                  R"( VALUES (?1, ?2, (SELECT min("books"."year") FROM "books") + ?3, ?4))");
constexpr auto with_key = insert<Counter>().set(col<&Counter::id> = 40, value = 5).with_keys();
static_assert(test::text(with_key) == R"(INSERT INTO "counter" ("id", "value") VALUES (?1, ?2))");

const Author row{9, "Calvino", "IT"};
const std::vector<Author> rows{{20, "A", {}}, {21, "B", "DE"}};
const auto of_row = insert<Author>().values(row);
const auto of_rows = insert<Author>().values(rows);
const auto of_rows_with_keys = insert<Author>().values(rows).with_keys();
static_assert(test::text(of_row) == R"(INSERT INTO "author" ("name", "country") VALUES (?1, ?2))");
static_assert(test::text(of_rows) == R"(INSERT INTO "author" ("name", "country") VALUES (?1, ?2))");
static_assert(test::text(of_rows_with_keys) == R"(INSERT INTO "author" ("id", "name", "country") VALUES (?1, ?2, ?3))");

constexpr auto min_status = scalar(select(coalesce(min(status), Status::open)).from<Book>());
constexpr auto chosen_columns =
    insert<Book>().columns<&Book::title, &Book::author_id, &Book::year, &Book::status>().from(
        select(author_name, author_id, literal<2000>, min_status).from<Author>().where(author_id > param<"after">));
static_assert(test::text(chosen_columns) ==
              R"(INSERT INTO "books" ("title", "author_id", "year", "status"))"
              R"( SELECT "author"."name", "author"."id", 2000, (SELECT coalesce(min("books"."status"), ?2))"
              R"( FROM "books") FROM "author" WHERE "author"."id" > ?1)");
constexpr auto all_columns = insert<Counter>().from(select(year).from<Book>().where(year > 1973).order_by(year));
static_assert(test::text(all_columns) ==
              R"(INSERT INTO "counter" ("value") SELECT "books"."year" FROM "books" WHERE "books"."year" > ?1)"
              R"( ORDER BY "books"."year")");
constexpr auto all_with_keys =
    insert<Counter>().from(select(book_id + 100, year).from<Book>().where(book_id < 3)).with_keys();
static_assert(test::text(all_with_keys) ==
              R"(INSERT INTO "counter" ("id", "value") SELECT "books"."id" + ?1, "books"."year" FROM "books")"
              R"( WHERE "books"."id" < ?2)");
constexpr auto of_union = insert<Counter>().columns<&Counter::value>().from(
    union_all(select(year).from<Book>().where(book_id == 1), select(year + 1).from<Book>().where(book_id == 2)));
static_assert(test::text(of_union) ==
              R"(INSERT INTO "counter" ("value") SELECT "books"."year" FROM "books" WHERE "books"."id" = ?1)"
              R"( UNION ALL SELECT "books"."year" + ?2 FROM "books" WHERE "books"."id" = ?3)");

template <class Query>
constexpr bool is_right(Query) {
    return valid<Query, library<sqlite>>;
}
static_assert(is_right(all_columns) && is_right(chosen_columns));
static_assert(!is_right(insert<Counter>().from(select(title).from<Book>())));
// What is stored as a text does not fill a column of integers.
static_assert(!is_right(insert<Book>().columns<&Book::title, &Book::author_id, &Book::year, &Book::status>().from(
    select(author_name, author_id, literal<2000>, literal<Status::open>).from<Author>())));
static_assert(!is_right(insert<Counter>().from(select(book_id, year).from<Book>())));
static_assert(!is_right(insert<Counter>().set(value = 1).from(select(year).from<Book>())));
static_assert(!is_right(insert<Author>().columns<&Author::name>().from(select(country).from<Author>())));
static_assert(!is_right(insert<Book>().columns<&Book::title>().from(select(title).from<Book>())));

template <class Driver>
constexpr bool is_sqlite = std::is_same_v<Driver, sqlite>;

TEST_SUITE("query") {
    TEST_CASE_TEMPLATE("a row is inserted of values, of defaults and with a key", Driver, TEST_DRIVERS) {
        fixture<Driver> test;
        CHECK(test.db(defaults) == 1);
        CHECK(test.db(with_key) == 1);
        CHECK(test.db(insert<Counter>().set(value = scalar(select(count()).template from<Book>()))) == 1);
        // The next key of SQLite's is behind the greatest one, that of PostgreSQL behind the one that it made last.
        CHECK(test.rows(counters) == (is_sqlite<Driver> ? "1,7;40,5;41,4;" : "1,7;2,4;40,5;"));
        CHECK(test.db(some, "title"_p = "Rocannon") == 1);
        CHECK(test.rows(select<Book>().where(title == "Rocannon")) == "5,1,Rocannon,1966,-,1;");
    }
    TEST_CASE_TEMPLATE("rows of the program are inserted", Driver, TEST_DRIVERS) {
        fixture<Driver> test;
        CHECK(test.db(of_row) == 1);
        CHECK(test.db(of_rows_with_keys) == 2);
        CHECK(test.db(of_rows) == 2);
        CHECK(test.db(insert<Author>().values(Author{0, "temporary", {}})) == 1);
        CHECK(test.db(insert<Author>().values(std::vector<Author>{{0, "one", {}}, {0, "two", {}}})) == 2);
        CHECK(test.db(insert<Author>().values(std::array{Author{0, "of array", {}}})) == 1);
        CHECK(test.db(insert<Author>().values(std::list<Author>{{0, "of list", {}}})) == 1);
        CHECK(test.db(insert<Author>().values(std::vector<Author>{})) == 0);
        CHECK(test.rows(
                  select(author_id, author_name).template from<Author>().where(author_id > 3).order_by(author_id)) ==
              (is_sqlite<Driver> ? "4|Calvino;20|A;21|B;22|A;23|B;24|temporary;25|one;26|two;27|of array;28|of list;"
                                 : "4|Calvino;5|A;6|B;7|temporary;8|one;9|two;10|of array;11|of list;20|A;21|B;"));
    }
    TEST_CASE_TEMPLATE("a range of rows is inserted as a whole or not at all", Driver, TEST_DRIVERS) {
        fixture<Driver> test;
        const std::vector<Sale> sales{{"west", 1, 13, 1}, {"west", 2, 11, 1}};
        CHECK_THROWS_AS(test.db(insert<Sale>().values(sales)), constraint_violation);
        CHECK(test.rows(select(count()).template from<Sale>()) == "2;");
        CHECK_FALSE(test.db.in_transaction());
    }
    TEST_CASE_TEMPLATE("the rows of a query are inserted", Driver, TEST_DRIVERS) {
        fixture<Driver> test;
        CHECK(test.db(chosen_columns, "after"_p = 1) == 2);
        CHECK(test.rows(select<Book>().where(year == 2000).order_by(book_id)) ==
              "5,2,Lem,2000,-,0;6,3,Nobody,2000,-,0;");
        CHECK(test.db(all_with_keys) == 2);
        CHECK(test.db(of_union) == 2);
        CHECK(test.rows(counters) ==
              (is_sqlite<Driver> ? "101,1974;102,1971;103,1974;104,1972;" : "1,1974;2,1972;101,1974;102,1971;"));
        test.db(rowan::remove<Counter>().every_row());
        CHECK(test.db(all_columns) == 4);
        CHECK(test.rows(select(value).template from<Counter>().order_by(value)) == "1974;1990;2000;2000;");
    }
}

} // namespace insert_test
