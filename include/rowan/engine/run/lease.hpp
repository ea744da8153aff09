#pragma once

#include "rowan/driver/capability.hpp"
#include "rowan/driver/error.hpp"
#include "rowan/engine/core.hpp"
#include "rowan/engine/run/failure.hpp"
#include "rowan/engine/run/kind.hpp"
#include "rowan/engine/run/statement_cache.hpp"
#include "rowan/event/dispatch.hpp"
#include "rowan/schema/value.hpp"
#include "rowan/sql/row_statement.hpp"
#include "rowan/sql/text.hpp"
#include "rowan/sql/variant.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace rowan::detail {

/// What is kept only while somebody listens to statements.
struct times_of_run {
    std::chrono::steady_clock::time_point begin{};
};
struct nothing {};

template <class Handle>
std::int64_t total_changes_of(const Handle& handle) {
    if constexpr (offers_capability<Handle, capability::total_changes>) return handle.total_changes();
    else return 0;
}
/// The rows that were inserted, updated or deleted by what has run since there were `before` changes in total; of several
/// statements, by the last that does so.
template <class Handle>
std::int64_t changes_since(std::int64_t before, const Handle& handle) {
    if constexpr (offers_capability<Handle, capability::total_changes>)
        if (handle.total_changes() == before) return 0;
    return handle.changes();
}

/// What is asked of a statement that has run: the number of rows that it changed; that it inserted all its rows, and with `key` the
/// last key that the database made.
enum class outcome : unsigned char { nothing, changes, insertion, key };

[[noreturn]] inline void throw_left_out(std::int64_t written, std::int64_t rows, std::string_view sql) {
    const std::string count =
        rows == 1 ? std::string("the row") : std::to_string(rows - written) + " of " + std::to_string(rows) + " rows";
    throw row_left_out("the database left out " + count +
                           " and reported no error, as a trigger, a rule or ON CONFLICT IGNORE of the table may do",
                       0, sql);
}

/// What follows the loss of a transaction would else be committed by itself.
[[noreturn]] inline void throw_transaction_lost() {
    throw transaction_lost("the transaction has ended without rowan: the database rolled it back after an error, or "
                           "SQL ended it; leave it and begin another");
}
template <class Core>
void check_transaction(const Core& core) {
    if constexpr (heard<execute_error, Core>)
        if (core.is_declared_lost) throw_declared_lost();
    if (core.transaction.depth > 0 && !core.handle.in_transaction()) [[unlikely]]
        throw_transaction_lost();
}

template <class Core>
auto prepared_statement(Core& core, std::string_view text) {
    if constexpr (heard<execute_error, Core>) {
        try {
            return core.handle.prepare(text);
        } catch (const error& failure) {
            rethrow_told(core, text, failure);
        }
    } else return core.handle.prepare(text);
}
template <class Core>
[[gnu::noinline]] auto& prepare(Core& core, statement_table<typename Core::statement_type>& table, std::size_t slot,
                                std::string_view text) {
    auto* first = table.first(slot);
    auto& entry = table.add(slot, prepared_statement(core, text));
    if constexpr (offers_capability<typename Core::statement_type, capability::shared_preparation>)
        if (first != nullptr) entry.statement.adopt_preparation(first->statement);
    return entry;
}
/// A prepared statement that does not run.
template <class Statement, class Core>
[[nodiscard]] auto& acquire(Core& core) {
    using Dialect = typename Core::dialect;
    using Naming = typename Core::naming;
    check_transaction(core);
    const auto& place = place_of<Statement>();
    auto& table = core.statements.table_of(place);
    if (auto* ready = table.find(place.index)) return *ready;
    if constexpr (is_long<Statement>)
        return prepare(core, table, place.index, text_of_variant<Dialect, Naming>(Statement{}));
    else return prepare(core, table, place.index, text_of<Statement, Dialect, Naming>);
}
/// As `acquire`, for a statement of which the variant depends on the parts that are present.
template <class Core, class Statement>
[[nodiscard]] auto& acquire_variant(Core& core, const Statement& statement) {
    constexpr std::size_t variants = variant_count<Statement>;
    if constexpr (variants == 1) return acquire<Statement>(core);
    else {
        using Dialect = typename Core::dialect;
        check_transaction(core);
        const auto& place = place_of<Statement, variants>();
        const std::size_t slot = place.index + variant_of<Dialect>(statement);
        auto& table = core.statements.table_of(place);
        if (auto* ready = table.find(slot)) return *ready;
        return prepare(core, table, slot, text_of_variant<Dialect, typename Core::naming>(statement));
    }
}

