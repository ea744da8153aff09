#include "query/library.hpp"
#include "support/text.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace upsert_test {

using namespace library_test;
using namespace rowan;

constexpr auto shop = col<&Sale::shop>;
constexpr auto day = col<&Sale::day>;
constexpr auto number = col<&Sale::number>;
constexpr auto amount = col<&Sale::amount>;
constexpr auto sales = select<Sale>().order_by(number);

constexpr auto sale = insert<Sale>().set(shop = "north", day = param<"day">, number = param<"number">, amount = 3);
constexpr auto or_nothing = sale.on_conflict().do_nothing();
constexpr auto or_nothing_by_key = sale.on_conflict<&Sale::shop, &Sale::day>().do_nothing();
constexpr auto or_more = sale.on_conflict<&Sale::shop, &Sale::day>()
                             .do_update(amount = amount + excluded<&Sale::amount>, number = excluded<&Sale::number>)
                             .where(amount < param<"most"> && excluded<&Sale::amount> > 0);
constexpr auto by_index =
    sale.with_keys().on_conflict<&Sale::number>().do_update(day = excluded<&Sale::day> * 10 + param<"day">);
static_assert(test::text(or_nothing) ==
              R"(INSERT INTO "sale" ("shop", "day", "number", "amount") VALUES (?3, ?1, ?2, ?4))"
              R"( ON CONFLICT DO NOTHING)");
static_assert(test::text(or_nothing_by_key) ==
              R"(INSERT INTO "sale" ("shop", "day", "number", "amount") VALUES (?3, ?1, ?2, ?4))"
              R"( ON CONFLICT ("shop", "day") DO NOTHING)");
static_assert(test::text(or_more) ==
              R"(INSERT INTO "sale" ("shop", "day", "number", "amount") VALUES (?4, ?1, ?2, ?5))"
              R"( ON CONFLICT ("shop", "day") DO UPDATE)"
              R"( SET "amount" = "sale"."amount" + excluded."amount", "number" = excluded."number")"
              R"( WHERE "sale"."amount" < ?3 AND excluded."amount" > ?6)");

constexpr auto book =
    insert<Book>()
        .set(book_author = 1, title = "Lathe", year = 1, status = Status::open)
        .on_conflict<&Book::title>()
        .do_update(year = year + excluded<&Book::year>, price = 3.5, status = excluded<&Book::status>);
static_assert(test::text(book) ==
              R"(INSERT INTO "books" ("author_id", "title", "year", "status") VALUES (?1, ?2, ?3, ?4))"
              R"( ON CONFLICT ("title") DO UPDATE)"
              R"( SET "year" = "books"."year" + excluded."year", "price" = ?5, "status" = excluded."status")");

const std::vector<Sale> rows{{"north", 1, 11, 1}, {"east", 1, 14, 1}, {"south", 1, 12, 1}};
const auto of_rows = insert<Sale>().values(rows).on_conflict<&Sale::shop, &Sale::day>().do_update(
    amount = amount * 10 + excluded<&Sale::amount>);
static_assert(test::text(of_rows) ==
              R"(INSERT INTO "sale" ("shop", "day", "number", "amount") VALUES (?1, ?2, ?3, ?4))"
              R"( ON CONFLICT ("shop", "day") DO UPDATE SET "amount" = "sale"."amount" * ?5 + excluded."amount")");

// SQLite would take ON CONFLICT behind a join for the condition of it.
constexpr auto of_query =
    insert<Counter>()
        .from(select(book_id, year + param<"more">).from<Book>().join<Author>().where(year > 1970))
        .with_keys()
        .on_conflict<&Counter::id>()
        .do_update(col<&Counter::value> = excluded<&Counter::value> + 1);
constexpr auto of_query_or_nothing =
    insert<Counter>().from(select(book_id, year).from<Book>()).with_keys().on_conflict().do_nothing();
constexpr auto of_union = insert<Counter>()
                              .with_keys()
                              .from(union_all(select(book_id, year).from<Book>().where(book_id == 1),
                                              select(author_id, cast<int>(author_id)).from<Author>()))
                              .on_conflict()
                              .do_nothing();
static_assert(sql_text<sqlite_dialect>(of_query) ==
              R"(INSERT INTO "counter" ("id", "value") SELECT * FROM (SELECT "books"."id", "books"."year" + ?1)"
              R"( FROM "books" JOIN "author" ON "books"."author_id" = "author"."id")"
              R"( WHERE "books"."year" > ?2) AS "rows" WHERE TRUE ON CONFLICT ("id") DO UPDATE)"
              R"( SET "value" = excluded."value" + ?3)");
static_assert(sql_text<postgres_dialect>(of_query) ==
              R"(INSERT INTO "counter" ("id", "value") SELECT "books"."id", "books"."year" + $1 FROM "books")"
              R"( JOIN "author" ON "books"."author_id" = "author"."id" WHERE "books"."year" > $2)"
              R"( ON CONFLICT ("id") DO UPDATE SET "value" = excluded."value" + $3)");
