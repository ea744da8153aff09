#include "driver/fake.hpp"

#include "rowan/rowan.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace concept_test {

using namespace rowan;
using test::fake::answer;
using log = std::vector<std::string>;

struct Book {
    std::int64_t id = 0;
    std::string title;
    std::optional<int> year;
};
struct library {
    using driver = test::fake::driver;
    using tables = rowan::tables<Book>;
};

struct without_execute {
    int prepare(std::string_view);
};
static_assert(!driver_connection<without_execute> && !driver_statement<without_execute> && !rowan::driver<library>);

template <class Clock>
struct driver_with_clock : test::fake::driver {
    using clock = Clock;
};
struct counts_seconds {
    using duration = std::chrono::seconds;
    using time_point = std::chrono::time_point<counts_seconds, duration>;
    static constexpr bool is_steady = true;
    static time_point now();
};
static_assert(clock_driver<driver_with_clock<std::chrono::steady_clock>>);
static_assert(!clock_driver<test::fake::driver> && !clock_driver<driver_with_clock<std::chrono::system_clock>> &&
              !clock_driver<driver_with_clock<counts_seconds>>);

struct fixture {
    test::fake::server server;
    std::optional<connection<library>> open;
    connection<library>& db;

    fixture() : db(open.emplace("books", test::fake::options{&server})) { server.log.clear(); }

    /// Calls `action` while the server answers so; what it was asked.
    template <class Action>
    log asked(std::vector<answer> answers, const Action& action) {
        server.script.assign(answers.begin(), answers.end());
        action();
        CHECK(server.script.empty());
        return server.take_log();
    }
};

const std::string insertion = R"(INSERT INTO "book" ("title", "year") VALUES (?1, ?2))";
const std::string getting = R"(SELECT "id", "title", "year" FROM "book" WHERE "id" = ?1)";

