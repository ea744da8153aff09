#pragma once

#include "rowan/driver/capability.hpp"
#include "rowan/engine/core.hpp"
#include "rowan/engine/run/lease.hpp"
#include "rowan/engine/run/script.hpp"
#include "rowan/engine/transaction/levels.hpp"
#include "rowan/engine/transaction/transaction.hpp"
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
        auto& core = detail::core_of(db);
        actor_ = e.options.actor;
        note_ = e.options.note;
        texts_ = core.texts_run;
        forget();
        forget_other_sql(core);
    }

    template <class Table>
        requires detail::is_versioned<Table>
    void on(const before_write<Table>&, auto& db) {
        begin_record(detail::core_of(db));
    }
    template <class Table, class Connection>
        requires(!detail::is_versioned<Table> && detail::acts_on_history<Table, typename Connection::database::tables>)
    void on(const before_write<Table>& e, Connection& db) {
        // A foreign key acts on no insert.
        if (e.operation != write_operation::insert || detail::trigger_count<Table> > 0)
            begin_record(detail::core_of(db));
    }
    // SQL of the program belongs to the transaction that it runs in.
    void on(const detail::before_script& e, auto& db) {
        auto& core = detail::core_of(db);
        if (core.transaction.depth == 0) return;
        if constexpr (detail::is_postgres<std::remove_reference_t<decltype(core)>>) {
            // The modes of a transaction are set before all else.
            std::string_view sql = e.sql;
            if (!detail::is_word(detail::take_word(sql), "SET")) name_actor(core);
        } else {
            // It has ended the transaction before.
            if (!core.handle.in_transaction()) return forget();
            const auto effect = detail::effect_of(e.sql, e.is_read_only);
            if (effect == detail::script_effect::writes) mark_pending(core);
            else if (effect == detail::script_effect::commits) clear(core);
        }
    }

    /// Whether the open transaction has its record.
    [[nodiscard]] bool is_settled(const auto& core) const noexcept { return is_certain_ && !other_sql_ran(core); }

    // The mark cannot be committed, so it goes before the commit.
    void on(const before_commit&, auto& db) {
        auto& core = detail::core_of(db);
        if constexpr (detail::is_postgres<std::remove_reference_t<decltype(core)>>) check_before_commit(core);
        else clear(core);
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
        auto& core = detail::core_of(db);
        detail::history_creation<std::remove_reference_t<decltype(core)>> history(core);
        history.create_records();
        history.template create<Table>();
        if (!history.template lacks<Table>()) return;
        detail::transact(core, {}, [&] {
            begin_record(core);
            detail::run<detail::begin_history<Table>>(core);
        });
    }
    // The records of transactions stay: other tables may have a history too.
    template <class Table>
        requires detail::is_versioned<Table>
    void on(const before_drop<Table>&, auto& db) {
        auto& core = detail::core_of(db);
        detail::execute_text(core, core.template text<detail::drop_history<Table>>());
    }

    /// The number of the open transaction, if a write of rowan to a versioned table has made its record. PostgreSQL may give it
    /// a later one until it is committed.
    [[nodiscard]] std::optional<std::int64_t> transaction_id() const {
        return level_ == 0 ? std::nullopt : std::optional(id_);
    }

