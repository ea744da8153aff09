#include "reference/reference.hpp"

#include <doctest/doctest.h>

namespace reference_clauses_test {

using namespace rowan;
using namespace reference;

constexpr auto cheap_and_old = select(title).from<Book>().where(year < 1970, price < 9.0).where(is_not_null(price));
static_assert(is_written(cheap_and_old,
                         R"(SELECT "book"."title" FROM "book")"
                         R"( WHERE "book"."year" < ?1 AND "book"."price" < ?2 AND "book"."price" IS NOT NULL)"));

constexpr auto found = [](std::optional<std::string_view> pattern, std::optional<int> since) {
    return select(title)
        .from<Book>()
        .where(when(pattern.has_value(), like(title, pattern.value_or(""))),
               when(since.has_value(), year >= since.value_or(0)))
        .order_by(title);
};
static_assert(is_written(found("The %", 1970),
                         R"(SELECT "book"."title" FROM "book" WHERE "book"."title" LIKE ?1 AND "book"."year" >= ?2)"
                         R"( ORDER BY "book"."title")"));

constexpr auto productive = select(name, count().as<"books">(), max(year).as<"latest">())
                                .from<Book>()
                                .join<Author>()
                                .group_by(col<&Author::id>)
                                .having(count() > 1)
                                .order_by(desc(named<"books">), name);
static_assert(is_written(
    productive, R"(SELECT "author"."name", count(*) AS "books", max("book"."year") AS "latest" FROM "book")"
                R"( JOIN "author" ON "book"."author_id" = "author"."id" GROUP BY "author"."id" HAVING count(*) > ?1)"
                R"( ORDER BY 2 DESC, "author"."name")"));

constexpr auto decades = select((year / 10 * 10).as<"decade">(), count().as<"books">())
                             .from<Book>()
                             .group_by(named<"decade">)
                             .order_by(named<"decade">);
static_assert(is_written(
    decades, R"(SELECT "book"."year" / ?1 * ?2 AS "decade", count(*) AS "books" FROM "book" GROUP BY 1 ORDER BY 1)"));

constexpr auto by_price = select(title).from<Book>().order_by(desc(price).nulls_last(), asc(title));
static_assert(is_written(
    by_price, R"(SELECT "book"."title" FROM "book" ORDER BY "book"."price" DESC NULLS LAST, "book"."title")"));

constexpr auto sorted = [](std::size_t key, bool then_by_title) {
    return select(title).from<Book>().order_by(choice(key, desc(year), price), when(then_by_title, title));
};
static_assert(is_written(sorted(0, true),
                         R"(SELECT "book"."title" FROM "book" ORDER BY "book"."year" DESC, "book"."title")"));

constexpr auto page = select(title).from<Book>().order_by(year).limit(param<"size">).offset(param<"from">);
static_assert(is_written(page, R"(SELECT "book"."title" FROM "book" ORDER BY "book"."year" LIMIT ?1 OFFSET ?2)"));

constexpr auto oldest = select(title).from<Book>().order_by(year).limit<1>();
static_assert(is_written(oldest, R"(SELECT "book"."title" FROM "book" ORDER BY "book"."year" LIMIT 1)"));

constexpr auto all_but_first = select(title).from<Book>().order_by(year).offset(1);
static_assert(is_written(all_but_first,
                         R"(SELECT "book"."title" FROM "book" ORDER BY "book"."year" LIMIT -1 OFFSET ?1)",
                         R"(SELECT "book"."title" FROM "book" ORDER BY "book"."year" OFFSET $1)"));

constexpr auto writers = select(name).from<Author>().join<Book>().distinct();
static_assert(is_written(
    writers, R"(SELECT DISTINCT "author"."name" FROM "author" JOIN "book" ON "book"."author_id" = "author"."id")"));

constexpr auto latest_of_each = select(col<&Book::author_id>, title)
                                    .from<Book>()
                                    .distinct_on(col<&Book::author_id>)
                                    .order_by(col<&Book::author_id>, desc(year));
static_assert(is_written<postgres_dialect>(
    latest_of_each, R"(SELECT DISTINCT ON ("book"."author_id") "book"."author_id", "book"."title" FROM "book")"
                    R"( ORDER BY "book"."author_id", "book"."year" DESC)"));
static_assert(!valid<decltype(latest_of_each), library>);

constexpr auto locked = select(title).from<Book>().where(year < 1970).for_update();
static_assert(is_written<postgres_dialect>(locked,
                                           R"(SELECT "book"."title" FROM "book" WHERE "book"."year" < $1 FOR UPDATE)"));

constexpr auto shared = select(title).from<Book>().for_share<lock_wait::skip_locked>();
static_assert(is_written<postgres_dialect>(shared, R"(SELECT "book"."title" FROM "book" FOR SHARE SKIP LOCKED)"));

constexpr auto at_once = select(title).from<Book>().for_update<lock_wait::no_wait>();
static_assert(is_written<postgres_dialect>(at_once, R"(SELECT "book"."title" FROM "book" FOR UPDATE NOWAIT)"));

constexpr auto only_authors = select(name, title).from<Author>().left_join<Book>().for_update<Author>();
static_assert(is_written<postgres_dialect>(only_authors, R"(SELECT "author"."name", "book"."title" FROM "author")"
                                                         R"( LEFT JOIN "book" ON "book"."author_id" = "author"."id")"
                                                         R"( FOR UPDATE OF "author")"));

constexpr auto next_page = select(title)
                               .from<Book>()
                               .where(row_of(year, title) > row_of(param<"year">, param<"title">))
                               .order_by(year, title)
                               .limit<10>();
static_assert(is_written(next_page,
                         R"(SELECT "book"."title" FROM "book" WHERE ("book"."year", "book"."title") > (?1, ?2))"
                         R"( ORDER BY "book"."year", "book"."title" LIMIT 10)"));

TEST_CASE_TEMPLATE("where, with parts that may be absent", Driver, TEST_DRIVERS) {
    filled<Driver> db;
    CHECK(list(db, cheap_and_old) == "Solaris");
    CHECK(list(db, found("The %", 1970)) == "The Dispossessed");
    CHECK(list(db, found("The %", std::nullopt)) == "The Dispossessed, The Left Hand of Darkness");
    CHECK(list(db, found(std::nullopt, std::nullopt)) == "Solaris, The Dispossessed, The Left Hand of Darkness");
}
TEST_CASE_TEMPLATE("groups", Driver, TEST_DRIVERS) {
    filled<Driver> db;
    const auto row = db(productive).one();
    CHECK((row.template get<"name">() == "Ursula K. Le Guin" && row.template get<"books">() == 2 &&
           row.template get<"latest">() == 1974));
    const auto rows = db(decades).all();
    CHECK((rows.size() == 2 && rows[0].template get<"decade">() == 1960 && rows[0].template get<"books">() == 2));
}
TEST_CASE_TEMPLATE("order, limit and distinct", Driver, TEST_DRIVERS) {
    filled<Driver> db;
    CHECK(list(db, by_price) == "The Left Hand of Darkness, Solaris, The Dispossessed");
    CHECK(list(db, sorted(0, false)) == "The Dispossessed, The Left Hand of Darkness, Solaris");
    CHECK(list(db, sorted(1, false)) == (std::is_same_v<Driver, sqlite> // where null comes first
                                             ? "The Dispossessed, Solaris, The Left Hand of Darkness"
                                             : "Solaris, The Left Hand of Darkness, The Dispossessed"));
    CHECK(list(db, sorted(2, true)) == "Solaris, The Dispossessed, The Left Hand of Darkness");
    CHECK(list(db, page, "size"_p = 1, "from"_p = 1) == "The Left Hand of Darkness");
    CHECK(list(db, next_page, "year"_p = 1969, "title"_p = "Z") == "The Dispossessed");
    CHECK(list(db, oldest) == "Solaris");
    CHECK(list(db, all_but_first) == "The Left Hand of Darkness, The Dispossessed");
    CHECK(db(writers).all().size() == 2);
}

} // namespace reference_clauses_test
