#pragma once

#include "rowan/driver/error.hpp"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <exception>
#include <memory>
#include <string>

namespace rowan::detail {

inline constexpr auto unlimited = std::chrono::milliseconds::max();

/// What an operation does beside others of its connection.
enum class operation_kind : unsigned char { normal, opening, closing };

/// An operation that has begun, or waits to begin.
class pending_operation {
public:
    pending_operation(const pending_operation&) = delete;
    pending_operation& operator=(const pending_operation&) = delete;

    operation_kind kind = operation_kind::normal;
    /// The scope to which it belongs: 0 for what is in none.
    std::uint64_t scope = 0;
    std::chrono::milliseconds limit = unlimited;
    std::exception_ptr failure{};
    /// Whether it was to be ended, which may be said before it begins, by any thread; null where nobody can say so.
    std::shared_ptr<std::atomic<bool>> is_unwanted{};

    /// Does what it is for, on the fiber or the thread of the connection.
    virtual void run() noexcept = 0;
    /// Calls the handler, at once where that may be, and is gone.
    virtual void complete(bool may_call_at_once) = 0;
    /// Is gone without a call.
    virtual void drop() noexcept = 0;

protected:
    pending_operation() = default;
    ~pending_operation() = default;
};

/// A statement that is being read, and that the connection must not outlive.
class open_cursor {
public:
    open_cursor(const open_cursor&) = delete;
    open_cursor& operator=(const open_cursor&) = delete;
    virtual void end() noexcept = 0;

protected:
    open_cursor() = default;
    ~open_cursor() = default;
};

/// What is told of an operation that was ended, by a request or since its time was over, and has failed.
inline std::exception_ptr failure_of_canceled(const std::exception_ptr& failure, std::chrono::milliseconds limit) {
    const auto told = [limit](const error& ended) {
        if (limit == unlimited)
            return std::make_exception_ptr(canceled("the operation was canceled", ended.code(), ended.sql()));
        return std::make_exception_ptr(timed_out("the operation has taken longer than the " +
                                                     std::to_string(limit.count()) + " ms that it was given",
                                                 ended.code(), ended.sql()));
    };
    try {
        std::rethrow_exception(failure);
    } catch (const commit_unknown&) {
        return failure;
    } catch (const canceled& ended) {
        return limit == unlimited ? failure : told(ended);
    } catch (const connection_lost& ended) { // it was closed in order to end it
        return told(ended);
    } catch (...) {
        return failure;
    }
}

} // namespace rowan::detail
