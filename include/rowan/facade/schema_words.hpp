#pragma once

#include "rowan/engine/core.hpp"
#include "rowan/engine/run/script.hpp"
#include "rowan/engine/schema.hpp"
#include "rowan/engine/transaction/two_phase.hpp"
#include "rowan/meta/mistake.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace rowan::detail {

struct execute_script {
    template <class Core>
    void operator()(Core& core, std::string_view sql) const {
        execute_text(core, sql);
    }
};

/// Creating and dropping tables, and what concerns the whole database.
template <class Self, class Database>
class schema_words {
    static constexpr bool has_two_phase_commit = Database::driver::dialect::has_two_phase_commit;

public:
    /// Creates the tables of the database that are not there, in the order of their foreign keys, and their triggers, in one
    /// transaction. Triggers that are there are made anew if others are declared.
    auto create_tables() {
        using Check = all_creation_check<Database>;
        static_assert(told<Self, create_all_tables, Check>::checked);
        if constexpr (is_right<Check>) return perform<access::write>(self(), create_all_tables{});
    }
    /// Drops the tables of the database that are there, those that refer to others first, in one transaction.
    auto drop_tables() {
        using Check = shapes_check<typename Database::tables>;
        static_assert(told<Self, drop_all_tables, Check>::checked);
        if constexpr (is_right<Check>) return perform<access::write>(self(), drop_all_tables{});
    }
    /// Creates one table, if it is not there, and its triggers, which are made anew if others are declared.
    template <class Table>
    auto create_table() {
        using Check = creation_check_in<Table, Database>;
        static_assert(told<Self, create_the_table<Table>, Check>::checked);
        static_assert(names_check<Database>::checked);
        static_assert(triggers_check<Table, Database>::checked);
        if constexpr (is_right<Check>) return perform<access::write>(self(), create_the_table<Table>{});
    }
    template <class Table>
    auto drop_table() {
        using Check = shape_check<Table>;
        static_assert(told<Self, drop_the_table<Table>, Check>::checked);
        if constexpr (is_right<Check>) return perform<access::write>(self(), drop_the_table<Table>{});
    }

    /// Runs SQL that rowan does not write, statements separated by `;`, without values.
    auto execute(std::string_view sql) { return perform<access::write>(self(), execute_script{}, sql); }

    /// The second phase of a transaction that `transaction::prepare` left prepared.
    auto commit_prepared(std::string_view name) {
        static_assert(has_two_phase_commit, "rowan E511: this database has no two-phase commit");
        return perform<access::write>(self(), end_prepared{"COMMIT PREPARED "}, name);
    }
    auto rollback_prepared(std::string_view name) {
        static_assert(has_two_phase_commit, "rowan E511: this database has no two-phase commit");
        return perform<access::write>(self(), end_prepared{"ROLLBACK PREPARED "}, name);
    }
    /// The names of the transactions of this database that are prepared, the oldest first.
    [[nodiscard]] auto prepared_transactions() {
        static_assert(has_two_phase_commit, "rowan E511: this database has no two-phase commit");
        return perform<access::read_on_primary>(self(), list_prepared{});
    }

private:
    [[nodiscard]] Self& self() { return static_cast<Self&>(*this); }
};

} // namespace rowan::detail