static_assert(sql_text<sqlite_dialect>(of_query_or_nothing) ==
              R"(INSERT INTO "counter" ("id", "value") SELECT * FROM (SELECT "books"."id", "books"."year")"
              R"( FROM "books") AS "rows" WHERE TRUE ON CONFLICT DO NOTHING)");
static_assert(sql_text<postgres_dialect>(of_query_or_nothing) ==
              R"(INSERT INTO "counter" ("id", "value") SELECT "books"."id", "books"."year" FROM "books")"
              R"( ON CONFLICT DO NOTHING)");
static_assert(sql_text<sqlite_dialect>(of_union) ==
              R"(INSERT INTO "counter" ("id", "value") SELECT * FROM (SELECT "books"."id", "books"."year")"
              R"( FROM "books" WHERE "books"."id" = ?1 UNION ALL)"
              R"( SELECT "author"."id", CAST("author"."id" AS INTEGER) FROM "author") AS "rows" WHERE TRUE)"
              R"( ON CONFLICT DO NOTHING)");
static_assert(sql_text<postgres_dialect>(of_union) ==
              R"(INSERT INTO "counter" ("id", "value") SELECT "books"."id", "books"."year" FROM "books")"
              R"( WHERE "books"."id" = $1 UNION ALL SELECT "author"."id", CAST("author"."id" AS integer))"
              R"( FROM "author" ON CONFLICT DO NOTHING)");
static_assert(sql_text<postgres_dialect>(sale.on_conflict_constraint<"sale_pkey">().do_nothing()) ==
              R"(INSERT INTO "sale" ("shop", "day", "number", "amount") VALUES ($3, $1, $2, $4))"
              R"( ON CONFLICT ON CONSTRAINT "sale_pkey" DO NOTHING)");

template <class Query>
constexpr bool is_right(Query) {
    return valid<Query, library<sqlite>>;
}
static_assert(is_right(or_more) && is_right(by_index) && is_right(of_query));
static_assert(!is_right(sale.on_conflict()) && !is_right(sale.do_nothing()) && !is_right(sale.where(day == 1)));
static_assert(!is_right(or_nothing.where(day == 1)) && !is_right(or_nothing.do_update(day = 1)));
static_assert(!is_right(sale.on_conflict_constraint<"sale_pkey">().do_nothing()));
static_assert(!is_right(book.do_nothing()));
// A change of the key is meant if the statement says so.
static_assert(!is_right(sale.on_conflict<&Sale::number>().do_update(day = 2)));
static_assert(is_right(sale.on_conflict<&Sale::number>().do_update(day = 2).with_keys()));

/// A name is taken once among those who are here, and a number once among those who have one.
struct Member {
    std::int64_t id = 0;
    std::string name{};
    std::optional<int> number{};
    Status status{};
    Status stage{};
    bool is_gone = false;
    double share = 0.5;
    int visits = 0;
};
template <class Driver>
struct club {
    using driver = Driver;
    using tables = rowan::tables<Member>;
};

} // namespace upsert_test

template <>
inline constexpr auto rowan::table<upsert_test::Member> = [] {
    using upsert_test::Member;
    using upsert_test::Status;
    return rowan::define<Member>(
        "excluded", rowan::column_name<&Member::is_gone>("is \"gone\""), rowan::as_integer<&Member::stage>,
        rowan::index<&Member::name>
            .where(!rowan::col<&Member::is_gone> && rowan::col<&Member::status> == Status::open &&
                   rowan::col<&Member::stage> == Status::open && rowan::col<&Member::name> != "it's" &&
                   rowan::col<&Member::share> > 0.25)
            .unique(),
        rowan::index<&Member::number>.where(rowan::is_not_null(rowan::col<&Member::number>)).unique(),
        rowan::index<&Member::visits>.where(rowan::col<&Member::visits> > 1000).unique(),
        rowan::unique<&Member::visits, &Member::id>, rowan::index<&Member::id, &Member::visits>.where(rowan::col<&Member::visits> > 3).unique());
}();

namespace upsert_test {

constexpr auto visits = col<&Member::visits>;
constexpr auto visit = insert<Member>()
                           .set(col<&Member::name> = param<"name">, col<&Member::status> = param<"status">,
                                col<&Member::stage> = Status::open, col<&Member::is_gone> = param<"is_gone">,
                                col<&Member::share> = 0.5, visits = 1)
                           .on_conflict<&Member::name>()
                           .do_update(visits = visits + excluded<&Member::visits>);
// The condition is the one of the index; of what is unique anyway it says none.
static_assert(test::contains(sql_text<club<sqlite>>(visit),
                             R"(ON CONFLICT ("name") WHERE NOT "is ""gone""" AND "status" = 'open' AND "stage" = 0)"
                             R"( AND "name" <> 'it''s' AND "share" > 0.25 DO UPDATE SET)"));
static_assert(test::contains(sql_text<club<postgres>>(visit),
                             R"(ON CONFLICT ("name") WHERE NOT "is ""gone""" AND "status" = 'open' AND "stage" = 0)"
                             R"( AND "name" <> 'it''s' AND "share" > 0.25 DO UPDATE SET)"));
