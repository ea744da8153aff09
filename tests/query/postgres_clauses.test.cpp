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

// Of one source, which has the name that the query knows it by.
using other = alias<"other", Book>;
constexpr auto both = select(title, author_name).from<Book>().left_join<Author>();
static_assert(sql_text<postgres_dialect>(both.for_update<Book>()) ==
              R"(SELECT "books"."title", "author"."name" FROM "books" LEFT JOIN "author")"
              R"( ON "books"."author_id" = "author"."id" FOR UPDATE OF "books")");
static_assert(
    sql_text<postgres_dialect>(select(other::col<&Book::title>).from<other>().for_share<other, lock_wait::no_wait>()) ==
    R"(SELECT "other"."title" FROM "books" AS "other" FOR SHARE OF "other" NOWAIT)");
static_assert(
    sql_text<postgres_dialect>(
        select(title).from<Book>().join<Author>().for_share<Author>().for_update<Book, lock_wait::skip_locked>()) ==
    R"(SELECT "books"."title" FROM "books" JOIN "author" ON "books"."author_id" = "author"."id")"
    R"( FOR SHARE OF "author" FOR UPDATE OF "books" SKIP LOCKED)");
// Of a join that is left out, there is nothing to lock.
constexpr auto perhaps = [](bool is_joined) {
    return select(title).from<Book>().join<Author>(when(is_joined)).for_update<Author>();
};
static_assert(valid<decltype(perhaps(true)), library<postgres>>);

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

// Whether rowan and the server agree about a query without values.
template <class Query>
std::string judged(connection<library<postgres>>& db, const Query&) {
    const std::string text(detail::text_of<Query, postgres_dialect, snake_case>);
    bool is_accepted = true;
    try {
        db.execute("EXPLAIN " + text);
    } catch (const error&) {
        is_accepted = false;
    }
    constexpr bool is_valid = valid<Query, library<postgres>>;
    if (is_valid && !is_accepted) return "only rowan takes " + text;
    if (!is_valid && is_accepted) return "only the server takes " + text;
    return is_valid ? "taken" : "refused";
}

// What several tests below order and lock.
constexpr auto names = select(author_name).from<Author>();
constexpr auto in_groups = select(book_author, count().as<"n">()).from<Book>().group_by(book_author);
constexpr auto next_year = year + literal<1>;
using others = alias<"others", Author>;