TEST_SUITE("driver") {
    TEST_CASE("a connection is opened and closed") {
        test::fake::server server;
        { connection<library> db{"books", {&server}}; }
        CHECK(server.log == log{"open books", "close"});
        CHECK_THROWS_AS(connection<library>("", {&server}), connection_lost);
        CHECK(server.log.size() == 2);
    }
    TEST_CASE_FIXTURE(fixture, "a statement is prepared once and run as often as it is asked for") {
        Book book{0, "Tehanu", {}};
        CHECK(asked({{.key = 7}}, [&] { db.insert(book); }) ==
              log{"prepare " + insertion, "run " + insertion + " [Tehanu, null]"});
        CHECK(book.id == 7);
        book.year = 1990;
        CHECK(asked({{.key = 8}}, [&] { db.insert(book); }) == log{"run " + insertion + " [Tehanu, 1990]"});
        CHECK(book.id == 8);
    }
    TEST_CASE_FIXTURE(fixture, "a statement that failed is used again") {
        CHECK_THROWS_AS(asked({{.fails = test::fake::failing<busy>()}}, [&] { db.insert(Book{0, "a", 1}); }), busy);
        CHECK(server.take_log().size() == 2);
        CHECK(asked({{.key = 1}}, [&] { db.insert(Book{0, "b", 2}); }) == log{"run " + insertion + " [b, 2]"});
    }
    TEST_CASE_FIXTURE(fixture, "a row is read as the driver gives it") {
        CHECK(asked({{.rows = {{std::int64_t{3}, std::string("Solaris"), std::monostate{}}}}}, [&] {
                  const auto book = db.get<Book>(3);
                  CHECK(book.id == 3);
                  CHECK(book.title == "Solaris");
                  CHECK(book.year == std::nullopt);
              }) == log{"prepare " + getting, "run " + getting + " [3]"});
        CHECK(asked({{}}, [&] { CHECK_FALSE(db.find<Book>(4)); }) == log{"run " + getting + " [4]"});
        CHECK_THROWS_AS(
            asked({{.rows = {{std::string("x"), std::string(), std::int64_t{1}}}}}, [&] { (void)db.get<Book>(5); }),
            type_mismatch);
    }
    TEST_CASE_FIXTURE(fixture, "a query that runs within itself has a second statement, which is kept") {
        const auto query = select(col<&Book::title>).from<Book>();
        const std::string text(sql_text<library>(query));
        const answer two{.rows = {{std::string("a")}, {std::string("b")}}};
        const auto nested = [&] {
            std::string seen;
            for (const auto& outer : db(query)) {
                seen += outer.get<0>();
                if (seen == "a")
                    for (const auto& inner : db(query)) seen += inner.get<0>();
            }
            CHECK(seen == "aabb");
        };
        CHECK(asked({two, two}, nested) == log{"prepare " + text, "run " + text, "prepare " + text, "run " + text});
        CHECK(asked({two, two}, nested) == log{"run " + text, "run " + text});
        CHECK(asked({two}, [&] { CHECK(db(query).all().size() == 2); }) == log{"run " + text});
        CHECK(asked({two}, [&] { CHECK(db(query).first()->get<0>() == "a"); }) == log{"run " + text});
        CHECK(asked({{}}, [&] { CHECK(db(query).all().empty()); }) == log{"run " + text});
    }
    TEST_CASE_FIXTURE(fixture, "values, arguments and lists are bound by their numbers") {
        const std::vector<int> years{1961, 1990};
        const auto query = select(count()).from<Book>().where(col<&Book::title> != param<"not"> && col<&Book::id> > 5 &&
                                                              in(col<&Book::year>, years));
        const std::string text = R"(SELECT count(*) FROM "book" WHERE "book"."title" <> ?1 AND "book"."id" > ?2)"
                                 R"( AND "book"."year" IN rowan_array(?3))";
        CHECK(asked({{.rows = {{std::int64_t{2}}}}}, [&] { CHECK(db(query, "not"_p = "x").scalar() == 2); }) ==
              log{"prepare " + text, "run " + text + " [x, 5, {1961 1990}]"});
    }
    TEST_CASE_FIXTURE(fixture, "transactions and savepoints are statements in their order") {
        const auto ran = [&](const log& all) {
            log result;
            for (const auto& each : all)
                if (each.starts_with("run ")) result.push_back(each.substr(4));
            return result;
        };
        CHECK(ran(asked({},
                        [&] {
                            auto outer = db.begin({.mode = transaction_mode::immediate});
                            { auto inner = db.begin(); }
                            auto inner = db.begin();
                            inner.commit();
                            outer.commit();
                        })) == log{"BEGIN IMMEDIATE", "SAVEPOINT rowan", "ROLLBACK TO SAVEPOINT rowan",
                                   "RELEASE SAVEPOINT rowan", "SAVEPOINT rowan", "RELEASE SAVEPOINT rowan", "COMMIT"});
        CHECK(ran(asked({{}, {.fails = test::fake::failing<busy>()}, {}, {}, {}, {}}, [&] {
                  int attempts = 0;
                  test::fake::connection::pauses = 0;
                  db.transact({.retries = 1}, [&] {
                      ++attempts;
                      db(rowan::remove<Book>().every_row());
                  });
                  CHECK(attempts == 2);
                  CHECK(test::fake::connection::pauses == 1);
              })) == log{"BEGIN", R"(DELETE FROM "book")", "ROLLBACK", "BEGIN", R"(DELETE FROM "book")", "COMMIT"});
    }
    TEST_CASE_FIXTURE(fixture, "the number of changed rows is the driver's") {
        asked({{.changes = 12}}, [&] { CHECK(db(rowan::remove<Book>().where(col<&Book::id> > 3)) == 12); });
        asked({{.changes = 0}}, [&] { CHECK_FALSE(db.remove<Book>(1)); });
        asked({{.changes = 1}}, [&] { CHECK(db.remove<Book>(1)); });
        CHECK_THROWS_AS(asked({{.changes = 0}}, [&] { db.update(Book{1, "x", {}}); }), not_found);
    }
    TEST_CASE_FIXTURE(fixture, "a statement has no more parameters than the driver takes") {
        std::vector<Book> books(60, Book{0, "t", {}});
        std::vector<answer> answers{{}, {.rows = {{std::int64_t{0}}}}};
        answers.push_back({.changes = 50, .key = 50});
        answers.push_back({.changes = 10, .key = 60});
        answers.emplace_back();
        const auto all = asked(answers, [&] { db.insert(books); });
        std::ptrdiff_t longest = 0;
        for (const auto& each : all) longest = std::max(longest, std::ranges::count(each, '?'));
        CHECK(longest == 100);
        CHECK(books[0].id == 1);
        CHECK(books[59].id == 60);
    }
}

} // namespace concept_test
