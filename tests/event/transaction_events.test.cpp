#include "support/drivers.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <vector>

namespace transaction_events_test {

struct Item {
    std::int64_t id = 0;
    std::string name;
};
struct Child {
    std::int64_t id = 0;
    std::int64_t item_id = 0;
};

using trace = std::vector<std::string>;

struct log {
    trace seen;
    std::string refuses;

    void on(const rowan::before_begin& e) {
        note(e.options.mode == rowan::transaction_mode::immediate ? "before_begin immediate" : "before_begin");
    }
    void on(const rowan::after_begin& e) { note("after_begin" + std::string(e.options.actor)); }
    void on(const rowan::before_commit&) { note("before_commit"); }
    void on(const rowan::after_commit&) noexcept { seen.emplace_back("after_commit"); }
    void on(const rowan::after_rollback&) noexcept { seen.emplace_back("after_rollback"); }
    void on(const rowan::after_savepoint& e) { note("after_savepoint " + std::to_string(e.depth)); }
    void on(const rowan::after_release& e) noexcept { seen.push_back("after_release " + std::to_string(e.depth)); }
    void on(const rowan::after_rollback_to& e) noexcept {
        seen.push_back("after_rollback_to " + std::to_string(e.depth));
    }
    void note(const std::string& event) {
        seen.push_back(event);
        if (event == refuses) throw std::runtime_error("refused");
    }
};

/// Writes in the transaction that is about to be committed.
struct late_writer {
    bool writes = false;
    void on(const rowan::before_commit&, auto& db) {
        if (writes) db.insert(Item{0, "late"});
    }
};

} // namespace transaction_events_test

template <>
inline constexpr auto rowan::table<transaction_events_test::Child> = rowan::define<transaction_events_test::Child>(
    "child",
    rowan::foreign_key<&transaction_events_test::Child::item_id>.references<&transaction_events_test::Item::id>());

namespace transaction_events_test {

using namespace rowan;

template <class Driver>
struct shop {
    using driver = Driver;
    using tables = rowan::tables<Item, Child>;
    using listeners = rowan::listeners<log, late_writer>;
};

template <class Driver>
struct fixture {
    connection<shop<Driver>> db{test::empty_database<Driver>::name()};
    log& listener = db.template listener<log>();

