#include "support/drivers.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <type_traits>
#include <vector>

// SQL of the program among the writes of rowan, in every order: the past is what the table was after each commit, and who did it is
// the actor of the transaction.
namespace history_random_sql_test {

struct Seat {
    std::int64_t id = 0;
    int row = 0;
    std::optional<int> guest;
    std::optional<std::int64_t> beside; // checked at the commit
    friend bool operator==(const Seat&, const Seat&) = default;
};

} // namespace history_random_sql_test

template <>
inline constexpr auto rowan::table<history_random_sql_test::Seat> = rowan::define<history_random_sql_test::Seat>(
    rowan::unique<&history_random_sql_test::Seat::guest>,
    rowan::foreign_key<&history_random_sql_test::Seat::beside>.references<&history_random_sql_test::Seat::id>().initially_deferred());
template <>
inline constexpr auto rowan::history<history_random_sql_test::Seat> = rowan::versioned{};

namespace history_random_sql_test {

using namespace rowan;

template <class Driver>
struct hall {
    using driver = Driver;
    using tables = rowan::tables<Seat>;
};

template <class Driver>
class player {
public:
    static constexpr bool is_sqlite = std::is_same_v<Driver, sqlite>;

    explicit player(unsigned seed) : random_(seed) { db_.create_tables(); }

    void play() {
        if (chance(5)) {
            attempt([&] { db_.execute(sql()); });
            return note({});
        }
        const std::string actor = "a" + std::to_string(++transactions_);
        bool is_committed = true;
        {
            auto tx = db_.begin({.actor = actor});
            play_level(2);
            if (chance(4)) is_committed = false; // rolled back by the scope
            else if (chance(4)) {
                attempt([&] { db_.execute("COMMIT"); });
                is_committed = !db_.handle().in_transaction();
                if (!is_committed && is_sqlite) {
                    play_level(1);
                    is_committed = attempt([&] { tx.commit(); });
                }
            } else is_committed = attempt([&] { tx.commit(); });
            if (!is_committed && is_sqlite && db_.handle().in_transaction() && chance(2)) {
                db_.execute("UPDATE seat SET beside = NULL");
                play_operation();
                db_.execute("UPDATE seat SET beside = NULL");
                tx.commit();
                is_committed = true;
            }
        }
        note(actor);
    }
    void check() {
        for (const auto& [id, seats] : past_) {
            CAPTURE(id);
            CHECK(rows(select<Seat>().as_of(id)) == seats);
        }
        for (std::int64_t id = 1; id <= 400; ++id) {
            const auto versions = db_.template versions<Seat>(id);
            for (std::size_t i = 0; i < versions.size(); ++i) {
                CHECK(versions[i].end_transaction_id.has_value() == (i + 1 < versions.size()));
                if (i == 0) continue;
                CHECK(versions[i - 1].end_transaction_id == versions[i].transaction.id);
                CHECK((versions[i].operation != version_operation::update || versions[i].row != versions[i - 1].row));
            }
        }
        if constexpr (is_sqlite)
            CHECK(test::raw_rows(db_.handle().native_handle(), "SELECT * FROM rowan_current_transaction").empty());
    }

private:
    bool chance(int of) { return pick(of) == 0; }
    int pick(int below) { return static_cast<int>(random_() % static_cast<unsigned>(below)); }
    std::string id() { return std::to_string(1 + pick(6)); }
    std::string guest() { return chance(3) ? "NULL" : std::to_string(pick(4)); }

    template <class Action>
    static bool attempt(const Action& action) {
        try {
            action();
            return true;
        } catch (const error&) {
            return false;
        }
    }
    std::string sql() {
        const std::string policy = !is_sqlite ? "" : chance(2) ? "OR REPLACE " : chance(2) ? "OR IGNORE " : "";
        switch (pick(6)) {
        case 0:
            return "UPDATE " + policy + "seat SET guest = " + guest() + ", row = row + 1 WHERE id = " + id();
        case 1:
            return "INSERT " + policy + "INTO seat (row, guest) VALUES (1, " + guest() + "), (2, " + guest() + ")";
        case 2:
            return "INSERT " + policy + "INTO seat VALUES (" + id() + ", 3, " + guest() + ", NULL)";
        case 3:
            return "DELETE FROM seat WHERE id = " + id() + "; UPDATE seat SET row = 1 WHERE id = " + id();
        case 4:
            return "UPDATE " + policy + "seat SET id = " + id() + " WHERE id = " + id();
        default:
            return "UPDATE seat SET beside = " + id() + " WHERE id = " + id();
        }
    }
    void play_operation() {
        // In a savepoint: after an error PostgreSQL takes nothing more in a transaction.
        attempt([&] {
            db_.transact([&] {
                const std::int64_t key = 1 + pick(6);
                const Seat seat{key, pick(3), chance(3) ? std::nullopt : std::optional(pick(4)), std::nullopt};
                switch (pick(6)) {
                case 0:
                    return db_.upsert(seat);
                case 1:
                    return db_.update(seat);
                case 2:
                    db_.template remove<Seat>(key);
                    return;
                default:
                    db_.execute(sql());
                }
            });
        });
    }
    void play_level(int depth) {
        for (int left = pick(5); left > 0; --left) {
            const int kind = depth > 0 ? pick(5) : 2;
            if (kind == 0) {
                auto savepoint = db_.begin();
                play_level(depth - 1);
                if (chance(2)) savepoint.commit();
            } else if (kind == 1) {
                db_.execute("SAVEPOINT a");
                play_level(0);
                db_.execute(chance(2) ? "ROLLBACK TO a; RELEASE a" : "RELEASE a");
            } else play_operation();
        }
    }

    template <class Query>
    std::map<std::int64_t, Seat> rows(const Query& query) {
        std::map<std::int64_t, Seat> found;
        for (const Seat& seat : db_(query)) found[seat.id] = seat;
        return found;
    }
    /// Looks at what has been committed since: by whom, and what is there.
    void note(const std::string& actor) {
        std::size_t records = 0;
        const auto all = db_.transactions();
        for (const auto& record : all) {
            if (record.id <= last_ || db_.template versions_in<Seat>(record.id).empty()) continue;
            ++records;
            CHECK(record.actor.value_or("") == actor);
        }
        if (!actor.empty()) CHECK(records <= 1);
        const auto now = rows(select<Seat>());
        if (now != now_) CHECK(records > 0);
        now_ = now;
        if (!all.empty()) {
            last_ = all.back().id;
            past_[last_] = now;
        }
    }

    connection<hall<Driver>> db_{test::empty_database<Driver>::name()};
    std::mt19937 random_;
    std::map<std::int64_t, std::map<std::int64_t, Seat>> past_;
    std::map<std::int64_t, Seat> now_;
    std::int64_t last_ = 0;
    int transactions_ = 0;
};

TEST_SUITE("history") {
    TEST_CASE_TEMPLATE("after random SQL the past is what the table was, by the actors of the transactions", Driver,
                       TEST_DRIVERS) {
        for (unsigned seed = 1; seed <= 10; ++seed) {
            CAPTURE(seed);
            player<Driver> one(seed);
            for (int i = 0; i < 40; ++i) one.play();
            one.check();
        }
    }
}

} // namespace history_random_sql_test
