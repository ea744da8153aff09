#pragma once

#include "rowan/engine/core.hpp"
#include "rowan/engine/run/lease.hpp"
#include "rowan/engine/run/script.hpp"
#include "rowan/schema/value.hpp"
#include "rowan/sql/row_statement.hpp"

#include <string>
#include <string_view>
#include <vector>

// The second phase of transactions that `transaction::prepare` left prepared, also of other connections and after a restart of
// the server (postgresql.org/docs/15/sql-prepare-transaction.html).
namespace rowan::detail {

using prepared_transactions_statement = fixed_statement<
    "SELECT gid FROM pg_catalog.pg_prepared_xacts WHERE database = current_database() ORDER BY prepared, gid">;

struct end_prepared {
    /// `COMMIT PREPARED `, or `ROLLBACK PREPARED `.
    std::string_view words;

    template <class Core>
    void operator()(Core& core, std::string_view name) const {
        execute_text(core, std::string(words) + quoted_text(name));
    }
};
struct list_prepared {
    template <class Core>
    std::vector<std::string> operator()(Core& core) const {
        return collect<prepared_transactions_statement, std::string>(
            core, with_values(),
            [](auto& statement, std::string& name) { statement.template read<encoding::standard>(0, name); });
    }
};

} // namespace rowan::detail
