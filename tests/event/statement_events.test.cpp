#include "support/drivers.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
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

template <class Driver>
struct shop {
    using driver = Driver;
    using tables = rowan::tables<Item>;
    using listeners = rowan::listeners<log>;
};

template <class Driver>
struct fixture {
    connection<shop<Driver>> db{test::empty_database<Driver>::name()};
    log& listener = db.template listener<log>();

    fixture() {
        db.create_tables();
        db.insert(std::vector<Item>{{0, "apple", 5}, {0, "pear", 7}});
        listener.seen.clear();
    }
    trace taken() { return std::exchange(listener.seen, {}); }
};

template <class Driver>
const std::string insert_text = std::string(R"(INSERT INTO "item" ("name", "amount") VALUES (?1, ?2))") +
                                (std::is_same_v<Driver, postgres> ? R"( RETURNING "id")" : "");
constexpr auto get_text = R"(SELECT "id", "name", "amount" FROM "item" WHERE "id" = ?1)";
constexpr auto update_text = R"(UPDATE "item" SET "name" = ?1, "amount" = ?2 WHERE "id" = ?3)";

template <class Driver>
trace told(std::string sql, int rows) {
    sql = test::numbered<Driver>(sql);
    return {"before " + sql, "after " + sql + " " + std::to_string(rows)};
}

