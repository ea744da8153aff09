#include "query/library.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

namespace returning_test {

using namespace library_test;
using namespace rowan;

constexpr auto counter = col<&Counter::id>;
constexpr auto value = col<&Counter::value>;

constexpr auto inserted = insert<Counter>().set(value = param<"value">).returning();
constexpr auto key = insert<Counter>().returning(counter);
constexpr auto updated = update<Book>()
                             .set(year = year + 1, status = Status::closed)
                             .where(year < param<"before">)
                             .returning(title, (year * 2).as<"twice">(), price, status);
constexpr auto removed = rowan::remove<Book>().where(year < 1972).returning();
constexpr auto removed_keys = rowan::remove<Book>().every_row().returning(book_id);
constexpr auto upserted = insert<Sale>()
                              .set(col<&Sale::shop> = "north", col<&Sale::day> = 1, col<&Sale::number> = 50)
                              .on_conflict<&Sale::shop, &Sale::day>()
                              .do_update(col<&Sale::amount> = excluded<&Sale::amount>)
                              .where(col<&Sale::amount> > param<"least">)
                              .returning(col<&Sale::amount>);
constexpr auto of_query =
    insert<Counter>().from(select(year).from<Book>().where(year > 1972).order_by(year)).returning(value + 1);
static_assert(test::text(inserted) ==
              R"(INSERT INTO "counter" ("value") VALUES (?1) RETURNING "counter"."id", "counter"."value")");
static_assert(test::text(key) == R"(INSERT INTO "counter" DEFAULT VALUES RETURNING "counter"."id")");
static_assert(test::text(updated) ==
              R"(UPDATE "books" SET "year" = "books"."year" + ?2, "status" = ?3 WHERE "books"."year" < ?1)"
              R"( RETURNING "books"."title", "books"."year" * ?4 AS "twice", "books"."price", "books"."status")");
static_assert(
    test::text(removed) ==
    R"(DELETE FROM "books" WHERE "books"."year" < ?1)"
    R"( RETURNING "books"."id", "books"."author_id", "books"."title", "books"."year", "books"."price", "books"."status")");
static_assert(test::text(removed_keys) == R"(DELETE FROM "books" RETURNING "books"."id")");
static_assert(test::text(upserted) ==
              R"(INSERT INTO "sale" ("shop", "day", "number") VALUES (?2, ?3, ?4) ON CONFLICT ("shop", "day"))"
              R"( DO UPDATE SET "amount" = excluded."amount" WHERE "sale"."amount" > ?1)"
              R"( RETURNING "sale"."amount")");
static_assert(test::text(of_query) ==
              R"(INSERT INTO "counter" ("value") SELECT "books"."year" FROM "books" WHERE "books"."year" > ?1)"
              R"( ORDER BY "books"."year" RETURNING "counter"."value" + ?2)");

using driver_of_types = connection<library<sqlite>>;
template <class Query>
using returned_type = typename decltype(std::declval<driver_of_types&>()(std::declval<Query>()))::row_type;
static_assert(std::is_same_v<returned_type<decltype(removed)>, Book>);
static_assert(std::is_same_v<returned_type<decltype(key)>, row<cell<"id", std::int64_t>>>);

TEST_SUITE("query") {
    TEST_CASE_TEMPLATE("statements that write give back what they wrote", Driver, TEST_DRIVERS) {
        fixture<Driver> test;
        CHECK(test.rows(inserted, "value"_p = 9) == "1,9;");
        CHECK(test.db(key).scalar() == 2);
        CHECK(test.rows(updated, "before"_p = 1972) == "Lathe|3944|-|1;Solaris|3924|7.25|1;");
        CHECK(test.rows(removed) == "3,2,Solaris,1962,7.25,1;");
        CHECK(test.rows(removed).empty());
        CHECK(test.rows(of_query) == "1975;1991;");
        CHECK(test.sorted_rows(removed_keys) == "1;2;4;");
        CHECK(test.rows(upserted, "least"_p = 4) == "1;");
        CHECK(test.rows(upserted, "least"_p = 4).empty());
    }
    TEST_CASE_TEMPLATE("a range of rows gives them all back", Driver, TEST_DRIVERS) {
        fixture<Driver> test;
        std::vector<Author> authors{{0, "a", {}}, {0, "b", "DE"}};
        CHECK(test.rows(insert<Author>().values(authors).returning()) == "4,a,-;5,b,DE;");
        CHECK(test.rows(insert<Author>().values(std::vector<Author>{{0, "c", {}}}).returning(author_id, author_name)) ==
              "6|c;");
        authors.clear();
        CHECK(test.rows(insert<Author>().values(authors).returning()).empty());
        CHECK(test.db(insert<Author>().values(Author{0, "d", {}}).returning()).one().id == 7);
    }
    TEST_CASE_TEMPLATE("rows are written whether they are read or not", Driver, TEST_DRIVERS) {
        fixture<Driver> test;
        (void)test.db(removed);
        CHECK(test.rows(select(count()).template from<Book>()) == "2;");
        for (const auto& row :
             test.db(insert<Author>().values(std::vector<Author>{{0, "a", {}}, {0, "b", {}}}).returning())) {
            CHECK(row.name == "a");
            break;
        }
        CHECK(test.rows(select(count()).template from<Author>()) == "5;");
        auto rows = test.db(rowan::remove<Book>().every_row().returning(title));
        CHECK(test.rows(select(count()).template from<Book>()) == "0;");
        CHECK(rows.size() == 2);
        CHECK(rows.all().size() == 2);
    }
    TEST_CASE_TEMPLATE("one row or none may be asked for", Driver, TEST_DRIVERS) {
        fixture<Driver> test;
        const auto none = update<Book>().set(year = 1).where(book_id == 99);
        const auto all = update<Book>().set(year = 1).every_row();
        CHECK_THROWS_AS((void)test.db(none.returning()).one(), not_found);
        CHECK_THROWS_AS((void)test.db(none.returning(title)).scalar(), not_found);
        CHECK_THROWS_AS((void)test.db(all.returning()).one(), too_many_rows);
        CHECK_THROWS_AS((void)test.db(all.returning(title)).scalar(), too_many_rows);
        CHECK_FALSE(test.db(none.returning()).first());
        CHECK(test.db(all.returning()).first()->year == 1);
        CHECK(test.db(none.returning()).size() == 0);
        CHECK(test.db(none.returning()).all().empty());
    }
}

} // namespace returning_test