TEST_SUITE("query") {
    TEST_CASE("distinct rows are ordered by what is selected") {
        connection<library<postgres>> db{test::empty_database<postgres>::name()};
        db.create_tables();
        CHECK(judged(db, names.distinct().order_by(author_name)) == "taken");
        CHECK(judged(db, names.distinct().order_by(desc(author_name).nulls_last())) == "taken");
        CHECK(judged(db, names.distinct().order_by(country)) == "refused");
        CHECK(judged(db, names.distinct().order_by(author_name, country)) == "refused");
        CHECK(judged(db, names.distinct().order_by(lower(author_name))) == "refused");
        CHECK(judged(db, names.distinct().order_by(collate<"C">(author_name))) == "refused");
        CHECK(judged(db, names.distinct().order_by(when(true, desc(country)))) == "refused");
        CHECK(judged(db, names.distinct().order_by(choice(0, author_name, desc(author_name)))) == "taken");
        CHECK(judged(db, names.order_by(country)) == "taken");
        CHECK(judged(db, select<Author>().distinct().order_by(country, author_id)) == "taken");
        CHECK(judged(db, select<Book>().distinct().order_by(next_year)) == "refused");
        CHECK(judged(db, select<Book>().join<Author>().distinct().order_by(country)) == "refused");
        CHECK(judged(db, select<Book, Author>().join<Author>().distinct().order_by(country)) == "taken");
        CHECK(judged(db, select<Author>().distinct().order_by(named<"country">)) == "taken");
        CHECK(judged(db, select(next_year.as<"next">()).from<Book>().distinct().order_by(next_year)) == "taken");
        CHECK(judged(db, select(next_year.as<"next">()).from<Book>().distinct().order_by(named<"next">)) == "taken");
        CHECK(judged(db, in_groups.distinct().order_by(count(), book_author)) == "taken");
        CHECK(judged(db, in_groups.distinct().order_by(max(year))) == "refused");
        // Values are bound anew where an expression stands again.
        constexpr auto bound = select((year + 1).as<"next">()).from<Book>().distinct();
        CHECK_FALSE(valid<decltype(bound.order_by(year + 1)), library<postgres>>);
        CHECK(db(bound.order_by(named<"next">)).all().empty());
        CHECK(
            db(select((year + param<"n">).as<"next">()).from<Book>().distinct().order_by(year + param<"n">), "n"_p = 1)
                .all()
                .empty());
        // Wherever the query stands; SQLite takes the value of one of the rows.
        constexpr auto wrong = names.distinct().order_by(country);
        CHECK(judged(db, select(title).from<Book>().where(in(title, wrong))) == "refused");
        CHECK(judged(db, union_all(wrong, names)) == "refused");
        CHECK(for_sqlite(wrong));
    }
    TEST_CASE("rows of distinct_on are ordered by its keys first") {
        connection<library<postgres>> db{test::empty_database<postgres>::name()};
        db.create_tables();
        constexpr auto of_year =
            select(title, year, book_author.as<"of">()).from<Book>().distinct_on(year, book_author);
        CHECK(judged(db, of_year) == "taken");
        CHECK(judged(db, of_year.order_by(year)) == "taken");
        CHECK(judged(db, of_year.order_by(book_author, desc(year), price)) == "taken");
        CHECK(judged(db, of_year.order_by(named<"of">, named<"year">, price)) == "taken");
        CHECK(judged(db, of_year.order_by(book_author, year, price, year)) == "taken");
        CHECK(judged(db, of_year.order_by(year, price)) == "refused");
        CHECK(judged(db, of_year.order_by(price)) == "refused");
        CHECK(judged(db, of_year.order_by(named<"title">, year, book_author)) == "refused");
        CHECK(judged(db, select<Book>().distinct_on(year).order_by(named<"year">, title)) == "taken");
        CHECK(judged(db, select<Book>().distinct_on(next_year).order_by(next_year, title)) == "taken");
        CHECK(judged(db, select<Book>().distinct_on(next_year).order_by(year)) == "refused");
        // A key that may be absent leads nothing.
        constexpr auto perhaps_year = of_year.order_by(book_author, when(true, asc(year)), price);
        CHECK_FALSE(valid<decltype(perhaps_year), library<postgres>>);
        CHECK(judged(db, of_year.order_by(when(true, asc(year)), book_author)) == "taken");
        CHECK(judged(db, of_year.order_by(choice(1, desc(year), year), book_author)) == "taken");
        CHECK_FALSE(valid<decltype(select<Book>().distinct_on(year + 1).order_by(year + 1)), library<postgres>>);
    }
    TEST_CASE("distinct values of an aggregate are ordered by its arguments") {
        connection<library<postgres>> db{test::empty_database<postgres>::name()};
        db.create_tables();
        constexpr auto titles = string_agg(title, literal_text<", ">).distinct();
        CHECK(judged(db, select(titles.order_by(desc(title))).from<Book>()) == "taken");
        CHECK(judged(db, select(titles.order_by(year)).from<Book>()) == "refused");
        CHECK(judged(db, select(titles.order_by(title, lower(title))).from<Book>()) == "refused");
        CHECK(judged(db, select(string_agg(title, literal_text<", ">).order_by(year)).from<Book>()) == "taken");
    }
    TEST_CASE("rows are locked where each row of the query tells one") {
        connection<library<postgres>> db{test::empty_database<postgres>::name()};
        db.create_tables();
        CHECK(judged(db, names.for_update()) == "taken");
        CHECK(judged(db, names.distinct().for_update()) == "refused");
        CHECK(judged(db, names.distinct_on(author_name).for_share()) == "refused");
        CHECK(judged(db, in_groups.for_update()) == "refused");
        CHECK(judged(db, names.group_by(author_name).for_update<Author>()) == "refused");
        CHECK(judged(db, select(count()).from<Book>().for_update()) == "refused");
        CHECK(judged(db, names.order_by(row_number().over(order_by(country))).for_share()) == "refused");
        CHECK(judged(db, select(row_number().over(order_by(country)).as<"n">()).from<Author>().for_update<Author>()) ==
              "refused");
        CHECK(judged(db, select(scalar(select(count()).from<Book>()).as<"n">()).from<Author>().for_update()) ==
              "taken");
        CHECK(judged(db, names.limit<1>().for_update<Author, lock_wait::skip_locked>()) == "taken");
        // Joins.
        CHECK(judged(db, both.for_update()) == "refused");
        CHECK(judged(db, both.for_update<Book>()) == "taken");
        CHECK(judged(db, both.for_share<Author>()) == "refused");
        CHECK(judged(db, select(title).from<Book>().right_join<Author>().for_update<Author>()) == "taken");
        CHECK(judged(db, select(title).from<Book>().right_join<Author>().for_update<Book>()) == "refused");
        CHECK(judged(db, select(title).from<Book>().full_join<Author>().for_update<Author>()) == "refused");
        CHECK(judged(db, select(title).from<Book>().join<Author>().for_update<Author>().for_share<Book>()) == "taken");
        CHECK(judged(db, select(title).from<Book>().cross_join<others>().for_share<others>()) == "taken");
        CHECK(judged(db, select(title).from<Book>().cross_join<others>().for_share<Author>()) == "refused");
        CHECK(judged(db, select(title)
                             .from<Book>()
                             .join<Author>()
                             .left_join<others>(others::col<&Author::id> == author_id)
                             .for_share<Author>()) == "taken");
        // A query in the place of a table has the rows that are locked.
        constexpr auto counted = subquery<Total>(in_groups);
        constexpr auto plain = subquery<Total>(select(book_author, book_id).from<Book>());
        constexpr auto twice = subquery<Total>(
            union_all(select(book_author, book_id).from<Book>(), select(book_author, book_id).from<Book>()));
        constexpr auto outer =
            subquery<Total>(select(author_id, author_id.as<"books">()).from<Author>().left_join<Book>());
        constexpr auto of_author = col<&Total::author_id> == author_id;
        CHECK(judged(db, select<Total>().from(plain).for_update()) == "taken");
        CHECK(judged(db, select<Total>().from(counted).for_update()) == "refused");
        CHECK(judged(db, select<Total>().from(twice).for_update()) == "refused");
        CHECK(judged(db, names.join(counted, of_author).for_update()) == "refused");
        CHECK(judged(db, names.join(counted, of_author).for_update<Author>()) == "taken");
        CHECK(judged(db, names.join(counted, of_author).for_update<Total>()) == "refused");
        CHECK(judged(db, names.left_join(plain, of_author).for_update<Total>()) == "refused");
        CHECK(judged(db, select<Total>().from(outer).for_update<Total>()) == "refused");
        // Rows of a common table expression are locked in its own query.
        constexpr auto with_total = names.with(cte<Total>(select(book_author, book_id).from<Book>()));
        constexpr auto of_total = with_total.join<Total>(of_author);
        CHECK(judged(db, of_total.for_update()) == "taken");
        CHECK(judged(db, of_total.for_update<Author>()) == "taken");
        CHECK(judged(db, of_total.for_update<Total>()) == "refused");
        constexpr auto only_total = select<Total>().with(cte<Total>(select(book_author, book_id).from<Book>()));
        CHECK_FALSE(valid<decltype(only_total.for_update()), library<postgres>>); // the server locks nothing
        CHECK(judged(db, select<Total>().with(cte<Total>(select(book_author, book_id).from<Book>().for_update()))) ==
              "taken");
        // In a query within another one.
        CHECK(judged(db, select(title).from<Book>().where(
                             in(book_author, select(author_id).from<Author>().for_update()))) == "taken");
        CHECK(judged(db, select(title).from<Book>().where(
                             in(book_author, select(author_id).from<Author>().distinct().for_update()))) == "refused");
        CHECK(judged(db, union_all(names.for_update(), names)) == "taken");
    }
    TEST_CASE("a lock of a join that is left out is left out") {
        connection<library<postgres>> db{test::empty_database<postgres>::name()};
        db.create_tables();
        CHECK(db(perhaps(true)).all().empty());
        CHECK(db(perhaps(false)).all().empty());
        CHECK(detail::text_of_variant<postgres_dialect, snake_case>(perhaps(false)) ==
              R"(SELECT "books"."title" FROM "books")");
    }
    TEST_CASE("a clause that a dialect does not have is asked for before a query is run") {
        CHECK(for_sqlite(books));
        CHECK_FALSE(for_sqlite(newest));
    }
}

} // namespace postgres_clauses_test
