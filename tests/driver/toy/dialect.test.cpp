#include "driver/toy/toy.hpp"

#include "rowan/rowan.hpp"
#include "rowan/values.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

// A dialect that rowan does not know: what it has is written as it says, and what it lacks is refused.
namespace toy_dialect_test {

using namespace rowan;
using log = std::vector<std::string>;

struct Author {
    std::int64_t id{};
    std::string name{};
};
struct Book {
    std::int64_t id{};
    std::int64_t author{};
    std::string title{};
    std::optional<int> year{};
    double price{};
    decimal weight{};
    json notes{};
};

} // namespace toy_dialect_test

template <>
inline constexpr auto rowan::table<toy_dialect_test::Book> = rowan::define<toy_dialect_test::Book>(
    foreign_key<&toy_dialect_test::Book::author>.references<&toy_dialect_test::Author::id>(),
    comment("what can be lent"));

namespace toy_dialect_test {

struct library {
    using driver = test::toy::driver;
    using tables = rowan::tables<Author, Book>;
};

constexpr auto id = col<&Book::id>;
constexpr auto title = col<&Book::title>;
constexpr auto year = col<&Book::year>;
constexpr auto price = col<&Book::price>;
constexpr auto weight = col<&Book::weight>;
constexpr auto notes = col<&Book::notes>;

template <class Query>
constexpr bool has(const Query&) {
    return valid<Query, library>;
}

constexpr auto query = select(title, col<&Author::name>)
                           .from<Book>()
                           .join<Author>()
                           .where(year >= param<"year"> && like(title, "T%"))
                           .order_by(title)
                           .limit<3>();
static_assert(sql_text<library>(query) ==
              R"(SELECT "book"."title", "author"."name" FROM "book" JOIN "author" ON "book"."author" = "author"."id" )"
              R"(WHERE "book"."year" >= :1 AND "book"."title" LIKE :2 ORDER BY "book"."title" LIMIT 3)");
static_assert(sql_text<library>(select(sum(year), max(price)).from<Book>()) ==
              R"(SELECT sum("book"."year"), max("book"."price") FROM "book")");
static_assert(sql_text<library>(update<Book>().set(price = price % 2.0).where(id == 1)) ==
              R"(UPDATE "book" SET "price" = "book"."price" % :1 WHERE "book"."id" = :2)");

// What SQLite has and it has not, what PostgreSQL has and it has not, and what neither has in the same words.
static_assert(has(select(title).from<Book>().where(title == "T")) && has(select(count(id)).from<Book>()));
static_assert(!has(select(title).from<Book>().where(glob(title, "T*"))));
static_assert(!has(select(title).from<Book>().where(ilike(title, "t%"))));
static_assert(!has(select(title).from<Book>().where(regexp_match(title, "^T"))));
static_assert(!has(select(title).from<Book>().for_update()));
static_assert(!has(select(title).distinct_on(year).from<Book>().order_by(year)));
static_assert(!has(select(string_agg(title, ", ").order_by(title)).from<Book>()));
static_assert(!has(select(title).from<Book>().order_by(weight)));
static_assert(!has(select(json_get<std::string, "a">(notes).as<"a">()).from<Book>()));
static_assert(!has(select(cast<int>(price).as<"p">()).from<Book>()));

TEST_SUITE("driver") {
    TEST_CASE("a third dialect is a file of what it has") {
        test::fake::server server;
        connection<library> db("books", {&server});
        server.log.clear();
        db.create_tables();
        std::string created;
        for (const std::string& each : server.take_log()) created += each + "\n";
        CAPTURE(created);
        CHECK(
            created.find(
                "CREATE TABLE IF NOT EXISTS \"book\" (\n    \"id\" BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY NOT "
                "NULL,\n    \"author\" BIGINT NOT NULL,\n    \"title\" VARCHAR NOT NULL,\n    \"year\" BIGINT,\n    "
                "\"price\" DOUBLE PRECISION NOT NULL,\n    \"weight\" VARCHAR NOT NULL,\n    \"notes\" VARCHAR NOT "
                "NULL") != std::string::npos);
        CHECK(created.find("COMMENT ON TABLE \"book\" IS 'what can be lent'") != std::string::npos);

        server.script.push_back({.key = 7});
        Author author{0, "Le Guin"};
        db.insert(author);
        CHECK(author.id == 7);
        CHECK(server.take_log() == log{R"(prepare INSERT INTO "author" ("name") VALUES (:1))",
                                       R"(run INSERT INTO "author" ("name") VALUES (:1) [Le Guin])"});
        CHECK_THROWS_WITH_AS((void)db.begin({.read_only = true}), "this database has no transactions that only read",
                             error);
    }
}

} // namespace toy_dialect_test
