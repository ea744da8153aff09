#pragma once

#include "rowan/engine/run/execution.hpp"
#include "rowan/meta/type_list.hpp"
#include "rowan/schema/value.hpp"
#include "rowan/sql/row_statement.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace rowan::detail {

struct prepared_transactions_statement : no_parts {};

template <class Visitor>
constexpr void walk(Visitor& visitor, const prepared_transactions_statement&) {
    visitor.text(
        "SELECT gid FROM pg_catalog.pg_prepared_xacts WHERE database = current_database() ORDER BY prepared, gid");
}

/// As a literal that means the same whatever `standard_conforming_strings` says of backslashes.
inline std::string quoted_text(std::string_view text) {
    std::string quoted = text.find('\\') == std::string_view::npos ? "'" : "E'";
    for (const char c : text) {
        if (c == '\'' || c == '\\') quoted += c;
        quoted += c;
    }
    return quoted += '\'';
}

/// The second phase of transactions that `transaction::prepare` left prepared, also of other connections and after a restart of
/// the server (postgresql.org/docs/15/sql-prepare-transaction.html).
template <class Connection>
class two_phase_operations {
public:
    void commit_prepared(std::string_view name) {
        static_assert(Connection::dialect::has_two_phase_commit, "rowan E511: this database has no two-phase commit");
        self().execute("COMMIT PREPARED " + quoted_text(name));
    }
    void rollback_prepared(std::string_view name) {
        static_assert(Connection::dialect::has_two_phase_commit, "rowan E511: this database has no two-phase commit");
        self().execute("ROLLBACK PREPARED " + quoted_text(name));
    }
    /// The names of the transactions of this database that are prepared, the oldest first.
    [[nodiscard]] std::vector<std::string> prepared_transactions() {
        static_assert(Connection::dialect::has_two_phase_commit, "rowan E511: this database has no two-phase commit");
        execution<Connection> running(self(), self().template acquire<prepared_transactions_statement>());
        std::vector<std::string> names;
        while (running.step()) running.statement().template read<encoding::standard>(0, names.emplace_back());
        running.finish_reading(names.size());
        return names;
    }

private:
    [[nodiscard]] Connection& self() { return static_cast<Connection&>(*this); }
};

} // namespace rowan::detail
