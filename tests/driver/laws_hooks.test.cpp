#include "driver/laws.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace laws_hooks_test {

using namespace rowan;
using namespace test::laws;
using trace = std::vector<std::string>;

struct Item {
    std::int64_t id{};
    std::string name{};
    int amount{};
    friend bool operator==(const Item&, const Item&) = default;
};

/// Writes down each event, and throws at one of them.
struct recorder {
    trace seen{};
    std::string refuses{};

    void on(const before_insert<Item>& e) { note("before_insert" + text(e.row)); }
    void on(const after_insert<Item>& e) { note("after_insert" + text(e.row)); }
    void on(const before_update<Item>& e) { note("before_update" + text(e.before) + " ->" + text(e.row)); }
    void on(const after_update<Item>& e) { note("after_update" + text(e.before) + " ->" + text(e.after)); }
    void on(const before_remove<Item>& e) { note("before_remove" + text(e.row)); }
    void on(const after_remove<Item>& e) { note("after_remove" + text(e.row)); }
    void on(const before_load<Item>&) { note("before_load"); }
    void on(const after_load<Item>& e) { note("after_load" + text(e.row)); }
    void on(const before_execute& e) { note("before_execute " + verb(e.sql)); }
    void on(const after_execute& e) { note("after_execute " + verb(e.sql) + " " + std::to_string(e.rows)); }
    void on(const before_commit&) { note("before_commit"); }
    void on(const after_commit&) noexcept { seen.emplace_back("after_commit"); }
    void on(const after_rollback&) noexcept { seen.emplace_back("after_rollback"); }
    void on(const after_rollback_to&) noexcept { seen.emplace_back("after_rollback_to"); }

    [[nodiscard]] trace taken() { return std::exchange(seen, {}); }

private:
    static std::string text(const Item& row) {
        return " " + std::to_string(row.id) + row.name + std::to_string(row.amount);
    }
    static std::string verb(std::string_view sql) { return std::string(sql.substr(0, sql.find(' '))); }
    void note(const std::string& event) {
        seen.push_back(event);
        if (!refuses.empty() && event.starts_with(refuses)) throw std::runtime_error("refused");
    }
};
template <class Driver>
struct shop {
    using driver = Driver;
    using tables = rowan::tables<Item>;
    using listeners = rowan::listeners<recorder>;
};

const std::string inserting = R"(INSERT INTO "item" ("name", "amount") VALUES (?1, ?2))",
                  getting = R"(SELECT "id", "name", "amount" FROM "item" WHERE "id" = ?1)",
                  updating = R"(UPDATE "item" SET "name" = ?1, "amount" = ?2 WHERE "id" = ?3)",
                  removing = R"(DELETE FROM "item" WHERE "id" = ?1)";

/// An apple with the key 1.
template <class Driver>
struct fixture : stocked<shop, Driver> {
    recorder& heard = this->db.template listener<recorder>();

    fixture() {
        if constexpr (has_database<Driver>) this->db.insert(Item{0, "apple", 5});
        (void)heard.taken();
    }
    /// Answers statements: one that writes changes a row, or makes one with the key 2; one that reads finds what is stored then.
    void script_of(const trace& statements, Item stored = {1, "apple", 5}) {
        std::vector<test::fake::answer> answers;
        for (const std::string& sql : statements) {
            if (sql.starts_with("SELECT")) {
                answers.push_back({.rows = {{stored.id, stored.name, std::int64_t{stored.amount}}}, .to = getting});
                continue;
            }
            answers.push_back({.changes = 1, .key = 2, .to = sql.substr(0, sql.find(" ["))});
            if (sql.starts_with("INSERT")) stored = {2, "pear", 7};
            if (sql.starts_with("UPDATE")) stored = {1, "plum", 6};
        }
        this->script(answers);
    }
    /// Without a database, what was asked tells it.
    void check_unchanged() {
        if constexpr (has_database<Driver>) CHECK(this->db(select<Item>()).all() == std::vector<Item>{{1, "apple", 5}});
    }
};