constexpr auto by_all = insert<Member>().set(visits = 1).on_conflict<&Member::id, &Member::visits>();
static_assert(test::contains(detail::text_of<decltype(by_all.do_nothing()), sqlite_dialect, snake_case>,
                             R"(ON CONFLICT ("id", "visits") DO NOTHING)"));
constexpr auto copied = insert<Member>()
                            .columns<&Member::name, &Member::number, &Member::status, &Member::stage, &Member::is_gone,
                                     &Member::share, &Member::visits>()
                            .from(select(col<&Member::name> + "2", col<&Member::number>, col<&Member::status>,
                                         col<&Member::stage>, col<&Member::is_gone>, col<&Member::share>, visits)
                                      .from<Member>()
                                      .where(col<&Member::number> == 7))
                            .on_conflict<&Member::number>()
                            .do_update(visits = 50)
                            .where(visits < param<"most">);
static_assert(unique_together<Member, &Member::number> && !unique_together<Member, &Member::share>);

TEST_SUITE("query") {
    TEST_CASE_TEMPLATE("a row that is there already is left alone or changed", Driver, TEST_DRIVERS) {
        fixture<Driver> test;
        CHECK(test.db(or_nothing, "day"_p = 1, "number"_p = 20) == 0);
        CHECK(test.db(or_nothing, "day"_p = 2, "number"_p = 11) == 0);
        CHECK(test.db(or_nothing_by_key, "day"_p = 1, "number"_p = 20) == 0);
        CHECK_THROWS_AS(test.db(or_nothing_by_key, "day"_p = 2, "number"_p = 11), constraint_violation);
        CHECK(test.db(or_more, "day"_p = 1, "number"_p = 21, "most"_p = 5) == 0);
        CHECK(test.rows(sales) == "north,1,11,5;south,1,12,6;");
        CHECK(test.db(or_more, "day"_p = 1, "number"_p = 21, "most"_p = 6) == 1);
        CHECK(test.rows(sales) == "south,1,12,6;north,1,21,8;");
        CHECK(test.db(by_index, "day"_p = 3, "number"_p = 12) == 1);
        CHECK(test.rows(sales) == "south,33,12,6;north,1,21,8;");
        CHECK(test.db(or_nothing, "day"_p = 2, "number"_p = 30) == 1);
        CHECK(test.db(book) == 1);
        CHECK(test.rows(select<Book>().where(title == "Lathe")) == "2,1,Lathe,1972,3.5,0;");
    }
    TEST_CASE_TEMPLATE("each of many rows is inserted or changes the one that is there", Driver, TEST_DRIVERS) {
        fixture<Driver> test;
        CHECK(test.db(of_rows) == 3);
        CHECK(test.rows(sales) == "north,1,11,51;south,1,12,61;east,1,14,1;");
        CHECK(test.db(of_query, "more"_p = 0) == 3);
        CHECK(test.db(of_query, "more"_p = 100) == 3);
        CHECK(test.rows(select<Counter>().order_by(col<&Counter::id>)) == "1,2075;2,2072;4,2091;");
        CHECK(test.db(of_query_or_nothing) == 1);
        CHECK(test.db(of_union) == 0);
        CHECK(test.rows(select<Counter>().order_by(col<&Counter::id>)) == "1,2075;2,2072;3,1961;4,2091;");
    }
    TEST_CASE_TEMPLATE("a conflict is told by a partial unique index", Driver, TEST_DRIVERS) {
        connection<club<Driver>> db{test::empty_database<Driver>::name()};
        db.create_tables();
        const auto all = [&] {
            return test::shown(
                db(select(col<&Member::name>, visits).template from<Member>().order_by(col<&Member::id>)));
        };
        const auto comes = [&](std::string_view name, Status status, bool is_gone) {
            return db(visit, "name"_p = name, "status"_p = status, "is_gone"_p = is_gone);
        };
        CHECK(comes("Ann", Status::open, false) == 1);
        CHECK(comes("Ann", Status::open, false) == 1);
        CHECK(all() == "Ann|2;");
        // What the index leaves out is in nobody's way.
        CHECK(comes("Ann", Status::closed, false) == 1);
        CHECK(comes("Ann", Status::open, true) == 1);
        CHECK(comes("it's", Status::open, false) == 1);
        CHECK(comes("it's", Status::open, false) == 1);
        CHECK(comes("Ann", Status::open, false) == 1);
        CHECK(all() == "Ann|3;Ann|1;Ann|1;it's|1;it's|1;");

        std::vector<Member> members{{.name = "Bob", .number = 7}, {.name = "Cid", .number = 7}, {.name = "Dee"}};
        const auto numbered = insert<Member>().values(members).template on_conflict<&Member::number>().do_nothing();
        CHECK(db(numbered) == 2);
        CHECK(db(copied, "most"_p = 10) == 1);
        CHECK(db(copied, "most"_p = 10) == 0);
        CHECK(all() == "Ann|3;Ann|1;Ann|1;it's|1;it's|1;Bob|50;Dee|0;");
    }
}

} // namespace upsert_test
