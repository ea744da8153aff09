#pragma once

#include "rowan/engine/execution.hpp"
#include "rowan/event/events.hpp"
#include "rowan/event/listeners.hpp"
#include "rowan/history/cascade.hpp"
#include "rowan/history/creation.hpp"
#include "rowan/history/definition.hpp"
#include "rowan/history/statement.hpp"
#include "rowan/schema/tables.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace rowan {

/// The listener that comes with a versioned table. The triggers record what changes; this gives the transactions of this
/// program their record, with actor and note, before the first write to a versioned table.
class history_recorder {
public:
    // A handler of after_begin may write before this one would hear of it.
    void on(const before_begin& e, auto& db) {
        actor_ = e.options.actor;
        note_ = e.options.note;
        texts_ = db.texts_run();
    }

    template <class Table>
        requires detail::is_versioned<Table>
    void on(const before_write<Table>&, auto& db) {
        begin_record(db);
    }
    template <class Table, class Connection>
        requires(!detail::is_versioned<Table> && detail::acts_on_history<Table, typename Connection::database::tables>)
    void on(const before_write<Table>& e, Connection& db) {
        if (e.operation != write_operation::insert) begin_record(db);
    }

    /// Whether the open transaction has its record.
    [[nodiscard]] bool is_settled(const auto&) const noexcept { return level_ != 0; }

    // The mark may not be seen by other connections, so it goes before the commit.
    void on(const before_commit&, auto& db) {
        using Connection = std::remove_reference_t<decltype(db)>;
        if constexpr (detail::is_postgres<Connection>) check_before_commit(db);
        else if (level_ != 0) db.template run<detail::clear_current_transaction>();
        level_ = 0;
    }
    void on(const after_commit&) noexcept { level_ = 0; }
    void on(const after_rollback&) noexcept { level_ = 0; }
    void on(const after_release& e) noexcept {
        if (level_ > e.depth) level_ = e.depth;
    }
    void on(const after_rollback_to& e) noexcept {
        if (level_ > e.depth) level_ = 0;
    }

    template <class Table>
        requires detail::is_versioned<Table>
    void on(const after_create<Table>&, auto& db) {
        using Connection = std::remove_reference_t<decltype(db)>;
        detail::history_creation<Connection> history(db);
        history.create_records();
        history.template create<Table>();
        if (!history.template lacks<Table>()) return;
        db.transact([&] {
            begin_record(db);
            db.template run<detail::begin_history<Table>>();
        });
    }
    // The records of transactions stay: other tables may have a history too.
    template <class Table>
        requires detail::is_versioned<Table>
    void on(const before_drop<Table>&, auto& db) {
        using Connection = std::remove_reference_t<decltype(db)>;
        db.execute(Connection::template text<detail::drop_history<Table>>());
    }

    /// The number of the open transaction, if it has changed a versioned table. PostgreSQL may give it a later one until it is
    /// committed.
    [[nodiscard]] std::optional<std::int64_t> transaction_id() const {
        return level_ == 0 ? std::nullopt : std::optional(id_);
    }

private:
    // SQL that the program wrote may have gone back before the record, so that the triggers made another, or all that was written.
    template <class Connection>
    void check_before_commit(Connection& db) {
        const bool is_named = db.texts_run() != texts_ && !(actor_.empty() && note_.empty());
        bool has_record = level_ != 0;
        if (!has_record && is_named) {
            detail::execution<Connection> running(db, db.template acquire<detail::has_transaction_record>());
            if (running.step()) running.statement().template read<encoding::standard>(0, has_record);
            running.finish_reading(1);
        }
        if (!has_record) return;
        using detail::check_constraints, detail::check_order;
        if (!is_named) return db.template run_with_commit<check_constraints, check_order>();
        db.run_with_commit(std::string(Connection::template text<check_constraints>()) + "; " +
                           std::string(Connection::template text<check_order>()) + naming_of_record());
    }
    [[nodiscard]] std::string naming_of_record() const {
        const auto given = [](const std::string& text) { return text.empty() ? "NULL" : detail::quoted_text(text); };
        return "; UPDATE \"rowan_transaction\" SET \"actor\" = " + given(actor_) + ", \"note\" = " + given(note_) +
               " WHERE \"id\" = " + std::string(detail::postgres_mark) + " AND \"actor\" IS NULL AND \"note\" IS NULL";
    }
    void begin_record(auto& db) {
        if (level_ != 0) return;
        using Connection = std::remove_reference_t<decltype(db)>;
        const auto given = [](const std::string& text) {
            return text.empty() ? std::nullopt : std::optional<std::string_view>(text);
        };
        using detail::outcome;
        id_ = run_bound<detail::open_transaction_record, Connection, outcome::key>(db, given(actor_), given(note_));
        if constexpr (!detail::is_postgres<Connection>)
            run_bound<detail::mark_current_transaction, Connection>(db, id_);
        level_ = db.transaction_depth();
    }
    template <class Statement, class Connection, detail::outcome Wanted = detail::outcome::nothing, class... Values>
    static std::int64_t run_bound(Connection& db, const Values&... values) {
        detail::execution<Connection> running(db, db.template acquire<Statement>());
        running.bind([&](auto& statement) {
            int number = 1;
            (statement.template bind<encoding::standard>(number++, values), ...);
        });
        return running.template run<Wanted>();
    }

    std::string actor_, note_;
    std::int64_t id_ = 0;
    std::uint64_t texts_ = 0;
    int level_ = 0; // the depth of transactions at which the record was made; 0 if there is none
};

namespace detail {

template <class Tables>
inline constexpr bool any_versioned = false;
template <class... Tables>
inline constexpr bool any_versioned<rowan::tables<Tables...>> = (is_versioned<Tables> || ...);

template <class Database>
    requires any_versioned<typename Database::tables>
struct declared_listeners<Database> {
    using type = rowan::listeners<history_recorder>;
};

} // namespace detail
} // namespace rowan
