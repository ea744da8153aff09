#pragma once

#include "rowan/driver/error.hpp"
#include "rowan/engine/core.hpp"
#include "rowan/engine/run/lease.hpp"
#include "rowan/engine/transaction/transaction.hpp"
#include "rowan/engine/write/remove.hpp"
#include "rowan/engine/write/set_insert.hpp"
#include "rowan/engine/write/set_rows.hpp"
#include "rowan/engine/write/set_statement.hpp"
#include "rowan/engine/write/set_update.hpp"
#include "rowan/event/dispatch.hpp"
#include "rowan/sql/affected_rows.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

// Statements that write rows of a table with handlers as a set: the rows are read and locked first, the handlers hear of each, and the
// rows that were read are written.
namespace rowan::detail {

/// Whether handlers can hear of the rows that a statement writes.
template <class Query, class Core>
consteval bool can_be_heard() {
    using Table = typename Query::table;
    using Clauses = typename Query::clauses_type;
    constexpr const Clauses* clauses = nullptr;
    if constexpr (is_instance_of<insert_query, Query>) return can_insert_be_heard<Query>();
    else if constexpr (std::is_base_of_v<with_keys_clause, Clauses>) return false;
    else if constexpr (is_instance_of<update_query, Query> &&
                       hears_cascade_of_update<Table, columns_written_by<Query>, Core>())
        return false;
    else if constexpr (!has_key<Table> || has_clause<from_clause>(clauses)) return false;
    else if constexpr (!gives_rows<Query>) return true;
    else if constexpr (is_instance_of<update_query, Query>) return !updates_each<Query, Core>;
    else return facts<Table>.key_size == 1;
}

/// Runs a statement of which handlers hear; `run(lease)` is called with what writes the rows.
struct run_heard_write {
    template <class Core, class Query, class Arguments>
    auto operator()(Core& core, const Query& query, const Arguments& arguments) const {
        scope_of<Core> scope(core, {.mode = transaction_mode::immediate});
        if constexpr (is_instance_of<insert_query, Query>) {
            const std::int64_t count = insert_heard_set(core, query, arguments);
            scope.commit();
            return count;
        } else if constexpr (updates_each<Query, Core>) {
            const std::int64_t count = update_each(core, query, arguments);
            scope.commit();
            return count;
        } else if constexpr (gives_rows<Query>) {
            std::vector<returned_row<Query>> rows;
            write(core, query, arguments, [&](lease<Core>& running) {
                collect_returned<Query>(core, running, rows);
                return rows.size();
            });
            scope.commit();
            return returned(std::move(rows));
        } else {
            const std::int64_t count = write(core, query, arguments, count_written);
            scope.commit();
            return count;
        }
    }

private:
    template <class Core, class Query, class Arguments, class Run>
    static std::int64_t write(Core& core, const Query& query, const Arguments& arguments, const Run& run) {
        if constexpr (is_instance_of<remove_query, Query>) return remove_heard(core, query, arguments, run);
        else return update_together(core, query, arguments, run);
    }
};

} // namespace rowan::detail
