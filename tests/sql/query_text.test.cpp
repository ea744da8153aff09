#include "support/drivers.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace query_text_test {

enum class Status { open, closed };
struct Author {
    std::int64_t id = 0;
    std::string name;
    std::optional<std::string> country;
};
struct Book {
    std::int64_t id = 0;
    std::int64_t author_id = 0;
    std::string title;
    int year = 0;
    double price = 0;
    bool is_out = false;
    Status status = Status::open;
};
template <class Driver>
struct library {
    using driver = Driver;
    using tables = rowan::tables<Author, Book>;
};
struct pascal_library : library<rowan::sqlite> {
    using naming = rowan::pascal_case;
};
struct written_library : library<rowan::sqlite> {
    using naming = rowan::as_written;
};

} // namespace query_text_test

template <>
inline constexpr auto rowan::table<query_text_test::Book> = rowan::define<query_text_test::Book>(
    "books", rowan::foreign_key<&query_text_test::Book::author_id>.references<&query_text_test::Author::id>(),
    rowan::column_name<&query_text_test::Book::is_out>("sold out"), rowan::as_integer<&query_text_test::Book::status>);

namespace query_text_test {

using namespace rowan;

constexpr auto id = col<&Book::id>;
constexpr auto title = col<&Book::title>;
constexpr auto year = col<&Book::year>;
constexpr auto price = col<&Book::price>;

/// What stands behind WHERE, and that SQLite takes it.
template <class Condition>
consteval std::string_view where(Condition condition) {
    constexpr std::string_view before = R"(SELECT "books"."id" FROM "books" WHERE )";
    const auto text = sql_text<sqlite>(select(id).from<Book>().where(condition));
    return text.starts_with(before) ? text.substr(before.size()) : text;
}
/// What stands between SELECT and FROM.
template <class Expression>
consteval std::string_view what(Expression expression) {
    const auto text = sql_text<sqlite>(select(expression).template from<Book>());
    return text.substr(7, text.size() - 7 - std::string_view(R"( FROM "books")").size());
}

static_assert(where(year == 1) == R"("books"."year" = ?1)");
static_assert(where(year != 1) == R"("books"."year" <> ?1)");
static_assert(where(year < 1) == R"("books"."year" < ?1)");
static_assert(where(year <= 1) == R"("books"."year" <= ?1)");
static_assert(where(year > 1) == R"("books"."year" > ?1)");
static_assert(where(year >= 1) == R"("books"."year" >= ?1)");
static_assert(where(1 < year) == R"(?1 < "books"."year")");
static_assert(where(1 == year && 2.5 >= price) == R"(?1 = "books"."year" AND ?2 >= "books"."price")");
static_assert(where(year == id) == R"("books"."year" = "books"."id")");
static_assert(where(title == "x") == R"("books"."title" = ?1)");
static_assert(where(col<&Book::is_out> == true) == R"("books"."sold out" = ?1)");
static_assert(where(col<&Book::is_out>) == R"("books"."sold out")");
static_assert(where(!col<&Book::is_out>) == R"(NOT "books"."sold out")");
static_assert(where(col<&Book::status> == Status::closed) == R"("books"."status" = ?1)");

static_assert(what(year + 1) == R"("books"."year" + ?1)");
static_assert(what(1 - year) == R"(?1 - "books"."year")");
static_assert(what(year * id) == R"("books"."year" * "books"."id")");
static_assert(what(year / 2) == R"("books"."year" / ?1)");
static_assert(what(year % 2) == R"("books"."year" % ?1)");
static_assert(what(-year) == R"(-"books"."year")");
static_assert(what(-(-year)) == R"(-(-"books"."year"))");
static_assert(what(year - -id) == R"("books"."year" - -"books"."id")");

// Parentheses are where the meaning needs them, and nowhere else.
static_assert(what(year + id * 2) == R"("books"."year" + "books"."id" * ?1)");
static_assert(what((year + id) * 2) == R"(("books"."year" + "books"."id") * ?1)");
static_assert(what(year - id - 1) == R"("books"."year" - "books"."id" - ?1)");
static_assert(what(year - (id - 1)) == R"("books"."year" - ("books"."id" - ?1))");
static_assert(what(year + (id - 1)) == R"("books"."year" + ("books"."id" - ?1))");
static_assert(what(year / (id * 2)) == R"("books"."year" / ("books"."id" * ?1))");
static_assert(what(year / id * 2) == R"("books"."year" / "books"."id" * ?1)");
static_assert(what(-(year + 1)) == R"(-("books"."year" + ?1))");
static_assert(where(year + 1 > id * 2) == R"("books"."year" + ?1 > "books"."id" * ?2)");
static_assert(where((year > 1) == (id > 2)) == R"(("books"."year" > ?1) = ("books"."id" > ?2))");
static_assert(where(year > 1 && id > 2 && id < 3) ==
              R"("books"."year" > ?1 AND "books"."id" > ?2 AND "books"."id" < ?3)");
static_assert(where(year > 1 && (id > 2 && id < 3)) ==
              R"("books"."year" > ?1 AND "books"."id" > ?2 AND "books"."id" < ?3)");
static_assert(where((year > 1 || id > 2) && id < 3) ==
              R"(("books"."year" > ?1 OR "books"."id" > ?2) AND "books"."id" < ?3)");
static_assert(where(year > 1 || (id > 2 && id < 3)) ==
              R"("books"."year" > ?1 OR "books"."id" > ?2 AND "books"."id" < ?3)");
static_assert(where(!(year > 1)) == R"(NOT "books"."year" > ?1)");
static_assert(where(!(year > 1 && id > 2)) == R"(NOT ("books"."year" > ?1 AND "books"."id" > ?2))");
static_assert(where(!(year > 1) && id > 2) == R"(NOT "books"."year" > ?1 AND "books"."id" > ?2)");
static_assert(where(!!(year > 1)) == R"(NOT (NOT "books"."year" > ?1))");
static_assert(where((!(year > 1)) == (id > 2)) == R"((NOT "books"."year" > ?1) = ("books"."id" > ?2))");
static_assert(where(is_null(year + 1)) == R"("books"."year" + ?1 IS NULL)");
static_assert(where(is_null(year > 1)) == R"(("books"."year" > ?1) IS NULL)");
static_assert(where(!is_null(title)) == R"(NOT "books"."title" IS NULL)");

static_assert(where(is_not_null(title)) == R"("books"."title" IS NOT NULL)");
static_assert(where(like(title, "The %")) == R"("books"."title" LIKE ?1)");
static_assert(where(!like(title, title)) == R"(NOT "books"."title" LIKE "books"."title")");
static_assert(where(between(year, 1960, 1969)) == R"("books"."year" BETWEEN ?1 AND ?2)");
static_assert(where(between(year + 1, id, id * 2)) ==
              R"("books"."year" + ?1 BETWEEN "books"."id" AND "books"."id" * ?2)");
static_assert(where(between(year, 1, 2) && id == 3) == R"("books"."year" BETWEEN ?1 AND ?2 AND "books"."id" = ?3)");
static_assert(where(in(year, 1969)) == R"("books"."year" IN (?1))");
static_assert(where(in(year, 1969, id + 1, 1974)) == R"("books"."year" IN (?1, "books"."id" + ?2, ?3))");
static_assert(where(!in(title, "a", "b")) == R"(NOT "books"."title" IN (?1, ?2))");

static_assert(what(count()) == "count(*)");
static_assert(what(count(title)) == R"(count("books"."title"))");
static_assert(what(count_distinct(title)) == R"(count(DISTINCT "books"."title"))");
static_assert(what(sum(year)) == R"(sum("books"."year"))");
static_assert(what(avg(price)) == R"(avg("books"."price"))");
static_assert(what(min(title)) == R"(min("books"."title"))");
static_assert(what(max(year + 1)) == R"(max("books"."year" + ?1))");
static_assert(what(sum(year) / count()) == R"(sum("books"."year") / count(*))");
static_assert(what(count().as<"books">()) == R"(count(*) AS "books")");
static_assert(what((year + 1).as<"next year">()) == R"("books"."year" + ?1 AS "next year")");
static_assert(what(year.as<R"(a"b)">()) == R"("books"."year" AS "a""b")");

// Clauses stand in the order of SQL, however they were written.
static_assert(sql_text<sqlite>(select<Author>()) ==
              R"(SELECT "author"."id", "author"."name", "author"."country" FROM "author")");
static_assert(sql_text<sqlite>(select(title, year).from<Book>().distinct()) ==
              R"(SELECT DISTINCT "books"."title", "books"."year" FROM "books")");
static_assert(sql_text<sqlite>(select(id).from<Book>().limit(10)) == R"(SELECT "books"."id" FROM "books" LIMIT ?1)");
static_assert(sql_text<sqlite>(select(id).from<Book>().offset(5)) ==
              R"(SELECT "books"."id" FROM "books" LIMIT -1 OFFSET ?1)");
static_assert(sql_text<sqlite>(select(id).from<Book>().limit(param<"n">).offset(5).where(year > 3)) ==
              R"(SELECT "books"."id" FROM "books" WHERE "books"."year" > ?2 LIMIT ?1 OFFSET ?3)");
static_assert(sql_text<sqlite>(select(id).from<Book>().order_by(desc(year), asc(title), id + 1)) ==
              R"(SELECT "books"."id" FROM "books" ORDER BY "books"."year" DESC, "books"."title", "books"."id" + ?1)");
static_assert(sql_text<sqlite>(select(year, count())
                                   .from<Book>()
                                   .limit(9)
                                   .order_by(desc(count()))
                                   .group_by(year, title)
                                   .having(count() > 1 && sum(price) < 5.0)
                                   .where(price > 2.0)) ==
              R"(SELECT "books"."year", count(*) FROM "books" WHERE "books"."price" > ?1)"
              R"( GROUP BY "books"."year", "books"."title" HAVING count(*) > ?2 AND sum("books"."price") < ?3)"
              R"( ORDER BY count(*) DESC LIMIT ?4)");

// Conditions of several calls, and of one, are joined with AND.
static_assert(sql_text<sqlite>(select(id).from<Book>().where(year > 1 || year < 0).where(id == 2, price > 3.0)) ==
              R"(SELECT "books"."id" FROM "books" WHERE ("books"."year" > ?1 OR "books"."year" < ?2))"
              R"( AND "books"."id" = ?3 AND "books"."price" > ?4)");

// A database has its names, a dialect or a driver the default ones; a name that is given stays.
constexpr auto all_names = select(col<&Author::name>, col<&Book::is_out>).from<Book>().join<Author>();
static_assert(sql_text<library<sqlite>>(all_names) == sql_text<sqlite>(all_names));
static_assert(sql_text<sqlite_dialect>(all_names) == sql_text<sqlite>(all_names));
static_assert(sql_text<sqlite>(all_names) == R"(SELECT "author"."name", "books"."sold out" FROM "books")"
                                             R"( JOIN "author" ON "books"."author_id" = "author"."id")");
static_assert(sql_text<pascal_library>(all_names) == R"(SELECT "Author"."Name", "books"."sold out" FROM "books")"
                                                     R"( JOIN "Author" ON "books"."AuthorId" = "Author"."Id")");
static_assert(sql_text<written_library>(all_names) == R"(SELECT "Author"."name", "books"."sold out" FROM "books")"
                                                      R"( JOIN "Author" ON "books"."author_id" = "Author"."id")");

TEST_SUITE("sql") {
    TEST_CASE_TEMPLATE("every condition whose text is asserted is one that the database takes", Driver, TEST_DRIVERS) {
        connection<library<Driver>> db{test::empty_database<Driver>::name()};
        db.create_tables();
        db.insert(Author{.name = "Ursula K. Le Guin", .country = "US"});
        db.insert(Book{.author_id = 1, .title = "The Dispossessed", .year = 1974, .price = 9.5});
        int statements = 0;
        const auto run = [&](const auto& condition) {
            CHECK_NOTHROW((void)db(select(id).from<Book>().where(condition)).all());
            ++statements;
        };
        run(year == 1);
        run(year != 1);
        run(year < 1);
        run(year <= 1);
        run(year > 1);
        run(year >= 1);
        run(1 < year);
        run(1 == year && 2.5 >= price);
        run(year == id);
        run(title == "x");
        run(col<&Book::is_out> == true);
        run(col<&Book::is_out>);
        run(!col<&Book::is_out>);
        run(col<&Book::status> == Status::closed);
        run(year + 1 > id * 2);
        run((year > 1) == (id > 2));
        run(year > 1 && id > 2 && id < 3);
        run(year > 1 && (id > 2 && id < 3));
        run((year > 1 || id > 2) && id < 3);
        run(year > 1 || (id > 2 && id < 3));
        run(!(year > 1));
        run(!(year > 1 && id > 2));
        run(!(year > 1) && id > 2);
        run(!!(year > 1));
        run((!(year > 1)) == (id > 2));
        run(is_null(year + 1));
        run(is_null(year > 1));
        run(!is_null(title));
        run(is_not_null(title));
        run(like(title, "The %"));
        run(!like(title, title));
        run(between(year, 1960, 1969));
        run(between(year + 1, id, id * 2));
        run(between(year, 1, 2) && id == 3);
        run(in(year, 1969));
        run(in(year, 1969, id + 1, 1974));
        run(!in(title, "a", "b"));
        CHECK(statements == 37);
    }
}

} // namespace query_text_test
