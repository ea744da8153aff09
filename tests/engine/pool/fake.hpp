#pragma once

#include "rowan/driver/concept.hpp"
#include "rowan/driver/error.hpp"
#include "rowan/pool.hpp"
#include "rowan/schema/value.hpp"
#include "rowan/sql/dialect.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

/// Servers that can be stopped, restarted and made to lag at will, for what a pool does about it. Every query is answered with one
/// row, which says who answered it.
namespace test::servers {

/// The time of these servers and of their pools: it passes when a test says so, and where somebody waits in vain for an answer.
struct clock {
    using duration = std::chrono::nanoseconds;
    using rep = duration::rep;
    using period = duration::period;
    using time_point = std::chrono::time_point<clock>;
    static constexpr bool is_steady = true;

    static time_point now() noexcept { return time_point(duration(passed)); }
    static void advance(duration time) noexcept { passed += time.count(); }

private:
    static inline std::atomic<rep> passed{0};
};

struct server {
    std::int64_t number = 0;
    std::atomic<bool> is_up{true}, loses_commits{false}, cancels_reads{false}, is_standby{false};
    /// It takes connections and says nothing; it is lost when it is asked for its position; it needs an hour for a query.
    std::atomic<bool> is_silent{false}, is_lost_when_asked{false}, is_slow{false};
    /// What a query throws.
    std::atomic<void (*)()> trouble{nullptr};
    std::atomic<int> restarts{0}, open{0}, most_open{0}, opened{0}, checks{0}, questions{0};
    /// How often somebody has waited in vain for an answer of one that is silent or slow, and what happens during the next wait.
    std::atomic<int> waits{0};
    std::function<void()> during_wait{};
    /// How often two threads were found within one connection.
    std::atomic<int> collisions{0};
    std::atomic<std::uint64_t> position{0};

    /// Every connection is lost; new ones can be opened.
    void restart() { ++restarts; }
    /// The time in which an answer is waited for in vain.
    void wait(clock::duration limit) {
        ++waits;
        if (const auto action = std::exchange(during_wait, nullptr)) action();
        clock::advance(limit);
    }
};

struct network {
    server primary{.number = 1}, first{.number = 2}, second{.number = 3};

    server& find(const std::string& name) {
        if (name == "primary") return primary;
        if (name == "first") return first;
        if (name == "second") return second;
        throw rowan::connection_lost("there is no server '" + name + "'");
    }
};

struct options {
    network* at = nullptr;
    std::chrono::milliseconds connect_timeout = std::chrono::seconds(20);
};

/// What a connection and its statements share.
struct session {
    server& at;
    int restarts;
    bool is_broken = false, in_transaction = false;
    std::atomic<int> users{0};

    /// How long an answer is waited for.
    std::chrono::milliseconds limit = std::chrono::seconds(20);

    session(server& found, std::chrono::milliseconds connect_timeout) : at(found), restarts(found.restarts) {
        if (at.is_silent) {
            at.wait(connect_timeout);
            throw rowan::connection_lost("no answer");
        }
        if (!at.is_up) throw rowan::connection_lost("the server is down");
        ++at.opened;
        const int open = ++at.open;
        for (int most = at.most_open; most < open && !at.most_open.compare_exchange_weak(most, open);) {}
    }
    ~session() { --at.open; }

