#include "rowan/sqlite.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

namespace statement_events_test {

struct Item {
    std::int64_t id = 0;
    std::string name;
    int amount = 0;
};

using trace = std::vector<std::string>;

struct log {
    trace seen;
    std::string refuses;
    std::chrono::nanoseconds elapsed{};

    void on(const rowan::before_execute& e) { note("before " + std::string(e.sql)); }
    void on(const rowan::after_execute& e) {
        elapsed += e.elapsed;
        note("after " + std::string(e.sql) + " " + std::to_string(e.rows));
    }
    void on(const rowan::execute_error& e) {
        note("error " + std::string(e.sql) + (e.error.sql() == e.sql ? "" : " of another"));
    }
    void note(const std::string& event) {
        seen.push_back(event);
        if (!refuses.empty() && event.starts_with(refuses)) throw std::runtime_error("refused");
    }
};

using namespace rowan;

struct shop {
    using driver = sqlite;
    using tables = rowan::tables<Item>;
    using listeners = rowan::listeners<log>;
};

struct fixture {
    connection<shop> db{":memory:"};
    log& listener = db.listener<log>();

    fixture() {
        db.create_tables();
        db.insert(std::vector<Item>{{0, "apple", 5}, {0, "pear", 7}});
        listener.seen.clear();
    }
    trace taken() { return std::exchange(listener.seen, {}); }
};

constexpr auto insert_text = R"(INSERT INTO "item" ("name", "amount") VALUES (?1, ?2))";
constexpr auto get_text = R"(SELECT "id", "name", "amount" FROM "item" WHERE "id" = ?1)";
constexpr auto update_text = R"(UPDATE "item" SET "name" = ?1, "amount" = ?2 WHERE "id" = ?3)";

trace told(const std::string& sql, int rows) { return {"before " + sql, "after " + sql + " " + std::to_string(rows)}; }

TEST_SUITE("event") {
    TEST_CASE_FIXTURE(fixture, "each statement is told before and after it, with its rows") {
        db.insert(Item{0, "plum", 3});
        CHECK(taken() == told(insert_text, 1));
        CHECK(db.get<Item>(3).name == "plum");
        CHECK(taken() == told(get_text, 1));
        CHECK_FALSE(db.find<Item>(99));
        CHECK(taken() == told(get_text, 0));
        db.update(Item{3, "plum", 4});
        CHECK(taken() == told(update_text, 1));
        db.remove<Item>(3);
        CHECK(taken() == told(R"(DELETE FROM "item" WHERE "id" = ?1)", 1));
        db(rowan::update<Item>().set(col<&Item::amount> = 1).every_row());
        CHECK(taken() == told(R"(UPDATE "item" SET "amount" = ?1)", 2));
        db(rowan::remove<Item>().where(col<&Item::id> > 100));
        CHECK(taken() == told(R"(DELETE FROM "item" WHERE "item"."id" > ?1)", 0));
        db.execute("UPDATE item SET amount = 2; UPDATE item SET amount = 3");
        CHECK(taken() == told("UPDATE item SET amount = 2; UPDATE item SET amount = 3", 2));
        CHECK(listener.elapsed > std::chrono::nanoseconds::zero());
    }
    TEST_CASE_FIXTURE(fixture, "with no handler of rows a write is one statement") {
        db.update(Item{1, "plum", 4});
        CHECK(listener.seen.size() == 2);
        db.upsert(Item{1, "plum", 5});
        CHECK(listener.seen.size() == 4);
        db.remove(Item{1, "plum", 5});
        CHECK(listener.seen.size() == 6);
    }
    TEST_CASE_FIXTURE(fixture, "a query is done when its rows are read, or not wanted any longer") {
        const auto query = select<Item>().order_by(col<&Item::id>);
        const std::string sql(sql_text<shop>(query));
        CHECK(db(query).all().size() == 2);
        CHECK(taken() == told(sql, 2));
        for (const Item& item : db(query)) {
            CHECK(item.id > 0);
            CHECK(listener.seen.size() == 1);
        }
        CHECK(taken() == told(sql, 2));
        for (const Item& item : db(query)) {
            CHECK(item.id == 1);
            break;
        }
        CHECK(taken() == told(sql, 1));
        CHECK(db(query).first()->id == 1);
        CHECK(taken() == told(sql, 1));
        { const auto unused = db(query); }
        CHECK(taken() == told(sql, 0));
        CHECK_THROWS_AS((void)db(query).one(), too_many_rows);
        CHECK(taken() == told(sql, 2));
    }
    TEST_CASE_FIXTURE(fixture, "a statement that fails is told with its error, and is not told as done") {
        CHECK_THROWS_AS(db.execute("SELEC"), syntax_error);
        CHECK(taken() == trace{"before SELEC", "error SELEC"});
        db.execute("CREATE UNIQUE INDEX only_one ON item (amount)");
        taken();
        CHECK_THROWS_AS(db.insert(Item{0, "plum", 5}), constraint_violation);
        CHECK(taken() == trace{std::string("before ") + insert_text, std::string("error ") + insert_text});
        db.insert(Item{0, "plum", 6});
        CHECK(taken() == told(insert_text, 1));
    }
    TEST_CASE_FIXTURE(fixture, "a query that fails while it is read is told with its error only") {
        const auto query = select<Item>();
        const std::string sql(sql_text<shop>(query));
        db.execute("DROP TABLE item; CREATE VIEW item AS SELECT 1 AS id, 'x' AS name, 1 AS amount"
                   " UNION ALL SELECT 2, 'y', abs(-9223372036854775807 - 1)");
        taken();
        CHECK_THROWS_AS((void)db(query).all(), error);
        CHECK(taken() == trace{"before " + sql, "error " + sql});
    }
    TEST_CASE_FIXTURE(fixture, "a statement that is refused before it runs is not run") {
        listener.refuses = "before INSERT";
        CHECK_THROWS_AS(db.insert(Item{0, "plum", 3}), std::runtime_error);
        CHECK_THROWS_AS(db.insert(std::vector<Item>(20)), std::runtime_error);
        CHECK_THROWS_AS(db.execute("INSERT INTO item VALUES (9, 'x', 1)"), std::runtime_error);
        listener.refuses = "before SELECT";
        CHECK_THROWS_AS((void)db.get<Item>(1), std::runtime_error);
        CHECK_THROWS_AS((void)db(select<Item>()).all(), std::runtime_error);
        listener.refuses.clear();
        CHECK_FALSE(db.in_transaction());
        CHECK_FALSE(db.handle().in_transaction());
        CHECK(db(select<Item>()).all().size() == 2);
        db.insert(Item{0, "plum", 3});
        CHECK(db.get<Item>(3).name == "plum");
    }
    TEST_CASE_FIXTURE(fixture, "what is thrown after a statement takes it back with its transaction") {
        listener.refuses = "after INSERT";
        CHECK_THROWS_AS(db.transact([&] { db.insert(Item{0, "plum", 3}); }), std::runtime_error);
        CHECK_FALSE(db.handle().in_transaction());
        listener.refuses = "after SELECT";
        CHECK_THROWS_AS((void)db.get<Item>(1), std::runtime_error);
        listener.refuses.clear();
        CHECK(db(select<Item>()).all().size() == 2);
    }
    TEST_CASE_FIXTURE(fixture, "the begin and the end of a transaction tell of no rows, whatever was written before") {
        db(rowan::update<Item>().set(col<&Item::amount> = 1).every_row());
        taken();
        db.transact([] {});
        CHECK(taken() == trace{"before BEGIN", "after BEGIN 0", "before COMMIT", "after COMMIT 0"});
    }
    TEST_CASE_FIXTURE(fixture, "statements of a transaction that a handler refuses leave none open") {
        for (const char* refused : {"before BEGIN", "after BEGIN", "before COMMIT", "before ROLLBACK", "after ROLLBACK",
                                    "before SAVEPOINT", "after SAVEPOINT", "before RELEASE"}) {
            CAPTURE(refused);
            listener.refuses = refused;
            CHECK_THROWS_AS(db.transact([&] {
                db.insert(Item{0, "plum", 3});
                db.transact([&] { db.insert(Item{0, "fig", 3}); });
                throw std::runtime_error("the end");
            }),
                            std::runtime_error);
            listener.refuses.clear();
            CHECK_FALSE(db.in_transaction());
            CHECK_FALSE(db.handle().in_transaction());
            CHECK(db(select<Item>()).all().size() == 2);
        }
    }
}

} // namespace statement_events_test
