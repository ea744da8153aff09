#include "support/drivers.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace history_random_test {

struct Slot {
    std::string shelf;
    int place = 0;
    std::optional<int> content;
    std::string label;
    friend bool operator==(const Slot&, const Slot&) = default;
};

} // namespace history_random_test

template <>
inline constexpr auto rowan::table<history_random_test::Slot> = rowan::define<history_random_test::Slot>(
    rowan::primary_key<&history_random_test::Slot::shelf, &history_random_test::Slot::place>);
template <>
inline constexpr auto rowan::history<history_random_test::Slot> = rowan::versioned{};

namespace history_random_test {

using namespace rowan;

template <class Driver>
struct store {
    using driver = Driver;
    using tables = rowan::tables<Slot>;
};

using key = std::pair<std::string, int>;
using state = std::map<key, Slot>;

/// Does random things to a small table, and to a model of it: the states that were committed.
template <class Driver>
class player {
public:
    explicit player(unsigned seed) : random_(seed) { db_.create_tables(); }

    void play_transaction() {
        const state before = now_;
        if (chance(4)) play_operation();
        else {
            auto tx = db_.begin({.actor = "player"});
            play_level(2);
            if (chance(3)) {
                tx.rollback();
                now_ = before;
            } else tx.commit();
        }
        if (now_ != before) committed_.push_back(now_);
    }
    void check() {
        CHECK(rows(select<Slot>()) == now_);
        check_records();
        check_versions();
        for (std::size_t i = 0; i < committed_.size(); ++i) CHECK(rows(select<Slot>().as_of(ids_[i])) == committed_[i]);
    }

private:
    bool chance(int of) { return pick(of) == 0; }
    int pick(int below) { return static_cast<int>(random_() % static_cast<unsigned>(below)); }
    key pick_key() { return {chance(2) ? "a" : "b", pick(3)}; }
    Slot pick_slot() {
        const auto [shelf, place] = pick_key();
        return {shelf, place, chance(3) ? std::nullopt : std::optional(pick(3)), chance(2) ? "x" : ""};
    }

    void play_level(int depth) {
        for (int left = pick(6); left > 0; --left) {
            if (depth > 0 && chance(4)) {
                const state before = now_;
                auto savepoint = db_.begin();
                play_level(depth - 1);
                if (chance(2)) savepoint.commit();
                else {
                    savepoint.rollback();
                    now_ = before;
                }
            } else play_operation();
        }
    }
    void play_operation() {
        const Slot slot = pick_slot();
        const key of{slot.shelf, slot.place};
        const bool is_there = now_.contains(of);
        switch (pick(8)) {
        case 0:
        case 1:
            db_.upsert(slot);
            now_[of] = slot;
            break;
        case 2:
            // In a savepoint: after an error PostgreSQL takes nothing more in a transaction.
            if (is_there) CHECK_THROWS_AS(db_.transact([&] { db_.insert(slot); }), constraint_violation);
            else {
                db_.insert(slot);
                now_[of] = slot;
            }
            break;
        case 3:
            if (!is_there) CHECK_THROWS_AS(db_.update(slot), not_found);
            else {
                db_.update(slot);
                now_[of] = slot;
            }
            break;
        case 4:
        case 5:
            CHECK(db_.template remove<Slot>(slot.shelf, slot.place) == is_there);
            now_.erase(of);
            break;
        case 6:
            db_(rowan::update<Slot>().set(col<&Slot::content> = slot.content).where(col<&Slot::place> == slot.place));
            for (auto& [each, row] : now_)
                if (each.second == slot.place) row.content = slot.content;
            break;
        default: {
            std::vector<Slot> free;
            for (int place = 0; place < 3; ++place)
                if (!now_.contains({"b", place})) free.push_back({"b", place, slot.content, slot.label});
            db_.insert(free);
            for (const Slot& each : free) now_[{each.shelf, each.place}] = each;
        }
        }
    }

    template <class Query>
    state rows(const Query& query) {
        state found;
        for (const Slot& row : db_(query)) found[{row.shelf, row.place}] = row;
        return found;
    }
    // A transaction whose writes come to nothing in the end may have a record, but has no versions.
    void check_records() {
        ids_.clear();
        for (const auto& record : db_.transactions())
            if (!db_.template versions_in<Slot>(record.id).empty()) ids_.push_back(record.id);
        REQUIRE(ids_.size() == committed_.size());
    }
    void check_versions() {
        for (const char* shelf : {"a", "b"})
            for (int place = 0; place < 3; ++place) {
                std::vector<version<Slot>> expected;
                std::optional<Slot> last;
                for (std::size_t i = 0; i < committed_.size(); ++i) {
                    const auto found = committed_[i].find({shelf, place});
                    const auto next = found == committed_[i].end() ? std::nullopt : std::optional(found->second);
                    if (next == last) continue;
                    if (!expected.empty()) expected.back().end_transaction_id = ids_[i];
                    version<Slot> each{.row = next ? *next : *last,
                                       .operation = !last   ? version_operation::insert
                                                    : !next ? version_operation::remove
                                                            : version_operation::update};
                    each.transaction.id = ids_[i];
                    expected.push_back(each);
                    last = next;
                }
                auto found = db_.template versions<Slot>(shelf, place);
                REQUIRE(found.size() == expected.size());
                for (std::size_t i = 0; i < found.size(); ++i) {
                    found[i].transaction = {.id = found[i].transaction.id};
                    CHECK(found[i] == expected[i]);
                }
            }
    }

    connection<store<Driver>> db_{test::empty_database<Driver>::name()};
    std::mt19937 random_;
    state now_;
    std::vector<state> committed_;
    std::vector<std::int64_t> ids_;
};

TEST_SUITE("history") {
    TEST_CASE_TEMPLATE("after random transactions the versions and the past are as a model has them", Driver,
                       TEST_DRIVERS) {
        for (unsigned seed = 1; seed <= 12; ++seed) {
            CAPTURE(seed);
            player<Driver> one(seed);
            for (int i = 0; i < 60; ++i) one.play_transaction();
            one.check();
        }
    }
}

} // namespace history_random_test
