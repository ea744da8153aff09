#pragma once

#include "rowan/driver/error.hpp"
#include "rowan/event/events.hpp"

#include <cstdint>
#include <string_view>
#include <utility>

namespace rowan {

/// A transaction, or a savepoint if it begins inside of another. It is rolled back when it goes out of scope without a commit,
/// and with it those that began inside of it. It must not outlive its connection.
template <class Connection>
class [[nodiscard]] transaction {
public:
    explicit transaction(Connection& connection, const transaction_options& options = {}) : connection_(&connection) {
        connection.begin_level(options);
        level_ = connection.transaction_depth();
        number_ = connection.transaction_number();
    }
    transaction(transaction&& other) noexcept
        : connection_(std::exchange(other.connection_, nullptr)), level_(other.level_), number_(other.number_) {}
    transaction& operator=(transaction&&) = delete;
    ~transaction() { rollback(); }

    /// Throws if the database refuses; the transaction is then rolled back at the end of the scope. Throws too if it has ended
    /// already, alone or with the one that it is inside of, and if one that began inside of it is still open.
    void commit() {
        if (!is_open()) throw error("this transaction has ended already; begin another");
        if (connection_->transaction_depth() > level_)
            throw error("a transaction that began inside of this one is still open; end it first");
        connection_->commit_level();
        connection_ = nullptr;
    }
    /// The first phase of a commit of several databases: what the transaction did is kept, whatever happens, under a name, until
    /// `commit_prepared` or `rollback_prepared` is called with it. Only of the outermost transaction.
    void prepare(std::string_view name) {
        static_assert(Connection::dialect::has_two_phase_commit, "rowan E511: this database has no two-phase commit");
        if (!is_open()) throw error("this transaction has ended already; begin another");
        if (level_ != 1 || connection_->transaction_depth() > level_)
            throw error("only an outermost transaction can be prepared, and nothing may be open inside of it");
        connection_->prepare_level(name);
        connection_ = nullptr;
    }
    void rollback() noexcept {
        while (is_open()) connection_->rollback_level();
        connection_ = nullptr;
    }

private:
    [[nodiscard]] bool is_open() const noexcept {
        return connection_ != nullptr && connection_->transaction_number() == number_ &&
               connection_->transaction_depth() >= level_;
    }

    Connection* connection_;
    int level_ = 0;
    std::uint64_t number_ = 0;
};

} // namespace rowan