/// A prepared statement that is lent for one run, from its binding to its end: the only place where statements are stepped, and
/// where their events are raised. (A script, and a commit that is sent with others, tell of themselves.)
template <class Core>
class lease {
public:
    using statement_type = typename Core::statement_type;
    static constexpr bool is_timed = heard<after_execute, Core>;
    static constexpr bool reports_errors = heard<execute_error, Core>;

    lease(Core& core, prepared<statement_type>& entry) : core_(core), entry_(entry) {
        if constexpr (heard<before_execute, Core>) {
            try {
                if (!entry_.kind) entry_.kind = kind_of_text(sql());
                raise(core_, before_execute{sql(), *entry_.kind});
            } catch (...) {
                give_back();
                throw;
            }
        }
        if constexpr (is_timed) times_.begin = std::chrono::steady_clock::now();
    }
    lease(const lease&) = delete;
    lease& operator=(const lease&) = delete;
    ~lease() {
        if (!is_given_back_) give_back();
    }

    [[nodiscard]] statement_type& statement() { return entry_.statement; }
    [[nodiscard]] std::string_view sql() const { return entry_.statement.sql(); }
    /// How many rows are still to come, once it has begun: known, or guessed from what it gave of late.
    [[nodiscard]] std::size_t expected_rows() const {
        if constexpr (offers_capability<statement_type, capability::rows_in_memory>)
            return entry_.statement.rows_left() + 1;
        else return entry_.expected_rows;
    }

    /// Binds with `bind(statement)`; an error in it is an error of the statement.
    template <class Bind>
    void bind(const Bind& bind) {
        if constexpr (reports_errors) reported([&] { bind(entry_.statement); });
        else bind(entry_.statement);
    }
    /// True for a row.
    bool step() {
        if constexpr (reports_errors) return reported([&] { return entry_.statement.step(); });
        else return entry_.statement.step();
    }
    void run_to_end() {
        while (step()) {}
    }
    /// The same, where its end cannot become an error: what a handler of after_execute throws has nowhere to go.
    void run_to_end_quietly() {
        run_to_end();
        if constexpr (is_timed) {
            try {
                finish(0);
            } catch (...) {}
        }
    }
    /// Runs a statement that gives no rows; what is wanted of it, taken before handlers run statements of their own. Throws
    /// `row_left_out` if it is to insert `rows` rows and inserts others.
    template <outcome Wanted = outcome::nothing>
    std::int64_t run(std::int64_t rows = 1) {
        constexpr bool is_returned = Wanted == outcome::key && Core::dialect::returns_keys;
        constexpr bool is_counted = Wanted == outcome::insertion || (Wanted == outcome::key && !is_returned);
        std::int64_t changes = 0, wanted = 0;
        [[maybe_unused]] std::int64_t before = 0;
        if constexpr (is_timed) before = total_changes_of(core_.handle);
        if constexpr (is_returned) {
            if (!step()) leave_out(0, rows);
            entry_.statement.template read<encoding::standard>(0, wanted);
        }
        run_to_end();
        if constexpr (is_counted || Wanted == outcome::changes) changes = core_.handle.changes();
        if constexpr (is_counted)
            if (changes != rows) [[unlikely]]
                leave_out(changes, rows);
        if constexpr (Wanted == outcome::changes) wanted = changes;
        if constexpr (Wanted == outcome::key && !is_returned) wanted = core_.handle.last_insert_id();
        if constexpr (is_timed) changes = changes_since(before, core_.handle);
        finish(changes);
        return wanted;
    }
    /// Runs a statement that copies `count` rows into a table, which `give(sink, i)` gives; see the driver. How many are in it then.
    template <class Keys, class Check, class Give>
    std::int64_t copy(std::size_t count, Keys& keys, const Check& check, const Give& give) {
        reported([&] { entry_.statement.copy(count, keys, check, give); });
        const std::int64_t copied = core_.handle.changes();
        finish(copied);
        return copied;
    }
    /// All rows of a statement, behind those that are there; `read(statement, row)` reads one.
    template <class Row, class Read>
    void collect(std::vector<Row>& rows, const Read& read) {
        const std::size_t before = rows.size();
        while (step()) read(entry_.statement, rows.emplace_back());
        finish_reading(rows.size() - before);
    }
    /// The statement has given its last row.
    void finish_reading(std::size_t rows) {
        entry_.expect(rows);
        finish(static_cast<std::int64_t>(rows));
    }
    /// The statement is done, or is not wanted any longer.
    void finish([[maybe_unused]] std::int64_t rows) {
        if constexpr (is_timed) {
            const auto elapsed = std::chrono::steady_clock::now() - times_.begin;
            // The statement may be gone once it is given back. The connection keeps the room; a handler that runs others has room of its own.
            std::string text = std::exchange(core_.text_room, {});
            text.assign(sql());
            give_back();
            raise(core_, after_execute{text, elapsed, rows});
            core_.text_room = std::move(text);
        } else give_back();
    }

private:
    [[gnu::cold]] [[gnu::noinline]] void leave_out(std::int64_t written, std::int64_t rows) {
        reported([&] { throw_left_out(written, rows, sql()); });
    }
    void give_back() noexcept {
        is_given_back_ = true;
        entry_.statement.reset();
        core_.statements.release(entry_);
    }
    template <class Action>
    decltype(auto) reported(const Action& action) {
        if constexpr (reports_errors) {
            try {
                return action();
            } catch (const error& failure) {
                rethrow_told(core_, sql(), failure);
            }
        } else return action();
    }

