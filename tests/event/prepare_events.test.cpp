#include "support/drivers.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

// Only PostgreSQL has a two-phase commit.
namespace prepare_events_test {

using namespace rowan;

struct Item {
    std::int64_t id = 0;
    std::string name;
};

using trace = std::vector<std::string>;

struct log {
    trace seen{};
    bool refuses = false;

    void on(const before_prepare& e, auto& db) {
        seen.push_back("before_prepare " + std::string(e.name));
        if (refuses) throw std::runtime_error("refused");
        db.insert(Item{0, "late"});
    }
    void on(const after_prepare& e) noexcept { seen.push_back("after_prepare " + std::string(e.name)); }
    void on(const before_commit&) { seen.emplace_back("before_commit"); }
    void on(const after_commit&) noexcept { seen.emplace_back("after_commit"); }
    void on(const after_rollback&) noexcept { seen.emplace_back("after_rollback"); }
};
struct shop {
    using driver = postgres;
    using tables = rowan::tables<Item>;
    using listeners = rowan::listeners<log>;
};
struct fixture {
    connection<shop> db{test::empty_postgres()};
    log& listener = db.listener<log>();
    int committed = 0, rolled_back = 0;

    fixture() {
        db.create_tables();
        listener.seen.clear();
    }
    auto begin() {
        auto open = db.begin();
        db.insert(Item{0, "a"});
        db.on_commit([this] { ++committed; });
        db.on_rollback([this] { ++rolled_back; });
        return open;
    }
    trace taken() { return std::exchange(listener.seen, {}); }
    std::int64_t items() { return db(select(count()).from<Item>()).scalar(); }
};

TEST_SUITE("event") {
    TEST_CASE_FIXTURE(fixture, "a transaction that is prepared is neither committed nor rolled back") {
        auto open = begin();
        open.prepare("events 1");
        CHECK(taken() == trace{"before_prepare events 1", "before_commit", "after_prepare events 1"});
        CHECK(items() == 0);
        db.commit_prepared("events 1");
        CHECK(taken().empty());
        CHECK(items() == 2);
        db.transact([] {});
        CHECK(committed == 0);
        CHECK(rolled_back == 0);
    }
    TEST_CASE_FIXTURE(fixture, "a handler that refuses a prepare makes it a rollback") {
        listener.refuses = true;
        {
            auto open = begin();
            CHECK_THROWS_AS(open.prepare("events 2"), std::runtime_error);
        }
        CHECK(taken() == trace{"before_prepare events 2", "after_rollback"});
        CHECK(db.prepared_transactions().empty());
        CHECK(items() == 0);
        CHECK(rolled_back == 1);
    }
    TEST_CASE_FIXTURE(fixture, "a prepare that the database refuses is a rollback") {
        {
            auto open = begin();
            CHECK_THROWS_AS(open.prepare(std::string(300, 'x')), error);
            taken();
        }
        CHECK(taken() == trace{"after_rollback"});
        CHECK(rolled_back == 1);
        CHECK(committed == 0);
    }
}

} // namespace prepare_events_test
