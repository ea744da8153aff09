#include "event/random/operations.hpp"
#include "support/drivers.hpp"

#include <doctest/doctest.h>

#include <map>
#include <string>

// Events of random programs.
namespace event_random_test {

/// Plays transactions and savepoints of random operations, and compares what is told once they are committed.
template <class Driver>
class player : public operations<Driver> {
    using base = operations<Driver>;
    using base::chance, base::pick, base::counts_, base::db_, base::heard_, base::now_;

public:
    void play(unsigned seed) {
        db_.execute(base::begin(seed));
        for (int left = 1 + pick(2); left > 0; --left) play_transaction();
        base::check_database();
    }

private:
    struct stop {};

    void play_transaction() {
        const state before = now_;
        heard_.told.clear();
        bool is_committed = true;
        switch (pick(5)) {
        case 0:
            base::play_operation();
            break;
        case 1:
            is_committed = play_scope(2);
            break;
        case 2:
            heard_.refuses_commit = true;
            CHECK_THROWS_AS(db_.transact([&] { play_level(2); }), refusal);
            is_committed = false;
            ++counts_["refused commit"];
            break;
        default:
            is_committed = play_function(2);
        }
        if (!is_committed) {
            now_ = before;
            CHECK(heard_.told.empty());
        } else CHECK(listed(heard_.told) == listed(between(before, now_)));
        base::check_mistakes();
    }
    bool play_scope(int depth) {
        auto tx = db_.begin();
        play_level(depth);
        switch (pick(3)) {
        case 0:
            tx.rollback();
            [[fallthrough]];
        case 1:
            ++counts_["rollback"];
            return false;
        default:
            tx.commit();
            ++counts_["commit"];
        }
        return true;
    }
    bool play_function(int depth) {
        const bool stops = chance(3);
        const auto act = [&] {
            play_level(depth);
            if (stops) throw stop();
        };
        if (stops) CHECK_THROWS_AS(db_.transact(act), stop);
        else db_.transact(act);
        ++counts_[stops ? "thrown out of" : "transact"];
        return !stops;
    }
    void play_level(int depth) {
        for (int left = 1 + pick(3); left > 0; --left) {
            if (depth > 0 && chance(4)) {
                const state before = now_;
                const bool is_kept = chance(2) ? play_scope(depth - 1) : play_function(depth - 1);
                if (!is_kept) now_ = before;
                ++counts_[is_kept ? "savepoint released" : "savepoint rolled back"];
            } else base::play_operation();
        }
    }
};

/// Each operation is done, and each that can fail has failed; each event is heard.
inline void check_counts(const std::map<std::string, int>& counts) {
    for (const char* name : {"insert a row", "insert a constant row", "insert a range", "insert a constant range",
                             "insert values", "insert what is set", "insert from a query", "update a row",
                             "update a column", "update a set", "upsert a row", "upsert a new row",
                             "upsert without a key", "remove a row", "remove by key", "remove a set", "get"}) {
        CAPTURE(name);
        CHECK(counts.contains(name));
        CHECK(counts.contains(name + std::string(" fails")));
    }
    for (const char* name : {"find",
                             "refused",
                             "violated",
                             "missing",
                             "commit",
                             "rollback",
                             "transact",
                             "thrown out of",
                             "refused commit",
                             "savepoint released",
                             "savepoint rolled back",
                             "before_write",
                             "before_load",
                             "after_load",
                             "before_insert",
                             "before_update",
                             "before_remove",
                             "after_insert",
                             "after_update",
                             "after_remove",
                             "committed",
                             "after_commit",
                             "after_rollback",
                             "after_savepoint",
                             "after_release",
                             "after_rollback_to"}) {
        CAPTURE(name);
        CHECK(counts.contains(name));
    }
}

TEST_SUITE("event") {
    TEST_CASE_TEMPLATE("random programs: events are what a model has changed, and what is committed is told", Driver,
                       TEST_DRIVERS) {
        player<Driver> one;
        for (unsigned seed = 1; seed <= 2000; ++seed) {
            CAPTURE(seed);
            one.play(seed);
        }
        check_counts(one.counts());
    }
}

} // namespace event_random_test