    Core& core_;
    prepared<statement_type>& entry_;
    [[no_unique_address]] std::conditional_t<is_timed, times_of_run, nothing> times_;
    bool is_given_back_ = false;
};

/// What binds values in their order.
template <class... Values>
auto with_values(const Values&... values) {
    return [&](auto& statement) {
        int number = 1;
        (statement.template bind<encoding::standard>(number++, values), ...);
    };
}

/// Runs a statement that gives no rows; see `lease::run`.
template <class Statement, outcome Wanted = outcome::nothing, class Core, class Bind>
std::int64_t run(Core& core, const Bind& bind, std::int64_t rows = 1) {
    lease<Core> running(core, acquire<Statement>(core));
    running.bind(bind);
    return running.template run<Wanted>(rows);
}
template <class Statement, class Core>
std::int64_t run(Core& core) {
    return lease<Core>(core, acquire<Statement>(core)).run();
}
/// The first value of the first row, if there is a row.
template <class Statement, class Value, class Core, class Bind>
[[nodiscard]] std::optional<Value> ask(Core& core, const Bind& bind) {
    lease<Core> running(core, acquire<Statement>(core));
    running.bind(bind);
    std::optional<Value> answer;
    if (running.step()) running.statement().template read<encoding::standard>(0, answer.emplace());
    running.finish_reading(answer ? 1 : 0);
    return answer;
}
/// The value of a statement that gives one row, whatever it is asked.
template <class Statement, class Value, class Core, class Bind>
[[nodiscard]] Value ask_one(Core& core, const Bind& bind) {
    lease<Core> running(core, acquire<Statement>(core));
    running.bind(bind);
    running.step();
    Value answer{};
    running.statement().template read<encoding::standard>(0, answer);
    running.finish_reading(1);
    return answer;
}
/// The truth that a statement without values gives.
template <class Statement, class Core>
[[nodiscard]] bool ask(Core& core) {
    return ask_one<Statement, bool>(core, with_values());
}
/// All rows of a statement; `read(statement, row)` reads one.
template <class Statement, class Row, class Core, class Bind, class Read>
[[nodiscard]] std::vector<Row> collect(Core& core, const Bind& bind, const Read& read) {
    lease<Core> running(core, acquire<Statement>(core));
    running.bind(bind);
    std::vector<Row> rows;
    running.collect(rows, read);
    return rows;
}

} // namespace rowan::detail
