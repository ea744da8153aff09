#pragma once

#include "rowan/driver/postgres/session.hpp"
#include "rowan/driver/postgres/statement.hpp"
#include "rowan/schema/value.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace rowan::detail {

/// What a primary and its standbys say of their places in the write-ahead log
/// (postgresql.org/docs/15/functions-admin.html#FUNCTIONS-RECOVERY-CONTROL). A position is a number of bytes.
template <class Waiter>
class postgres_replication {
public:
    std::uint64_t write_position(postgres_session<Waiter>& session) {
        return static_cast<std::uint64_t>(ask<0>(session, "SELECT (pg_current_wal_insert_lsn() - '0/0')::bigint"));
    }
    /// A standby that was promoted, or never was one, shows all that it has.
    std::uint64_t replay_position(postgres_session<Waiter>& session) {
        return static_cast<std::uint64_t>(ask<1>(session,
                                                 "SELECT ((CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() "
                                                 "ELSE pg_current_wal_insert_lsn() END) - '0/0')::bigint"));
    }

private:
    template <std::size_t Question>
    std::int64_t ask(postgres_session<Waiter>& session, std::string_view text) {
        auto& statement = statements_[Question];
        if (!statement) statement.emplace(session, text);
        std::int64_t number = 0;
        if (statement->step()) statement->template read<encoding::standard>(0, number);
        statement->reset();
        return number;
    }

    std::array<std::optional<postgres_statement<Waiter>>, 2> statements_;
};

} // namespace rowan::detail