    fixture() {
        db.create_tables();
        listener.seen.clear();
    }
    std::int64_t items() { return db(select(count()).from<Item>()).scalar(); }
};

TEST_SUITE("event") {
    TEST_CASE_TEMPLATE("a transaction tells of its begin and its commit", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        auto& listener = here.listener;
        auto tx = db.begin({.mode = transaction_mode::immediate, .actor = " by ann"});
        CHECK(listener.seen == trace{"before_begin immediate", "after_begin by ann"});
        tx.commit();
        CHECK(listener.seen == trace{"before_begin immediate", "after_begin by ann", "before_commit", "after_commit"});
    }
    TEST_CASE_TEMPLATE("a transaction tells of its end without a commit, once", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        auto& listener = here.listener;
        SUBCASE("at the end of the scope") { const auto tx = db.begin(); }
        SUBCASE("by its own wish") {
            auto tx = db.begin();
            tx.rollback();
            tx.rollback();
        }
        SUBCASE("by an exception") {
            CHECK_THROWS_AS(db.transact([] { throw std::runtime_error("x"); }), std::runtime_error);
        }
        CHECK(listener.seen == trace{"before_begin", "after_begin", "after_rollback"});
    }
    TEST_CASE_TEMPLATE("savepoints have events of their own, and the commit is told once, for the outermost", Driver,
                       TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        auto& listener = here.listener;
        auto outer = db.begin();
        auto middle = db.begin();
        auto inner = db.begin();
        inner.commit();
        middle.commit();
        { const auto other = db.begin(); }
        CHECK(listener.seen == trace{"before_begin", "after_begin", "after_savepoint 1", "after_savepoint 2",
                                     "after_release 2", "after_release 1", "after_savepoint 1", "after_rollback_to 1"});
        listener.seen.clear();
        SUBCASE("commit") {
            outer.commit();
            CHECK(listener.seen == trace{"before_commit", "after_commit"});
        }
        SUBCASE("rollback") {
            outer.rollback();
            CHECK(listener.seen == trace{"after_rollback"});
        }
    }
    TEST_CASE_TEMPLATE("each try of a transaction tells of itself", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        auto& listener = here.listener;
        int tries = 0;
        db.transact({.retries = 2}, [&] {
            if (++tries < 3) throw busy("try again", 5, "");
        });
        CHECK(listener.seen == trace{"before_begin", "after_begin", "after_rollback", "before_begin", "after_begin",
                                     "after_rollback", "before_begin", "after_begin", "before_commit", "after_commit"});
    }
    TEST_CASE_TEMPLATE("a handler that refuses the begin leaves no transaction behind", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        auto& listener = here.listener;
        SUBCASE("before") {
            listener.refuses = "before_begin";
            CHECK_THROWS_AS((void)db.begin(), std::runtime_error);
            CHECK(listener.seen == trace{"before_begin"});
        }
        SUBCASE("after") {
            listener.refuses = "after_begin";
            CHECK_THROWS_AS((void)db.begin(), std::runtime_error);
            CHECK(listener.seen == trace{"before_begin", "after_begin", "after_rollback"});
        }
        CHECK_FALSE(db.in_transaction());
        CHECK_FALSE(db.handle().in_transaction());
        listener.refuses.clear();
        db.transact([&] { db.insert(Item{0, "a"}); });
        CHECK(here.items() == 1);
    }
    TEST_CASE_TEMPLATE("a handler that refuses a savepoint leaves the transaction as it was", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        auto& listener = here.listener;
        auto tx = db.begin();
        db.insert(Item{0, "a"});
        listener.refuses = "after_savepoint 1";
        CHECK_THROWS_AS((void)db.begin(), std::runtime_error);
        CHECK(db.transaction_depth() == 1);
        CHECK(listener.seen.back() == "after_rollback_to 1");
        listener.refuses.clear();
        tx.commit();
        CHECK(here.items() == 1);
    }
    TEST_CASE_TEMPLATE("a handler that refuses the commit makes it a rollback", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        auto& listener = here.listener;
        listener.refuses = "before_commit";
        CHECK_THROWS_AS(db.transact([&] { db.insert(Item{0, "a"}); }), std::runtime_error);
        CHECK(listener.seen == trace{"before_begin", "after_begin", "before_commit", "after_rollback"});
        CHECK(here.items() == 0);
        CHECK_FALSE(db.handle().in_transaction());
    }
    TEST_CASE_TEMPLATE("a handler may write before the commit, and what it writes is committed or not with it", Driver,
                       TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        db.template listener<late_writer>().writes = true;
        db.transact([&] { db.insert(Item{0, "a"}); });
        CHECK(here.items() == 2);
        CHECK(db.template get<Item>(2).name == "late");
        CHECK_THROWS_AS(db.transact([&] { throw std::runtime_error("x"); }), std::runtime_error);
        CHECK(here.items() == 2);
    }
    TEST_CASE_FIXTURE(fixture<sqlite>, "a commit that the database refuses is a rollback") {
        db.execute("PRAGMA defer_foreign_keys = ON");
        auto tx = db.begin();
        db.execute("PRAGMA defer_foreign_keys = ON");
        db.insert(Child{0, 99});
        CHECK_THROWS_AS(tx.commit(), constraint_violation);
        tx.rollback();
        CHECK(listener.seen == trace{"before_begin", "after_begin", "before_commit", "after_rollback"});
        CHECK_FALSE(db.handle().in_transaction());
        CHECK(db(select(count()).from<Child>()).scalar() == 0);
    }
    TEST_CASE_TEMPLATE("a write that no handler wants to take back needs no transaction", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        auto& listener = here.listener;
        db.insert(Item{0, "a"});
        db.update(Item{1, "b"});
        CHECK(listener.seen.empty());
        db.insert(std::vector<Item>(20));
        // PostgreSQL takes all rows in one statement.
        const bool is_one_statement = std::is_same_v<Driver, postgres>;
        CHECK(listener.seen ==
              (is_one_statement ? trace() : trace{"before_begin", "after_begin", "before_commit", "after_commit"}));
    }
}

} // namespace transaction_events_test
