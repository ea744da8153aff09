#include "query/library.hpp"

#include <doctest/doctest.h>

// What only PostgreSQL has: the text for it, and that SQLite refuses it.
namespace postgres_clauses_test {

using namespace library_test;
using namespace rowan;

constexpr auto books = select(title).from<Book>().where(year > 1970).order_by(year).limit(1);
static_assert(sql_text<postgres_dialect>(books.for_update()) ==
              R"(SELECT "books"."title" FROM "books" WHERE "books"."year" > $1)"
              R"( ORDER BY "books"."year" LIMIT $2 FOR UPDATE)");
static_assert(sql_text<postgres_dialect>(books.for_share()) ==
              R"(SELECT "books"."title" FROM "books" WHERE "books"."year" > $1)"
              R"( ORDER BY "books"."year" LIMIT $2 FOR SHARE)");
static_assert(sql_text<postgres_dialect>(books.for_update<lock_wait::skip_locked>()) ==
              R"(SELECT "books"."title" FROM "books" WHERE "books"."year" > $1)"
              R"( ORDER BY "books"."year" LIMIT $2 FOR UPDATE SKIP LOCKED)");
static_assert(sql_text<postgres_dialect>(books.for_share<lock_wait::no_wait>()) ==
              R"(SELECT "books"."title" FROM "books" WHERE "books"."year" > $1)"
              R"( ORDER BY "books"."year" LIMIT $2 FOR SHARE NOWAIT)");
static_assert(
    sql_text<postgres_dialect>(select<Book>().for_update().where(book_id == 1)) ==
    R"(SELECT "books"."id", "books"."author_id", "books"."title", "books"."year", "books"."price", "books"."status")"
    R"( FROM "books" WHERE "books"."id" = $1 FOR UPDATE)");

constexpr auto newest =
    select(book_author, title).distinct_on(book_author).from<Book>().order_by(book_author, desc(year));
constexpr auto newest_rows =
    select<Book>().distinct_on(book_author, year % param<"n">).order_by(book_author, year % param<"n">);
static_assert(sql_text<postgres_dialect>(newest) ==
              R"(SELECT DISTINCT ON ("books"."author_id") "books"."author_id", "books"."title" FROM "books")"
              R"( ORDER BY "books"."author_id", "books"."year" DESC)");
static_assert(sql_text<postgres_dialect>(
                  select<Author>().where(in(author_name, select(title).from<Book>().distinct_on(book_author)))) ==
              R"(SELECT "author"."id", "author"."name", "author"."country" FROM "author")"
              R"( WHERE "author"."name" IN (SELECT DISTINCT ON ("books"."author_id") "books"."title")"
              R"( FROM "books"))");
static_assert(sql_text<postgres_dialect>(select(title).from<Book>().offset(3)) ==
              R"(SELECT "books"."title" FROM "books" OFFSET $1)");

template <class Query>
constexpr bool for_sqlite(Query) {
    return valid<Query, library<sqlite>>;
}
static_assert(for_sqlite(books) && !for_sqlite(books.for_update()) &&
              !for_sqlite(books.for_share<lock_wait::no_wait>()));
static_assert(!for_sqlite(newest) && !for_sqlite(newest_rows));

// Also within another statement.
static_assert(!for_sqlite(select<Author>().where(exists(newest))));
static_assert(!for_sqlite(select<Book>().from(subquery<Book>(select<Book>().for_update()))));
static_assert(!for_sqlite(select<Total>().from<Total>().with(
    cte<Total>(select(book_author, book_id).distinct_on(book_author).from<Book>()))));
static_assert(!for_sqlite(union_(newest, newest)));
static_assert(
    !for_sqlite(insert<Author>().columns<&Author::name>().from(select(title).distinct_on(year).from<Book>())));
static_assert(!for_sqlite(update<Book>().set(year = 1).where(in(book_id, select(book_id).from<Book>().for_update()))));

TEST_SUITE("query") {
    TEST_CASE("a clause that a dialect does not have is asked for before a query is run") {
        CHECK(for_sqlite(books));
        CHECK_FALSE(for_sqlite(newest));
    }
}

} // namespace postgres_clauses_test
