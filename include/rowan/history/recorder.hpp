#pragma once

#include "rowan/driver/capability.hpp"
#include "rowan/engine/run/execution.hpp"
#include "rowan/event/events.hpp"
#include "rowan/event/listeners.hpp"
#include "rowan/event/script.hpp"
#include "rowan/history/cascade.hpp"
#include "rowan/history/creation.hpp"
#include "rowan/history/definition.hpp"
#include "rowan/history/mark.hpp"
#include "rowan/history/postgres_transaction.hpp"
#include "rowan/history/script.hpp"
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
        forget();
        note_other_sql(db);
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
    // SQL of the program belongs to the transaction that it runs in.
    void on(const detail::before_script& e, auto& db) {
        using Connection = std::remove_reference_t<decltype(db)>;
        if (db.transaction_depth() == 0) return;
        if constexpr (detail::is_postgres<Connection>) {
            // The modes of a transaction are set before all else.
            std::string_view sql = e.sql;
            if (!detail::is_word(detail::take_word(sql), "SET")) name_actor(db);
        } else {
            // It has ended the transaction before.
            if (!db.handle().in_transaction()) return forget();
            const auto effect = detail::effect_of(e.sql, e.is_read_only);
            if (effect == detail::script_effect::writes) mark_pending(db);
            else if (effect == detail::script_effect::commits) clear(db);
        }
    }

    /// Whether the open transaction has its record.
    [[nodiscard]] bool is_settled(const auto& db) const noexcept { return is_certain_ && !other_sql_ran(db); }

    // The mark cannot be committed, so it goes before the commit.
    void on(const before_commit&, auto& db) {
        using Connection = std::remove_reference_t<decltype(db)>;
        if constexpr (detail::is_postgres<Connection>) check_before_commit(db);
        else clear(db);
        level_ = 0;
        is_certain_ = false;
    }
    void on(const after_commit&) noexcept { forget(); }
    void on(const after_rollback&) noexcept { forget(); }
    void on(const after_release& e) noexcept {
        if (level_ > e.depth) level_ = e.depth;
    }
    void on(const after_rollback_to& e) noexcept {
        if (level_ > e.depth) level_ = 0;
        if (level_ == 0 || is_touched_) is_certain_ = false;
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

    /// The number of the open transaction, if a write of rowan to a versioned table has made its record. PostgreSQL may give it
    /// a later one until it is committed.
    [[nodiscard]] std::optional<std::int64_t> transaction_id() const {
        return level_ == 0 ? std::nullopt : std::optional(id_);
    }

private:
    // SQL that the program wrote may have gone back before the record, so that the triggers made another, or all that was written.
    template <class Connection>
    void check_before_commit(Connection& db) {
        const bool is_named = db.texts_run() != texts_ && !(actor_.empty() && note_.empty());
        if (level_ == 0 && !(is_named && detail::asks<detail::has_transaction_record>(db))) return;
        using detail::check_constraints, detail::check_order, detail::name_record;
        if (!is_named) return db.template run_with_commit<check_constraints, check_order>();
        name_actor(db);
        db.template run_with_commit<check_constraints, name_record>();
    }
    void begin_record(auto& db) {
        if (!is_settled(db)) open_record(db);
    }
    [[gnu::noinline]] void open_record(auto& db) {
        using Connection = std::remove_reference_t<decltype(db)>;
        if (other_sql_ran(db)) doubt();
        note_other_sql(db);
        if constexpr (detail::is_postgres<Connection>) make_record(db); // or finds it
        else if (!is_touched_) make_marked_record(db);
        else if (const auto mark = found_mark(db); mark && *mark) id_ = **mark;
        else if (continues_record(db)) set_mark(db);
        else make_marked_record(db);
        level_ = db.transaction_depth();
        is_certain_ = true;
    }
    template <class Connection>
    void make_record(Connection& db) {
        id_ = run_bound<detail::open_transaction_record, Connection, detail::outcome::key>(db, given(actor_),
                                                                                           given(note_));
    }
    void make_marked_record(auto& db) {
        make_record(db);
        set_mark(db);
    }
    template <class Connection>
    void set_mark(Connection& db) {
        is_marked_ = true;
        run_bound<detail::set_mark, Connection>(db, id_);
    }
    /// The mark of this transaction, if it is there, with the number of its record, if that is.
    template <class Connection>
    std::optional<std::optional<std::int64_t>> found_mark(Connection& db) {
        std::optional<std::optional<std::int64_t>> found;
        if (!is_marked_) return found;
        detail::execution<Connection> running(db, db.template acquire<detail::find_mark>());
        if (running.step()) running.statement().template read<encoding::standard>(0, found.emplace());
        running.finish_reading(1);
        return found;
    }
    /// Whether the record that was made before is there, without its mark, as after a commit that failed.
    template <class Connection>
    bool continues_record(Connection& db) {
        return id_ != 0 && run_bound<detail::continue_record, Connection, detail::outcome::changes>(
                               db, given(actor_), given(note_), id_) > 0;
    }
    /// SQL of the program may change a versioned table: its first change makes the record.
    template <class Connection>
    void mark_pending(Connection& db) {
        if (is_settled(db)) return;
        doubt();
        note_other_sql(db);
        try {
            if (found_mark(db)) return;
            if (continues_record(db)) return set_mark(db);
            is_marked_ = true;
            run_bound<detail::set_pending_mark, Connection>(db, given(actor_), given(note_));
        } catch (const schema_mismatch&) {
            is_marked_ = false; // there are no tables as yet, and no triggers
        } catch (const read_only_database&) {
            is_marked_ = false;
        }
    }
    template <class Connection>
    void clear(Connection& db) {
        if (is_marked_) {
            // A trigger may have made the record.
            if (is_touched_)
                if (const auto mark = found_mark(db); mark && *mark) id_ = **mark;
            db.template run<detail::clear_mark>();
        }
        doubt(); // the commit may fail
    }
    void doubt() noexcept {
        is_certain_ = false;
        is_touched_ = true;
    }
    /// Tells the triggers who and why, for a record that they make. A transaction that has failed takes nothing but its end.
    template <class Connection>
    void name_actor(Connection& db) {
        if (actor_.empty() && note_.empty()) return;
        try {
            run_bound<detail::name_actor, Connection>(db, std::string_view(actor_), std::string_view(note_));
        } catch (const transaction_lost&) {}
    }
    void forget() noexcept {
        id_ = 0;
        level_ = 0;
        is_certain_ = is_marked_ = is_touched_ = false;
    }
    /// Whether SQL that rowan has not written may have taken the record or its mark away since that was noted.
    static bool other_sql_ran(const auto& db) noexcept {
        if constexpr (offers_capability<std::remove_cvref_t<decltype(db.handle())>, capability::foreign_sql>)
            return db.handle().ran_other_sql();
        else return false;
    }
    static void note_other_sql(auto& db) noexcept {
        if constexpr (offers_capability<std::remove_cvref_t<decltype(db.handle())>, capability::foreign_sql>)
            db.handle().note_other_sql();
    }
    static std::optional<std::string_view> given(const std::string& text) {
        return text.empty() ? std::nullopt : std::optional<std::string_view>(text);
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
    // The record and, on SQLite, its mark are there.
    bool is_certain_ = false;
    // On SQLite: a mark was set in this transaction; SQL of the program, or a commit that failed, may have taken it away.
    bool is_marked_ = false, is_touched_ = false;
};

namespace detail {

template <class Tables>
inline constexpr bool any_versioned = false;
template <class... Tables>
inline constexpr bool any_versioned<rowan::tables<Tables...>> = any_of({is_versioned<Tables>...});

} // namespace detail
} // namespace rowan