TEST_SUITE("event") {
    TEST_CASE_TEMPLATE("each statement is told before and after it, with its rows", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        auto& listener = here.listener;
        db.insert(Item{0, "plum", 3});
        CHECK(here.taken() == told<Driver>(insert_text<Driver>, 1));
        CHECK(db.template get<Item>(3).name == "plum");
        CHECK(here.taken() == told<Driver>(get_text, 1));
        CHECK_FALSE(db.template find<Item>(99));
        CHECK(here.taken() == told<Driver>(get_text, 0));
        db.update(Item{3, "plum", 4});
        CHECK(here.taken() == told<Driver>(update_text, 1));
        db.template remove<Item>(3);
        CHECK(here.taken() == told<Driver>(R"(DELETE FROM "item" WHERE "id" = ?1)", 1));
        db(rowan::update<Item>().set(col<&Item::amount> = 1).every_row());
        CHECK(here.taken() == told<Driver>(R"(UPDATE "item" SET "amount" = ?1)", 2));
        db(rowan::remove<Item>().where(col<&Item::id> > 100));
        CHECK(here.taken() == told<Driver>(R"(DELETE FROM "item" WHERE "item"."id" > ?1)", 0));
        db.execute("UPDATE item SET amount = 2; UPDATE item SET amount = 3");
        CHECK(here.taken() == told<Driver>("UPDATE item SET amount = 2; UPDATE item SET amount = 3", 2));
        CHECK(listener.elapsed > std::chrono::nanoseconds::zero());
    }
    TEST_CASE_TEMPLATE("a statement tells of its own rows, and not of those that an earlier one wrote", Driver,
                       TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        struct told_rows {
            std::string sql;
            int rows;
        };
        std::vector<told_rows> each{
            {"INSERT INTO item (name, amount) VALUES ('a', 1), ('b', 1), ('c', 2)", 3},
            {"CREATE TABLE x (a INTEGER)", 0},
            {"UPDATE item SET amount = 2 WHERE amount = 1", 2},
            {"UPDATE item SET amount = 2 WHERE amount = 1", 0},
            {"SELECT * FROM item", 0},
            {"DELETE FROM item WHERE amount = 2", 3},
            {"SELECT 1", 0},
            {"BEGIN", 0},
            {"INSERT INTO x VALUES (1)", 1},
            {"SAVEPOINT s", 0},
            {"DELETE FROM x", 1},
            {"ROLLBACK TO SAVEPOINT s", 0},
            {"DELETE FROM x WHERE a = 2", 0},
            {"RELEASE SAVEPOINT s", 0},
            {"COMMIT", 0},
            {"INSERT INTO x VALUES (2), (3)", 2},
            {"CREATE TABLE y AS SELECT * FROM x", 0},
            {"ALTER TABLE y ADD COLUMN b INTEGER", 0},
            {"CREATE INDEX i ON y (a)", 0},
            {"CREATE VIEW v AS SELECT a FROM x", 0},
            {"INSERT INTO x VALUES (4)", 1},
            {"ANALYZE", 0},
            {"", 0},
            {"-- nothing", 0},
            // Of several the last that writes.
            {"INSERT INTO x VALUES (5), (6); UPDATE x SET a = a", 6},
            {"UPDATE x SET a = a; DELETE FROM x WHERE a = 5", 1},
            {"DELETE FROM x WHERE a = 6; CREATE TABLE z (a INTEGER)", 1},
            {"UPDATE x SET a = a; DELETE FROM x WHERE a = 5", 0},
            {"DROP TABLE z; DROP VIEW v; DROP TABLE x", 0},
            {"SELECT 1; SELECT 2", 0},
        };
        if constexpr (std::is_same_v<Driver, sqlite>) {
            each.push_back({"INSERT INTO y VALUES (1, 1)", 1});
            for (const char* sql : {"PRAGMA user_version = 3", "PRAGMA user_version", "VACUUM", "REINDEX",
                                    "ATTACH ':memory:' AS other", "DETACH other", "ALTER TABLE y RENAME COLUMN b TO c"})
                each.push_back({sql, 0});
            // What triggers write is not what the statement writes.
            each.push_back({"CREATE VIEW w AS SELECT a FROM y; CREATE TRIGGER t INSTEAD OF INSERT ON w BEGIN "
                            "INSERT INTO y VALUES (new.a, 1), (new.a, 2); END",
                            0});
            each.push_back({"INSERT INTO w VALUES (7)", 0});
        } else {
            each.push_back({"INSERT INTO y VALUES (1, 1)", 1});
            for (const char* sql :
                 {"SET work_mem = '5MB'", "SHOW work_mem", "RESET work_mem", "DO $$ BEGIN DELETE FROM y; END $$",
                  "EXPLAIN DELETE FROM item", "LISTEN n", "NOTIFY n", "TRUNCATE y", "VACUUM y"})
                each.push_back({sql, 0});
            each.push_back({"PREPARE p AS INSERT INTO y VALUES (1, 1), (2, 2)", 0});
            each.push_back({"EXECUTE p", 2});
            each.push_back({"DEALLOCATE p", 0});
        }
        for (const auto& [sql, rows] : each) {
            CAPTURE(sql);
            db.execute(sql);
            CHECK(here.taken() == trace{"before " + sql, "after " + sql + " " + std::to_string(rows)});
        }
    }
    TEST_CASE_TEMPLATE("also statements of rowan that write no rows tell of none", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        const auto write = [&] {
            db(rowan::update<Item>().set(col<&Item::amount> = 1).every_row());
            here.taken();
        };
        const auto tells_none = [&] {
            for (const std::string& each : here.taken())
                if (each.starts_with("after ") && !each.ends_with(" 0")) FAIL_CHECK(each);
        };
        write();
        db.create_tables();
        tells_none();
        write();
        db.transact({.mode = transaction_mode::immediate}, [&] { db.transact([] {}); });
        db.transact({.read_only = true}, [] {});
        tells_none();
        write();
        CHECK(db(rowan::update<Item>().set(col<&Item::amount> = 1).where(col<&Item::id> > 100)) == 0);
        CHECK_FALSE(db.template remove<Item>(99));
        CHECK(db(rowan::remove<Item>().where(col<&Item::id> > 100).returning()).size() == 0);
        CHECK(db(select<Item>().where(col<&Item::id> > 100)).all().empty());
        tells_none();
        write();
        if constexpr (std::is_same_v<Driver, postgres>) {
            {
                const auto lock = db.lock("item");
            }
            for (const std::string& each : here.taken()) CHECK((each.starts_with("before ") || !each.ends_with(" 2")));
            write();
        }
        db.pipeline([](auto& p) {
            p(rowan::update<Item>().set(col<&Item::amount> = 2).where(col<&Item::id> > 100));
            p(rowan::remove<Item>().where(col<&Item::id> > 100));
        });
        tells_none();
        db.drop_tables();
        tells_none();
    }
    TEST_CASE_TEMPLATE("with no handler of rows a write is one statement", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        auto& listener = here.listener;
        db.update(Item{1, "plum", 4});
        CHECK(listener.seen.size() == 2);
        db.upsert(Item{1, "plum", 5});
        CHECK(listener.seen.size() == 4);
        db.remove(Item{1, "plum", 5});
        CHECK(listener.seen.size() == 6);
    }
    TEST_CASE_TEMPLATE("a query is done when its rows are read, or not wanted any longer", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        auto& listener = here.listener;
        const auto query = select<Item>().order_by(col<&Item::id>);
        const std::string sql(sql_text<shop<Driver>>(query));
        CHECK(db(query).all().size() == 2);
        CHECK(here.taken() == told<Driver>(sql, 2));
        for (const Item& item : db(query)) {
            CHECK(item.id > 0);
            CHECK(listener.seen.size() == 1);
        }
        CHECK(here.taken() == told<Driver>(sql, 2));
        for (const Item& item : db(query)) {
            CHECK(item.id == 1);
            break;
        }
        CHECK(here.taken() == told<Driver>(sql, 1));
        CHECK(db(query).first()->id == 1);
        CHECK(here.taken() == told<Driver>(sql, 1));
        { const auto unused = db(query); }
        CHECK(here.taken() == told<Driver>(sql, 0));
        CHECK_THROWS_AS((void)db(query).one(), too_many_rows);
        CHECK(here.taken() == told<Driver>(sql, 2));
    }
    TEST_CASE_TEMPLATE("a statement that fails is told with its error, and is not told as done", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        CHECK_THROWS_AS(db.execute("SELEC"), syntax_error);
        CHECK(here.taken() == trace{"before SELEC", "error SELEC"});
        db.execute("CREATE UNIQUE INDEX only_one ON item (amount)");
        here.taken();
        CHECK_THROWS_AS(db.insert(Item{0, "plum", 5}), constraint_violation);
        CHECK(here.taken() == trace{"before " + test::numbered<Driver>(insert_text<Driver>),
                                    "error " + test::numbered<Driver>(insert_text<Driver>)});
        db.insert(Item{0, "plum", 6});
        CHECK(here.taken() == told<Driver>(insert_text<Driver>, 1));
    }
    TEST_CASE_TEMPLATE("a query that fails while it is read is told with its error only", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        const auto query = select<Item>();
        const std::string sql(sql_text<shop<Driver>>(query));
        db.execute("DROP TABLE item; CREATE VIEW item AS SELECT 1 AS id, 'x' AS name, 1 AS amount"
                   " UNION ALL SELECT 2, 'y', abs(-9223372036854775807 - 1)");
        here.taken();
        CHECK_THROWS_AS((void)db(query).all(), error);
        CHECK(here.taken() == trace{"before " + sql, "error " + sql});
    }
    TEST_CASE_TEMPLATE("a statement that is refused before it runs is not run", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        auto& listener = here.listener;
        listener.refuses = "before INSERT";
        CHECK_THROWS_AS(db.insert(Item{0, "plum", 3}), std::runtime_error);
        CHECK_THROWS_AS(db.execute("INSERT INTO item VALUES (9, 'x', 1)"), std::runtime_error);
        // With keys that are given back, rows go to PostgreSQL by WITH … AS (INSERT …).
        if constexpr (std::is_same_v<Driver, postgres>) listener.refuses = "before WITH";
        CHECK_THROWS_AS(db.insert(std::vector<Item>(20)), std::runtime_error);
        listener.refuses = "before SELECT";
        CHECK_THROWS_AS((void)db.template get<Item>(1), std::runtime_error);
        CHECK_THROWS_AS((void)db(select<Item>()).all(), std::runtime_error);
        listener.refuses.clear();
        CHECK_FALSE(db.in_transaction());
        CHECK_FALSE(db.handle().in_transaction());
        CHECK(db(select<Item>()).all().size() == 2);
        db.insert(Item{0, "plum", 3});
        CHECK(db.template get<Item>(3).name == "plum");
    }
    TEST_CASE_TEMPLATE("what is thrown after a statement takes it back with its transaction", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        auto& listener = here.listener;
        listener.refuses = "after INSERT";
        CHECK_THROWS_AS(db.transact([&] { db.insert(Item{0, "plum", 3}); }), std::runtime_error);
        CHECK_FALSE(db.handle().in_transaction());
        listener.refuses = "after SELECT";
        CHECK_THROWS_AS((void)db.template get<Item>(1), std::runtime_error);
        listener.refuses.clear();
        CHECK(db(select<Item>()).all().size() == 2);
    }
    TEST_CASE_TEMPLATE("the begin and the end of a transaction tell of no rows, whatever was written before", Driver,
                       TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        db(rowan::update<Item>().set(col<&Item::amount> = 1).every_row());
        here.taken();
        db.transact([] {});
        CHECK(here.taken() == trace{"before BEGIN", "after BEGIN 0", "before COMMIT", "after COMMIT 0"});
    }
    TEST_CASE_TEMPLATE("statements of a transaction that a handler refuses leave none open", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        auto& listener = here.listener;
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