    void run(std::string_view text) {
        if (users++ != 0) ++at.collisions;
        ask(text);
        if (text.starts_with("BEGIN")) in_transaction = true;
        if (text == "COMMIT" || text == "ROLLBACK") in_transaction = false;
        if (text.starts_with("INSERT") || text.starts_with("UPDATE")) ++at.position;
        --users;
    }
    void ask(std::string_view text) {
        const bool is_commit = text == "COMMIT" && at.loses_commits;
        is_broken = is_broken || !at.is_up || at.restarts != restarts || is_commit;
        try {
            if (!is_broken && (at.is_silent || (at.is_slow && text.starts_with("SELECT")))) {
                is_broken = true;
                at.wait(limit);
                if (!at.is_silent) throw rowan::timed_out("it takes longer", 0, text);
            }
            if (is_commit) throw rowan::commit_unknown("the server is gone", 0, text);
            if (is_broken) throw rowan::connection_lost("the server is gone", 0, text);
            if (at.cancels_reads && text.starts_with("SELECT"))
                throw rowan::serialization_failure("the query is in the way of the replay", 0, text);
            if (const auto trouble = at.trouble.load(); trouble != nullptr && text.starts_with("SELECT")) trouble();
            if (at.is_standby && text.find("nextval") != text.npos)
                throw rowan::read_only_database("this is a standby", 0, text);
            if (text.find("no_function") != text.npos) throw rowan::schema_mismatch("no such function", 0, text);
        } catch (...) {
            --users;
            throw;
        }
    }
};

class statement {
public:
    statement(session& session, std::string_view text) : session_(&session), text_(text) {}

    template <rowan::encoding, class Value>
    void bind(int, const Value&) {}
    template <rowan::encoding, class Range>
    void bind_list(int, const Range&) {}
    bool step() {
        if (is_done_) return false;
        is_done_ = true;
        session_->run(text_);
        return text_.starts_with("SELECT");
    }
    template <rowan::encoding, class Value>
    void read(int, Value& target) const {
        if constexpr (std::is_same_v<Value, std::int64_t>) target = session_->at.number;
        else target = {};
    }
    void reset() noexcept { is_done_ = false; }
    [[nodiscard]] bool is_null(int) const { return false; }
    [[nodiscard]] std::string_view sql() const { return text_; }

private:
    session* session_;
    std::string text_;
    bool is_done_ = false;
};

class connection {
public:
    static constexpr auto offers = rowan::capability::loss | rowan::capability::life |
                                   rowan::capability::answer_limits | rowan::capability::write_position |
                                   rowan::capability::replay_position;

    connection(const std::string& name, const options& chosen)
        : session_(std::make_unique<session>(chosen.at->find(name), chosen.connect_timeout)) {}

    [[nodiscard]] statement prepare(std::string_view text) { return {*session_, text}; }
    void execute(std::string_view text) { session_->run(text); }
    [[nodiscard]] std::int64_t changes() const { return 1; }
    [[nodiscard]] std::int64_t last_insert_id() const { return 1; }
    [[nodiscard]] bool in_transaction() const { return session_->in_transaction; }
    void pause(std::chrono::milliseconds) {}

    [[nodiscard]] bool is_broken() const noexcept { return session_->is_broken; }
    [[nodiscard]] bool is_alive() {
        ++session_->at.checks;
        session_->run("");
        return true;
    }
    void limit_answers(std::chrono::milliseconds limit) noexcept {
        session_->limit = std::min<std::chrono::milliseconds>(limit, std::chrono::seconds(20));
    }
    [[nodiscard]] std::chrono::milliseconds limit() const { return session_->limit; }
    [[nodiscard]] std::uint64_t write_position() {
        if (session_->at.is_lost_when_asked) session_->at.restart();
        return replay_position();
    }
    [[nodiscard]] std::uint64_t replay_position() {
        ++session_->at.questions;
        session_->run("");
        return session_->at.position;
    }

private:
    std::unique_ptr<session> session_;
};

struct driver {
    using clock = servers::clock;
    using dialect = rowan::sqlite_dialect;
    using options = servers::options;
    using connection = servers::connection;
    using statement = servers::statement;
    static constexpr std::size_t max_parameters = 100;

    static options opening_within(options chosen, std::chrono::milliseconds limit) {
        chosen.connect_timeout = std::min(chosen.connect_timeout, limit);
        return chosen;
    }
};
static_assert(rowan::clock_driver<driver>);
static_assert(rowan::driver<driver> && !rowan::one_writer_driver<driver>);
static_assert(rowan::limits_opening<driver> && rowan::limits_answers<connection>);

struct Answer {
    std::int64_t id{};
    std::string text{};
};
struct database {
    using driver = servers::driver;
    using tables = rowan::tables<Answer>;
};
using pool = rowan::pool<database>;

} // namespace test::servers
