#pragma once

#include "rowan/driver/error.hpp"
#include "rowan/event/events.hpp"

#include <utility>

namespace rowan {

/// A transaction, or a savepoint if it begins inside of another. It is rolled back when it goes out of scope without a commit.
template <class Connection>
class [[nodiscard]] transaction {
public:
    explicit transaction(Connection& connection, const transaction_options& options = {}) : connection_(&connection) {
        connection.begin_level(options);
    }
    transaction(transaction&& other) noexcept : connection_(std::exchange(other.connection_, nullptr)) {}
    transaction& operator=(transaction&&) = delete;
    ~transaction() {
        if (connection_ != nullptr) connection_->rollback_level();
    }

    /// Throws if the database refuses; the transaction is then rolled back at the end of the scope. Throws too if it has been
    /// committed, rolled back or moved from already.
    void commit() {
        if (connection_ == nullptr) throw error("this transaction has ended already; begin another");
        connection_->commit_level();
        connection_ = nullptr;
    }
    void rollback() noexcept {
        if (connection_ != nullptr) std::exchange(connection_, nullptr)->rollback_level();
    }

private:
    Connection* connection_;
};

} // namespace rowan
