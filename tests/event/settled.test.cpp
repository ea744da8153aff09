#include "support/drivers.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <vector>

// Which writes are in a transaction or a savepoint of their own because of who hears of them.
namespace settled_test {

using namespace rowan;

struct Item {
    std::int64_t id{};
    std::string name{};
};
struct Hooked {
    std::int64_t id{};
    std::string name{};
};

/// Has something to do once in a transaction, and is settled then.
struct once {
    bool is_done = false, throws = false;
    int heard = 0;
    template <class Table>
    void on(const before_write<Table>&) {
        ++heard;
        if (throws) throw std::runtime_error("refused");
        is_done = true;
    }
    void on(const after_commit&) noexcept { is_done = false; }
    void on(const after_rollback&) noexcept { is_done = false; }
    [[nodiscard]] bool is_settled(const auto&) const noexcept { return is_done; }
};
struct statement_log {
    std::vector<std::string> begun{};
    void on(const before_execute& e) {
        for (const char* word : {"BEGIN", "SAVEPOINT"})
            if (e.sql.starts_with(word)) begun.emplace_back(word);
    }
    std::string taken() {
        std::string text;
        for (const std::string& each : begun) text += (text.empty() ? "" : " ") + each;
        begun.clear();
        return text;
    }
};
/// Hears of the same, and does not say when it is settled.
struct watcher {
    template <class Table>
    void on(const before_write<Table>&) {}
};

} // namespace settled_test

template <>
struct rowan::hooks<settled_test::Hooked> {
    static void on(const before_insert<settled_test::Hooked>& e) {
        if (e.row.name == "refused") throw std::runtime_error("refused");
    }
};

namespace settled_test {

template <class Driver>
struct shop {
    using driver = Driver;
    using tables = rowan::tables<Item, Hooked>;
    using listeners = rowan::listeners<once, statement_log>;
};
template <class Driver>
struct watched_shop {
    using driver = Driver;
    using tables = rowan::tables<Item>;
    using listeners = rowan::listeners<once, watcher, statement_log>;
};

template <class Database>
struct fixture {
    connection<Database> db{test::empty_database<typename Database::driver>::name()};
    statement_log& log = db.template listener<statement_log>();

    fixture() {
        db.create_tables();
        log.taken();
    }
};

constexpr auto name = col<&Item::name>;

TEST_SUITE("event") {
    TEST_CASE_TEMPLATE("a listener that is settled needs no savepoint, whatever way is written", Driver, TEST_DRIVERS) {
        fixture<shop<Driver>> here;
        auto& db = here.db;
        db.insert(Item{0, "a"});
        CHECK(here.log.taken() == "BEGIN");
        db.transact([&] {
            db.insert(Item{0, "b"});
            CHECK(here.log.taken() == "BEGIN SAVEPOINT");
            db.insert(Item{0, "c"});
            db.update(Item{1, "d"});
            db.upsert(Item{2, "e"});
            db.template remove<Item>(3);
            db(rowan::update<Item>().set(name = "f").every_row());
            CHECK(here.log.taken() == "");
            db.pipeline([&](auto& p) { p(rowan::update<Item>().set(name = "g").every_row()); });
            // SQLite runs them one by one, all or none.
            CHECK(here.log.taken() == (std::is_same_v<Driver, sqlite> ? "SAVEPOINT" : ""));
        });
        CHECK(db.template listener<once>().heard == 8);
        db.update(Item{1, "h"});
        CHECK(here.log.taken() == "BEGIN");
    }
    TEST_CASE_TEMPLATE("a listener that is not settled yet takes back what it follows", Driver, TEST_DRIVERS) {
        fixture<shop<Driver>> here;
        auto& db = here.db;
        db.transact([&] {
            db.template listener<once>().throws = true;
            CHECK_THROWS_AS(db.insert(Item{0, "a"}), std::runtime_error);
            db.template listener<once>().throws = false;
            db.insert(Item{0, "b"});
        });
        CHECK(here.log.taken() == "BEGIN SAVEPOINT SAVEPOINT");
        CHECK(db(select<Item>()).all().size() == 1);
    }
    TEST_CASE_TEMPLATE("hooks of a row have their savepoint all the same", Driver, TEST_DRIVERS) {
        fixture<shop<Driver>> here;
        auto& db = here.db;
        db.transact([&] {
            db.insert(Item{0, "a"});
            here.log.taken();
            CHECK_THROWS_AS(db.insert(Hooked{0, "refused"}), std::runtime_error);
            db.insert(Hooked{0, "b"});
            CHECK(here.log.taken() == "SAVEPOINT SAVEPOINT");
            db.template remove<Hooked>(1); // of which no hook hears
            CHECK(here.log.taken() == "");
        });
        CHECK(db(select<Hooked>()).all().empty());
    }
    TEST_CASE_TEMPLATE("and so has a listener that does not say that it is settled", Driver, TEST_DRIVERS) {
        fixture<watched_shop<Driver>> here;
        here.db.transact([&] {
            here.db.insert(Item{0, "a"});
            here.db.insert(Item{0, "b"});
        });
        CHECK(here.log.taken() == "BEGIN SAVEPOINT SAVEPOINT");
    }
}

} // namespace settled_test
