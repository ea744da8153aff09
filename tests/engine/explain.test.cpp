#include "driver/fake.hpp"

#include "rowan/sqlite.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace explain_test {

using namespace rowan;

struct Author {
    std::int64_t id = 0;
    std::string name;
};
struct Book {
    std::int64_t id = 0;
    std::string title;
    std::optional<int> year;
    std::int64_t author_id = 0;
};

} // namespace explain_test

template <>
inline constexpr auto rowan::table<explain_test::Book> =
    rowan::define<explain_test::Book>(rowan::index<&explain_test::Book::title>);

namespace explain_test {

struct statement_log {
    std::vector<std::string> texts;
    void on(const before_execute& event) { texts.emplace_back(event.sql); }
};
struct library {
    using driver = sqlite;
    using tables = rowan::tables<Author, Book>;
    using listeners = rowan::listeners<statement_log>;
};

struct fixture {
    connection<library> db{":memory:"};
    fixture() {
        db.create_tables();
        db.insert(Book{0, "Tehanu", 1990, 1});
        db.insert(Book{0, "Voices", 2006, 1});
    }
    std::string last_text() { return db.listener<statement_log>().texts.back(); }
    std::int64_t books() { return db(select(count()).from<Book>()).scalar(); }
};

/// A dialect of which a plan is lines of text.
struct line_dialect : sqlite_dialect {
    static constexpr std::string_view explain_prefix = "EXPLAIN ";
    static constexpr int explain_columns = 1;
};
struct line_driver : test::fake::driver {
    using dialect = line_dialect;
};

inline std::string text_of(const std::vector<plan_row>& plan) {
    std::string text;
    for (const plan_row& step : plan) text += step.detail + '\n';
    return text;
}
inline bool has(const std::vector<plan_row>& plan, std::string_view part) {
    return text_of(plan).find(part) != std::string::npos;
}

TEST_SUITE("engine") {
    TEST_CASE_FIXTURE(fixture, "explain says how a select would run") {
        constexpr auto by_title = select<Book>().where(col<&Book::title> == "Tehanu");
        const auto plan = db.explain(by_title);
        REQUIRE(plan.size() == 1);
        CHECK(has(plan, "SEARCH book USING INDEX"));
        CHECK(plan[0].parent == 0);
        CHECK(last_text() == "EXPLAIN QUERY PLAN " + std::string(sql_text<library>(by_title)));
        CHECK(has(db.explain(select(count()).from<Book>().where(col<&Book::year> > 2000)), "SCAN book"));
    }
    TEST_CASE_FIXTURE(fixture, "steps of a plan are parts of others") {
        const auto plan = db.explain(select(col<&Author::name>, count())
                                         .from<Book>()
                                         .join<Author>(col<&Author::id> == col<&Book::author_id>)
                                         .group_by(col<&Author::name>)
                                         .order_by(desc(count())));
        CHECK(plan.size() >= 3);
        for (const plan_row& step : plan) CHECK(step.id > step.parent);
    }
    TEST_CASE_FIXTURE(fixture, "explain takes what running takes, and changes nothing") {
        CHECK(
            has(db.explain(select<Book>().where(col<&Book::title> == param<"title">), "title"_p = "Tehanu"), "SEARCH"));
        CHECK(has(db.explain(update<Book>().set(col<&Book::year> = 1).where(col<&Book::id> == 1)), "PRIMARY KEY"));
        CHECK(last_text().starts_with("EXPLAIN QUERY PLAN UPDATE"));
        (void)db.explain(rowan::remove<Book>().every_row());
        CHECK(last_text().starts_with("EXPLAIN QUERY PLAN DELETE"));
        CHECK(has(db.explain(rowan::remove<Book>().where(col<&Book::title> == "Voices")), "INDEX"));
        (void)db.explain(insert<Author>().set(col<&Author::name> = "Lem"));
        CHECK(last_text() == R"(EXPLAIN QUERY PLAN INSERT INTO "author" ("name") VALUES (?1))");
        CHECK(books() == 2);
        CHECK(db(select<Book>().where(col<&Book::id> == 1)).one().year == 1990);
        CHECK(db(select(count()).from<Author>()).scalar() == 0);
        struct Title {
            std::string_view title;
        };
        CHECK(has(db.explain(select(col<&Book::title>).from<Book>().into<Title>()), "SCAN"));
    }
    TEST_CASE_FIXTURE(fixture, "each variant of a query with optional parts has its plan") {
        for (const bool is_asked : {true, false, true}) {
            const auto query = select<Book>().where(when(is_asked, col<&Book::title> == "Tehanu"));
            CHECK(has(db.explain(query), is_asked ? "SEARCH" : "SCAN"));
            CHECK(db(query).all().size() == (is_asked ? 1 : 2));
        }
    }
    TEST_CASE("a plan of lines is numbered as it comes") {
        struct desk {
            using driver = line_driver;
            using tables = rowan::tables<Book>;
        };
        test::fake::server server;
        connection<desk> db("fake", {&server});
        server.script.push_back({{{std::string("Seq Scan on book")}, {std::string("  Filter: (year > 2000)")}}});
        const auto plan = db.explain(select(col<&Book::id>).from<Book>().where(col<&Book::year> > 2000));
        REQUIRE(plan.size() == 2);
        CHECK(plan[0].id == 1);
        CHECK(plan[1].id == 2);
        CHECK(plan[1].parent == 0);
        CHECK(plan[1].detail == "  Filter: (year > 2000)");
        CHECK(server.log.back() == R"(run EXPLAIN SELECT "book"."id" FROM "book" WHERE "book"."year" > ?1 [2000])");
    }
}

// The text is a constant, as that of the query is.
constexpr auto all = select<Author>();
static_assert(detail::text_of<detail::explained<std::remove_const_t<decltype(all)>>, postgres_dialect, snake_case> ==
              R"(EXPLAIN SELECT "author"."id", "author"."name" FROM "author")");

} // namespace explain_test