private:
    // SQL that the program wrote may have gone back before the record, so that the triggers made another, or all that was written.
    template <class Core>
    void check_before_commit(Core& core) {
        const bool is_named = core.texts_run != texts_ && !(actor_.empty() && note_.empty());
        if (level_ == 0 && !(is_named && detail::ask<detail::has_transaction_record>(core))) return;
        using detail::check_constraints, detail::check_order, detail::name_record;
        if (!is_named) return detail::run_with_commit<check_constraints, check_order>(core);
        name_actor(core);
        detail::run_with_commit<check_constraints, name_record>(core);
    }
    void begin_record(auto& core) {
        if (!is_settled(core)) open_record(core);
    }
    template <class Core>
    [[gnu::noinline]] void open_record(Core& core) {
        if (other_sql_ran(core)) doubt();
        forget_other_sql(core);
        if constexpr (detail::is_postgres<Core>) make_record(core); // or finds it
        else if (!is_touched_) make_marked_record(core);
        else if (const auto mark = found_mark(core); mark && *mark) id_ = **mark;
        else if (continues_record(core)) set_mark(core);
        else make_marked_record(core);
        level_ = core.transaction.depth;
        is_certain_ = true;
    }
    template <class Core>
    void make_record(Core& core) {
        id_ = detail::run<detail::open_transaction_record, detail::outcome::key>(
            core, detail::with_values(given(actor_), given(note_)));
    }
    void make_marked_record(auto& core) {
        make_record(core);
        set_mark(core);
    }
    template <class Core>
    void set_mark(Core& core) {
        is_marked_ = true;
        detail::run<detail::set_mark>(core, detail::with_values(id_));
    }
    /// The mark of this transaction, if it is there, with the number of its record, if that is.
    template <class Core>
    std::optional<std::optional<std::int64_t>> found_mark(Core& core) {
        if (!is_marked_) return std::nullopt;
        return detail::ask<detail::find_mark, std::optional<std::int64_t>>(core, detail::with_values());
    }
    /// Whether the record that was made before is there, without its mark, as after a commit that failed.
    template <class Core>
    bool continues_record(Core& core) {
        return id_ != 0 && detail::run<detail::continue_record, detail::outcome::changes>(
                               core, detail::with_values(given(actor_), given(note_), id_)) > 0;
    }
    /// SQL of the program may change a versioned table: its first change makes the record.
    template <class Core>
    void mark_pending(Core& core) {
        if (is_settled(core)) return;
        doubt();
        forget_other_sql(core);
        try {
            if (found_mark(core)) return;
            if (continues_record(core)) return set_mark(core);
            is_marked_ = true;
            detail::run<detail::set_pending_mark>(core, detail::with_values(given(actor_), given(note_)));
        } catch (const schema_mismatch&) {
            is_marked_ = false; // there are no tables as yet, and no triggers
        } catch (const read_only_database&) {
            is_marked_ = false;
        }
    }
    template <class Core>
    void clear(Core& core) {
        if (is_marked_) {
            // A trigger may have made the record.
            if (is_touched_)
                if (const auto mark = found_mark(core); mark && *mark) id_ = **mark;
            detail::run<detail::clear_mark>(core);
        }
        doubt(); // the commit may fail
    }
    void doubt() noexcept {
        is_certain_ = false;
        is_touched_ = true;
    }
    /// Tells the triggers who and why, for a record that they make. A transaction that has failed takes nothing but its end.
    template <class Core>
    void name_actor(Core& core) {
        if (actor_.empty() && note_.empty()) return;
        try {
            detail::run<detail::name_actor>(core,
                                            detail::with_values(std::string_view(actor_), std::string_view(note_)));
        } catch (const transaction_lost&) {}
    }
    void forget() noexcept {
        id_ = 0;
        level_ = 0;
        is_certain_ = is_marked_ = is_touched_ = false;
    }
    /// Whether SQL that rowan has not written may have taken the record or its mark away since it was forgotten.
    static bool other_sql_ran(const auto& core) noexcept {
        if constexpr (offers_capability<std::remove_cvref_t<decltype(core.handle)>, capability::foreign_sql>)
            return core.handle.ran_other_sql();
        else return false;
    }
    static void forget_other_sql(auto& core) noexcept {
        if constexpr (offers_capability<std::remove_cvref_t<decltype(core.handle)>, capability::foreign_sql>)
            core.handle.forget_other_sql();
    }
    static std::optional<std::string_view> given(const std::string& text) {
        return text.empty() ? std::nullopt : std::optional<std::string_view>(text);
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
