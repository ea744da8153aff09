#pragma once

#include <string_view>

namespace rowan {

/// How a transaction begins: deferred takes a lock when it is needed, immediate takes the write lock at once.
enum class transaction_mode : unsigned char { deferred, immediate };

/// What a transaction sees of others (SQL:2016, 4.41.4). `standard` is what the database does by itself: READ COMMITTED in
/// PostgreSQL, unless it is set up otherwise. SQLite's transactions are serializable, whatever is asked for.
enum class isolation_level : unsigned char { standard, read_committed, repeatable_read, serializable };

/// What can be said of a transaction. Who and why are kept with the history of versioned tables.
struct transaction_options {
    transaction_mode mode = transaction_mode::deferred;
    std::string_view actor{};
    std::string_view note{};
    /// How often `transact` tries again after `busy` or `serialization_failure`, of which `deadlock` is one.
    int retries = 0;
    isolation_level isolation = isolation_level::standard;
    /// Nothing can be written in the transaction.
    bool read_only = false;
    /// Of a serializable transaction that only reads: it waits until it can be sure not to fail (PostgreSQL's DEFERRABLE).
    bool deferrable = false;
};

} // namespace rowan
