#include "driver/failures.hpp"
#include "driver/laws.hpp"
#include "support/caught.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace laws_errors_test {

using namespace rowan;
using test::caught;
using namespace test::laws;
using trace = std::vector<std::string>;

struct Book {
    std::int64_t id{};
    std::string title{};
    friend bool operator==(const Book&, const Book&) = default;
};

} // namespace laws_errors_test

template <>
inline constexpr auto rowan::table<laws_errors_test::Book> =
    rowan::define<laws_errors_test::Book>(rowan::unique<&laws_errors_test::Book::title>);

namespace laws_errors_test {

/// Writes down which statements failed.
struct error_log {
    trace seen{};
    void on(const execute_error& e) { seen.emplace_back(e.sql == e.error.sql() ? e.sql : "of another"); }
};
template <class Driver>
struct library {
    using driver = Driver;
    using tables = rowan::tables<Book>;
    using listeners = rowan::listeners<error_log>;
};

/// A database in which a statement fails until that is mended.
template <class Driver>
struct failing {
    const failure& what;
    test::lasting_database<Driver> database{};
    law_connection<library<Driver>> db{database.name(), impatient<Driver>()};
    law_connection<test::stranger<Driver>> other{database.name(), impatient<Driver>()};

    explicit failing(const failure& each) : what(each) {
        other.execute(definitions);
        run(what.before);
    }
    void mend() { run(what.after); }
    void check_ran(const trace&) {}

private:
    void run(const std::string& sql) {
        if (sql.empty()) return;
        if (what.by_another) other.execute(sql);
        else db.execute(sql);
    }
};
template <>
struct failing<test::fake::driver> : stocked<library, test::fake::driver> {
    explicit failing(const failure& each) {
        server.otherwise = [&](std::string_view sql, const auto&) {
            return sql == each.sql ? test::fake::answer{.fails = each.error.thrown} : test::fake::answer();
        };
    }
    void mend() { server.otherwise = nullptr; }
};

TEST_SUITE("driver") {
    TEST_CASE_TEMPLATE("an error is what it is, says its SQL, and leaves the statement and the connection usable",
                       Driver, LAW_DRIVERS) {
        const auto seven = select(val(7).template as<"n">());
        const std::string asking = std::string(sql_text<library<sqlite>>(seven)) + " [7]";
        for (const failure& each : failures<Driver>()) {
            CAPTURE(each.error.name);
            failing<Driver> here(each);
            auto& db = here.db;
            std::optional<typename Driver::statement> kept;
            const auto run = [&] {
                if (!kept) kept.emplace(db.handle().prepare(each.sql));
                kept->reset();
                while (kept->step()) {}
                kept->reset();
            };
            const auto check = [&](const std::function<void()>& action) { each.error.check(action, each.sql); };
            for (int i = 0; i < 2; ++i) {
                check(run);
                if (kept) kept->reset();
                check([&] { db.execute(each.sql); });
                CHECK_FALSE(db.handle().in_transaction());
                auto scope = db.begin();
                check([&] { db.transact([&] { db.execute(each.sql); }); });
                CHECK(db.transaction_depth() == 1);
                CHECK(db(seven).scalar() == 7);
                scope.commit();
                here.check_ran({each.sql, each.sql, "BEGIN", "SAVEPOINT rowan", each.sql, "ROLLBACK TO SAVEPOINT rowan",
                                "RELEASE SAVEPOINT rowan", asking, "COMMIT"});
            }
            CHECK(db.template listener<error_log>().seen == trace(4, each.sql));
            if (each.after.empty()) continue;
            here.mend();
            run();
            here.check_ran({each.sql});
        }
    }
    TEST_CASE_TEMPLATE("a statement of the engine that failed is prepared no second time", Driver, LAW_DRIVERS) {
        stocked<library, Driver> here;
        auto& db = here.db;
        const std::string insert = R"(INSERT INTO "book" ("title") VALUES (?1))";
        const auto refused = test::fake::failing<constraint_violation>(constraint_kind::unique, std::string("title"));
        for (const std::int64_t key : {1, 2, 3}) {
            const std::string title = "book " + std::to_string(key);
            here.script({{.key = key, .to = insert},
                         {.fails = refused, .to = insert},
                         {.fails = refused, .to = insert},
                         {.key = key, .to = insert}});
            db.insert(Book{0, title});
            CHECK_THROWS_AS(db.insert(Book{0, title}), constraint_violation);
            auto scope = db.begin();
            CHECK_THROWS_AS(db.transact([&] { db.insert(Book{0, title}); }), constraint_violation);
            db.insert(Book{0, title + " too"});
            scope.commit();
            const std::string ran = insert + " [" + title + "]";
            here.check_prepared(insert, key == 1 ? 1 : 0);
            here.check_ran({ran, ran, "BEGIN", "SAVEPOINT rowan", ran, "ROLLBACK TO SAVEPOINT rowan",
                            "RELEASE SAVEPOINT rowan", insert + " [" + title + " too]", "COMMIT"});
        }
        if constexpr (has_database<Driver>) CHECK(db(select(count()).template from<Book>()).scalar() == 6);
    }
    TEST_CASE_TEMPLATE("a commit that the database refuses is a rollback, and another transaction goes through", Driver,
                       LAW_DRIVERS) {
        stocked<library, Driver> here;
        auto& db = here.db;
        if constexpr (has_database<Driver>)
            db.execute("CREATE TABLE loan (book_id INTEGER REFERENCES book (id) DEFERRABLE INITIALLY DEFERRED)");
        const std::string lend = "INSERT INTO loan VALUES (1)", insert = R"(INSERT INTO "book" ("title") VALUES (?1))";
        here.script({{.fails = test::fake::failing<constraint_violation>(constraint_kind::foreign_key, std::string()),
                      .to = "COMMIT"}});
        CHECK(caught<constraint_violation>([&] { db.transact([&] { db.execute(lend); }); }).kind() ==
              constraint_kind::foreign_key);
        CHECK_FALSE(db.in_transaction());
        CHECK_FALSE(db.handle().in_transaction());
        here.check_ran({"BEGIN", lend, "COMMIT", "ROLLBACK"});
        here.script({{.key = 1, .to = insert}});
        db.transact([&] {
            db.execute(lend);
            CHECK(db.insert(Book{0, "Tehanu"}) == 1);
        });
        here.check_ran({"BEGIN", lend, insert + " [Tehanu]", "COMMIT"});
        if constexpr (has_database<Driver>) CHECK(test::raw_rows(db, "SELECT * FROM loan").size() == 1);
    }
    TEST_CASE_TEMPLATE("what is not there, or is there twice, has an error of its own", Driver, LAW_DRIVERS) {
        stocked<library, Driver> here;
        auto& db = here.db;
        if constexpr (has_database<Driver>) db.insert(std::vector<Book>{{0, "a"}, {0, "b"}});
        const auto query = select<Book>().order_by(col<&Book::id>);
        const std::string text(sql_text<library<sqlite>>(query));
        CHECK_THROWS_AS((void)db.template get<Book>(9), not_found);
        CHECK_THROWS_AS(db.update(Book{9, "x"}), not_found);
        CHECK_THROWS_AS(db.remove(Book{9, "x"}), not_found);
        CHECK_THROWS_AS((void)db(select<Book>().where(col<&Book::id> == 9)).one(), not_found);
        here.check_ran({R"(SELECT "id", "title" FROM "book" WHERE "id" = ?1 [9])",
                        R"(UPDATE "book" SET "title" = ?1 WHERE "id" = ?2 [x, 9])",
                        R"(SELECT 1 FROM "book" WHERE "id" = ?1 [9])", R"(DELETE FROM "book" WHERE "id" = ?1 [9])",
                        R"(SELECT 1 FROM "book" WHERE "id" = ?1 [9])",
                        R"(SELECT "book"."id", "book"."title" FROM "book" WHERE "book"."id" = ?1 [9])"});
        const test::fake::answer both{
            .rows = {{std::int64_t{1}, std::string("a")}, {std::int64_t{2}, std::string("b")}}, .to = text};
        here.script({both, both});
        CHECK_THROWS_AS((void)db(query).one(), too_many_rows);
        CHECK(db(query).all() == std::vector<Book>{{1, "a"}, {2, "b"}});
        here.check_ran({text, text});
    }
    TEST_CASE_TEMPLATE("what cannot be opened is a lost connection", Driver, LAW_DRIVERS) {
        const char* const name = has_database<Driver> ? "/nowhere/at/all" : "";
        CHECK_THROWS_AS((law_connection<library<Driver>>(name)), connection_lost);
    }
}

} // namespace laws_errors_test