/// What is seen of a statement.
trace ran(const std::string& verb, int rows, const trace& loads = {}) {
    trace events{"before_execute " + verb};
    events.insert(events.end(), loads.begin(), loads.end());
    events.push_back("after_execute " + verb + " " + std::to_string(rows));
    return events;
}
trace all_of(const std::vector<trace>& parts) {
    trace all;
    for (const trace& part : parts) all.insert(all.end(), part.begin(), part.end());
    return all;
}
const trace began = ran("BEGIN", 0), read = ran("SELECT", 1),
            committed = all_of({{"before_commit"}, ran("COMMIT", 0), {"after_commit"}});

TEST_SUITE("driver") {
    TEST_CASE_TEMPLATE("a write raises its events in order, with the rows, within a transaction", Driver, LAW_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        here.script_of({inserting, getting});
        CHECK(db.insert(Item{0, "pear", 7}) == 2);
        CHECK(here.heard.taken() ==
              all_of({began, {"before_insert 0pear7"}, ran("INSERT", 1), read, {"after_insert 2pear7"}, committed}));
        here.check_ran({"BEGIN IMMEDIATE", inserting + " [pear, 7]", getting + " [2]", "COMMIT"});

        here.script_of({getting, updating, getting});
        db.update(Item{1, "plum", 6});
        CHECK(here.heard.taken() == all_of({began,
                                            read,
                                            {"before_update 1apple5 -> 1plum6"},
                                            ran("UPDATE", 1),
                                            read,
                                            {"after_update 1apple5 -> 1plum6"},
                                            committed}));
        here.check_ran({"BEGIN IMMEDIATE", getting + " [1]", updating + " [plum, 6, 1]", getting + " [1]", "COMMIT"});

        here.script_of({getting, removing}, {1, "plum", 6});
        db.remove(Item{1, "stale", 9});
        CHECK(here.heard.taken() ==
              all_of({began, read, {"before_remove 1plum6"}, ran("DELETE", 1), {"after_remove 1plum6"}, committed}));
        here.check_ran({"BEGIN IMMEDIATE", getting + " [1]", removing + " [1]", "COMMIT"});
    }
    TEST_CASE_TEMPLATE("an update that changes nothing raises no event of its own, and writes nothing", Driver,
                       LAW_DRIVERS) {
        fixture<Driver> here;
        here.script_of({getting});
        here.db.update(Item{1, "apple", 5});
        CHECK(here.heard.taken() == all_of({began, read, committed}));
        here.check_ran({"BEGIN IMMEDIATE", getting + " [1]", "COMMIT"});
    }
    TEST_CASE_TEMPLATE("a handler that throws takes back what it follows", Driver, LAW_DRIVERS) {
        struct write {
            std::string refused;
            void (*run)(law_connection<shop<Driver>>&);
            trace asked;
        };
        constexpr auto insert = [](auto& db) { (void)db.insert(Item{0, "pear", 7}); };
        constexpr auto update = [](auto& db) { db.update(Item{1, "plum", 6}); };
        constexpr auto remove = [](auto& db) { db.remove(Item{1, "apple", 5}); };
        const std::string inserted = inserting + " [pear, 7]", got = getting + " [1]", got_new = getting + " [2]",
                          removed = removing + " [1]", updated = updating + " [plum, 6, 1]";
        const write writes[] = {{"before_insert", insert, {}},
                                {"before_execute INSERT", insert, {}},
                                {"after_execute INSERT", insert, {inserted}},
                                {"after_insert", insert, {inserted, got_new}},
                                {"before_update", update, {got}},
                                {"after_update", update, {got, updated, got}},
                                {"before_remove", remove, {got}},
                                {"after_remove", remove, {got, removed}}};
        for (const auto& [refused, run, asked] : writes)
            for (const bool is_inside : {false, true}) {
                CAPTURE(refused);
                CAPTURE(is_inside);
                fixture<Driver> here;
                auto& db = here.db;
                here.script_of(asked);
                {
                    auto outer = is_inside ? std::optional(db.begin()) : std::nullopt;
                    here.heard.refuses = refused;
                    CHECK_THROWS_AS(run(db), std::runtime_error);
                    here.heard.refuses.clear();
                    CHECK(db.transaction_depth() == (is_inside ? 1 : 0));
                    CHECK(db.handle().in_transaction() == is_inside);
                    if (outer) outer->commit();
                }
                const trace seen = here.heard.taken();
                CHECK(std::ranges::count(seen, "after_rollback_to") == (is_inside ? 1 : 0));
                CHECK(std::ranges::count(seen, "after_rollback") == (is_inside ? 0 : 1));
                CHECK(std::ranges::count(seen, "after_commit") == (is_inside ? 1 : 0));
                here.check_ran(is_inside
                                   ? all_of({{"BEGIN", "SAVEPOINT rowan"},
                                             asked,
                                             {"ROLLBACK TO SAVEPOINT rowan", "RELEASE SAVEPOINT rowan", "COMMIT"}})
                                   : all_of({{"BEGIN IMMEDIATE"}, asked, {"ROLLBACK"}}));
                here.check_unchanged();
            }
    }
    TEST_CASE_TEMPLATE("a transaction tells of its end once, and is rolled back if a handler refuses the commit",
                       Driver, LAW_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        const auto ends = [&](const trace& events) {
            trace seen = here.heard.taken();
            std::erase_if(seen, [](const std::string& event) { return event.find("_execute ") != std::string::npos; });
            return seen == events;
        };
        db.transact([&] { CHECK_THROWS_AS(db.transact([] { throw std::runtime_error("x"); }), std::runtime_error); });
        CHECK(ends({"after_rollback_to", "before_commit", "after_commit"}));
        here.check_ran(
            {"BEGIN", "SAVEPOINT rowan", "ROLLBACK TO SAVEPOINT rowan", "RELEASE SAVEPOINT rowan", "COMMIT"});
        CHECK_THROWS_AS(db.transact([&] {
            db.transact([] {});
            throw std::runtime_error("x");
        }),
                        std::runtime_error);
        CHECK(ends({"after_rollback"}));
        here.check_ran({"BEGIN", "SAVEPOINT rowan", "RELEASE SAVEPOINT rowan", "ROLLBACK"});

        here.script_of({inserting, getting});
        here.heard.refuses = "before_commit";
        CHECK_THROWS_AS(db.insert(Item{0, "pear", 7}), std::runtime_error);
        CHECK(ends({"before_insert 0pear7", "after_insert 2pear7", "before_commit", "after_rollback"}));
        here.check_ran({"BEGIN IMMEDIATE", inserting + " [pear, 7]", getting + " [2]", "ROLLBACK"});
        here.check_unchanged();
    }
    TEST_CASE_TEMPLATE("each row that a query reads is told, and a handler that throws ends the query only", Driver,
                       LAW_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        const auto query = select<Item>().order_by(col<&Item::id>);
        const std::string text(sql_text<shop<Driver>>(query));
        here.script_of({inserting, getting});
        CHECK(db.insert(Item{0, "pear", 7}) == 2);
        here.check_ran({"BEGIN IMMEDIATE", inserting + " [pear, 7]", getting + " [2]", "COMMIT"});
        (void)here.heard.taken();
        const test::fake::answer both{.rows = {{std::int64_t{1}, std::string("apple"), std::int64_t{5}},
                                               {std::int64_t{2}, std::string("pear"), std::int64_t{7}}},
                                      .to = text};
        here.script({both, both});
        here.heard.refuses = "after_load 2";
        CHECK_THROWS_AS((void)db(query).all(), std::runtime_error);
        here.heard.refuses.clear();
        const trace rows{"before_load", "after_load 1apple5", "before_load", "after_load 2pear7"};
        CHECK(here.heard.taken() == ran("SELECT", 2, rows));
        CHECK(db(query).all() == std::vector<Item>{{1, "apple", 5}, {2, "pear", 7}});
        CHECK(here.heard.taken() == ran("SELECT", 2, rows));
        here.check_ran({text, text});
    }
}

} // namespace laws_hooks_test
