#include "reference/reference.hpp"

#include <doctest/doctest.h>

namespace reference_write_test {

struct Copy {
    std::int64_t id{};
    std::string place{};
    std::optional<std::string> lost{};
};

} // namespace reference_write_test

template <>
inline constexpr auto rowan::table<reference_write_test::Copy> = rowan::define<reference_write_test::Copy>(
    rowan::index<&reference_write_test::Copy::place>.where(is_null(rowan::col<&reference_write_test::Copy::lost>)).unique());

namespace reference_write_test {

using namespace rowan;
using namespace reference;

struct Latest {
    std::int64_t author_id{};
    std::optional<int> year{};
};

constexpr auto one = insert<Author>().set(name = "Italo Calvino", country = std::nullopt);
static_assert(is_written(one, R"(INSERT INTO "author" ("name", "country") VALUES (?1, ?2))"));

const Book malafrena{.author_id = 1, .title = "Malafrena", .year = 1979};
const auto row = insert<Book>().values(malafrena);
static_assert(is_written(insert<Book>().values(malafrena),
                         R"(INSERT INTO "book" ("author_id", "title", "year", "price") VALUES (?1, ?2, ?3, ?4))"));

static_assert(
    is_written(insert<Book>().with_keys().values(malafrena),
               R"(INSERT INTO "book" ("id", "author_id", "title", "year", "price") VALUES (?1, ?2, ?3, ?4, ?5))"));

struct Ticket {
    std::int64_t id{};
    std::optional<std::string> holder{};
};
constexpr auto blank = insert<Ticket>();
static_assert(is_written(blank, R"(INSERT INTO "ticket" DEFAULT VALUES)"));

constexpr auto copies = insert<Book>().columns<&Book::author_id, &Book::title, &Book::year>().from(
    select(col<&Book::author_id>, title + " (copy)", year).from<Book>().where(year < 1970));
static_assert(is_written(
    copies, R"(INSERT INTO "book" ("author_id", "title", "year"))"
            R"( SELECT "book"."author_id", "book"."title" || ?1, "book"."year" FROM "book" WHERE "book"."year" < ?2)"));

constexpr auto once = insert<Book>()
                          .set(col<&Book::author_id> = 2, title = "Solaris", year = 1970)
                          .on_conflict<&Book::title>()
                          .do_nothing();
static_assert(is_written(
    once, R"(INSERT INTO "book" ("author_id", "title", "year") VALUES (?1, ?2, ?3) ON CONFLICT ("title") DO NOTHING)"));

constexpr auto later = insert<Book>()
                           .set(col<&Book::author_id> = 2, title = "Solaris", year = param<"year">)
                           .on_conflict<&Book::title>()
                           .do_update(year = excluded<&Book::year>)
                           .where(year < excluded<&Book::year>);
static_assert(is_written(
    later, R"(INSERT INTO "book" ("author_id", "title", "year") VALUES (?2, ?3, ?1) ON CONFLICT ("title") DO UPDATE)"
           R"( SET "year" = excluded."year" WHERE "book"."year" < excluded."year")"));

constexpr auto placed = insert<Copy>().set(col<&Copy::place> = "A1").on_conflict<&Copy::place>().do_nothing();
static_assert(is_written(
    placed, R"(INSERT INTO "copy" ("place") VALUES (?1) ON CONFLICT ("place") WHERE "lost" IS NULL DO NOTHING)"));

constexpr auto any_conflict = copies.on_conflict().do_nothing();
static_assert(
    is_written(any_conflict,
               R"(INSERT INTO "book" ("author_id", "title", "year") SELECT *)"
               R"( FROM (SELECT "book"."author_id", "book"."title" || ?1, "book"."year" FROM "book")"
               R"( WHERE "book"."year" < ?2) AS "rows" WHERE TRUE ON CONFLICT DO NOTHING)",
               R"(INSERT INTO "book" ("author_id", "title", "year"))"
               R"( SELECT "book"."author_id", "book"."title" || $1, "book"."year" FROM "book" WHERE "book"."year" < $2)"
               R"( ON CONFLICT DO NOTHING)"));

constexpr auto by_constraint = copies.on_conflict_constraint<"book_title_key">().do_nothing();
static_assert(is_written<postgres_dialect>(
    by_constraint,
    R"(INSERT INTO "book" ("author_id", "title", "year"))"
    R"( SELECT "book"."author_id", "book"."title" || $1, "book"."year" FROM "book" WHERE "book"."year" < $2)"
    R"( ON CONFLICT ON CONSTRAINT "book_title_key" DO NOTHING)"));

constexpr auto dearer = update<Book>().set(price = price * 1.1).where(is_not_null(price));
static_assert(is_written(dearer,
                         R"(UPDATE "book" SET "price" = "book"."price" * ?1 WHERE "book"."price" IS NOT NULL)"));

constexpr auto free_for_all = update<Book>().set(price = 0.0).every_row();
static_assert(is_written(free_for_all, R"(UPDATE "book" SET "price" = ?1)"));

constexpr auto of_lem = update<Book>()
                            .set(price = 7.0)
                            .from<Author>()
                            .where(col<&Author::id> == col<&Book::author_id>, name == "Stanislaw Lem");
static_assert(is_written(of_lem, R"(UPDATE "book" SET "price" = ?1 FROM "author")"
                                 R"( WHERE "author"."id" = "book"."author_id" AND "author"."name" = ?2)"));

constexpr auto last_one =
    update<Book>()
        .set(price = 1.0)
        .from(subquery<Latest>(
            select(col<&Book::author_id>, max(year).as<"year">()).from<Book>().group_by(col<&Book::author_id>)))
        .where(col<&Latest::author_id> == col<&Book::author_id>, col<&Latest::year> == year);
static_assert(is_written(
    last_one, R"(UPDATE "book" SET "price" = ?1 FROM (SELECT "book"."author_id" AS "author_id", max("book"."year") AS)"
              R"( "year" FROM "book" GROUP BY "book"."author_id") AS "latest")"
              R"( WHERE "latest"."author_id" = "book"."author_id" AND "latest"."year" = "book"."year")"));

constexpr auto renumbered = update<Author>().set(col<&Author::id> = 10).where(col<&Author::id> == 3).with_keys();
static_assert(is_written(renumbered, R"(UPDATE "author" SET "id" = ?1 WHERE "author"."id" = ?2)"));

constexpr auto old = remove<Book>().where(year < param<"year">);
static_assert(is_written(old, R"(DELETE FROM "book" WHERE "book"."year" < ?1)"));

constexpr auto everything = remove<Loan>().every_row();
static_assert(is_written(everything, R"(DELETE FROM "loan")"));

constexpr auto lent = remove<Book>().using_<Loan>().where(col<&Loan::book_id> == col<&Book::id>, !col<&Loan::is_back>);
static_assert(
    is_written(lent,
               R"(DELETE FROM "book" WHERE EXISTS (SELECT 1 FROM "loan")"
               R"( WHERE "loan"."book_id" = "book"."id" AND NOT "loan"."is_back"))",
               R"(DELETE FROM "book" USING "loan" WHERE "loan"."book_id" = "book"."id" AND NOT "loan"."is_back")"));

constexpr auto new_key = one.returning(col<&Author::id>);
static_assert(is_written(new_key,
                         R"(INSERT INTO "author" ("name", "country") VALUES (?1, ?2) RETURNING "author"."id")"));

constexpr auto gone = old.returning();
static_assert(
    is_written(gone, R"(DELETE FROM "book" WHERE "book"."year" < ?1)"
                     R"( RETURNING "book"."id", "book"."author_id", "book"."title", "book"."year", "book"."price")"));

constexpr auto changed = dearer.returning(title, price.as<"now">());
static_assert(is_written(changed, R"(UPDATE "book" SET "price" = "book"."price" * ?1 WHERE "book"."price" IS NOT NULL)"
                                  R"( RETURNING "book"."title", "book"."price" AS "now")"));

struct Read {
    std::int64_t book_id{};
};
constexpr auto archived =
    remove<Book>()
        .with(cte<Read>(select(col<&Loan::book_id>).from<Loan>().where(col<&Loan::reader> == "Ada")))
        .where(in(col<&Book::id>, select(col<&Read::book_id>).from<Read>()));
static_assert(is_written(
    archived, R"(WITH "read" ("book_id") AS (SELECT "loan"."book_id" FROM "loan" WHERE "loan"."reader" = ?1) DELETE)"
              R"( FROM "book" WHERE "book"."id" IN (SELECT "read"."book_id" FROM "read"))"));

template <class Driver>
struct tickets {
    using driver = Driver;
    using tables = rowan::tables<Ticket, Copy>;
};

TEST_CASE_TEMPLATE("insert of defaults, and by a partial index", Driver, TEST_DRIVERS) {
    connection<tickets<Driver>> db{test::empty_database<Driver>::name()};
    db.create_tables();
    CHECK(db(blank) == 1);
    CHECK(db(select<Ticket>()).one().holder == std::nullopt);
    CHECK(db(placed) == 1);
    CHECK(db(placed) == 0);
    CHECK(db(update<Copy>().set(col<&Copy::lost> = "2024").every_row()) == 1);
    CHECK(db(placed) == 1);
}
TEST_CASE_TEMPLATE("insert", Driver, TEST_DRIVERS) {
    filled<Driver> db;
    CHECK(db(copies) == 2);
    CHECK(db(any_conflict) == 2); // the copies of copies
    CHECK(db(one) == 1);
    CHECK(db(row) == 1);
    CHECK(db(insert<Book>().values(
              std::vector<Book>{{.author_id = 1, .title = "a"}, {.author_id = 1, .title = "b"}})) == 2);
    CHECK(db(once) == 0);
    CHECK(db(later, "year"_p = 1970) == 1);
    CHECK(db(later, "year"_p = 1950) == 0);
}
TEST_CASE_TEMPLATE("update", Driver, TEST_DRIVERS) {
    filled<Driver> db;
    CHECK(db(dearer) == 2);
    CHECK(db(of_lem) == 1);
    CHECK(db(select(price).from<Book>().where(title == "Solaris")).scalar() == 7.0);
    CHECK(db(free_for_all) == 3);
    CHECK(db(renumbered) == 1);
}
TEST_CASE_TEMPLATE("remove", Driver, TEST_DRIVERS) {
    filled<Driver> db;
    CHECK(db(old, "year"_p = 1965) == 1);
    CHECK(db(lent) == 1);
    CHECK(db(everything) == 0);
}
TEST_CASE_TEMPLATE("returning", Driver, TEST_DRIVERS) {
    filled<Driver> db;
    CHECK(db(new_key).scalar() == 4);
    for (const auto& book : db(changed)) CHECK(book.template get<"now">() > 8.0);
    CHECK(db(gone, "year"_p = 1965).one().title == "Solaris");
    CHECK(db(archived) == 1);
}

} // namespace reference_write_test
