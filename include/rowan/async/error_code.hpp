#pragma once

#include "rowan/driver/error.hpp"
#include "rowan/schema/error.hpp"

#include <boost/asio/associator.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/system/error_code.hpp>
#include <boost/system/system_error.hpp>

#include <exception>
#include <new>
#include <string>
#include <type_traits>
#include <utility>

namespace rowan::async {

/// What an operation failed with, as a number: the kinds of rowan's errors.
enum class errc : int {
    /// An error that is none of these, or none of rowan's.
    other = 1,
    constraint_violation,
    busy,
    serialization_failure,
    deadlock,
    transaction_lost,
    row_left_out,
    key_changed,
    row_changed,
    not_found,
    too_many_rows,
    connection_lost,
    commit_unknown,
    canceled,
    timed_out,
    pool_exhausted,
    pool_closed,
    resource_exhausted,
    permission_denied,
    not_shareable,
    schema_mismatch,
    type_mismatch,
    syntax_error,
    corrupt_database,
    read_only_database,
    disk_full
};

/// What an error code leaves out.
struct diagnostics {
    /// The message of the error.
    std::string message{};
    /// The error itself.
    std::exception_ptr error{};
};

/// rowan's category of error codes.
inline const boost::system::error_category& error_category() noexcept {
    class category final : public boost::system::error_category {
    public:
        category() : error_category(0x6f0c5a1d9be24473U) {}
        [[nodiscard]] const char* name() const noexcept override { return "rowan"; }
        [[nodiscard]] std::string message(int value) const override {
            constexpr const char* texts[] = {"an error that is none of rowan's kinds",
                                             "a constraint is violated",
                                             "a lock was waited for in vain",
                                             "the transaction cannot go on beside another",
                                             "two transactions waited for each other",
                                             "the transaction was rolled back",
                                             "the database left the row out",
                                             "the key of a row was changed",
                                             "no row has this key",
                                             "more than one row",
                                             "the connection is lost",
                                             "it is not known whether it was committed",
                                             "canceled",
                                             "the time is over",
                                             "all connections of the pool are in use",
                                             "the pool is closed",
                                             "the database has no resources left",
                                             "permission is denied",
                                             "the database cannot be shared",
                                             "the database does not have what the program describes",
                                             "a value does not have its type",
                                             "the SQL is wrong",
                                             "the database is corrupt",
                                             "the database is read-only",
                                             "the disk is full"};
            const bool is_known = value >= 1 && value <= static_cast<int>(errc::disk_full);
            return is_known ? texts[value - 1] : "unknown";
        }
    };
    static const category one;
    return one;
}
inline boost::system::error_code make_error_code(errc kind) noexcept {
    return {static_cast<int>(kind), error_category()};
}

} // namespace rowan::async

template <>
struct boost::system::is_error_code_enum<rowan::async::errc> : std::true_type {};

namespace rowan::detail {

template <class Kind>
bool is_kind(const error& thrown) noexcept {
    return dynamic_cast<const Kind*>(&thrown) != nullptr;
}
/// The kind of an error, the more special before the more general.
inline async::errc kind_of(const error& thrown) noexcept {
    using async::errc;
    if (is_kind<constraint_violation>(thrown)) return errc::constraint_violation;
    if (is_kind<busy>(thrown)) return errc::busy;
    if (is_kind<deadlock>(thrown)) return errc::deadlock;
    if (is_kind<serialization_failure>(thrown)) return errc::serialization_failure;
    if (is_kind<transaction_lost>(thrown)) return errc::transaction_lost;
    if (is_kind<row_left_out>(thrown)) return errc::row_left_out;
    if (is_kind<key_changed>(thrown)) return errc::key_changed;
    if (is_kind<row_changed>(thrown)) return errc::row_changed;
    if (is_kind<not_found>(thrown)) return errc::not_found;
    if (is_kind<too_many_rows>(thrown)) return errc::too_many_rows;
    if (is_kind<commit_unknown>(thrown)) return errc::commit_unknown;
    if (is_kind<connection_lost>(thrown)) return errc::connection_lost;
    if (is_kind<canceled>(thrown)) return errc::canceled;
    if (is_kind<pool_exhausted>(thrown)) return errc::pool_exhausted;
    if (is_kind<pool_closed>(thrown)) return errc::pool_closed;
    if (is_kind<timed_out>(thrown)) return errc::timed_out;
    if (is_kind<resource_exhausted>(thrown)) return errc::resource_exhausted;
    if (is_kind<permission_denied>(thrown)) return errc::permission_denied;
    if (is_kind<not_shareable>(thrown)) return errc::not_shareable;
    if (is_kind<schema_mismatch>(thrown)) return errc::schema_mismatch;
    if (is_kind<type_mismatch>(thrown)) return errc::type_mismatch;
    if (is_kind<syntax_error>(thrown)) return errc::syntax_error;
    if (is_kind<corrupt_database>(thrown)) return errc::corrupt_database;
    if (is_kind<read_only_database>(thrown)) return errc::read_only_database;
    if (is_kind<disk_full>(thrown)) return errc::disk_full;
    return errc::other;
}
/// An exception as an error code; what that leaves out is told.
inline boost::system::error_code code_of(const std::exception_ptr& failure, async::diagnostics* told) {
    if (told != nullptr) *told = {};
    if (!failure) return {};
    if (told != nullptr) told->error = failure;
    const auto tell = [told](const char* message) {
        if (told != nullptr) told->message = message;
    };
    try {
        std::rethrow_exception(failure);
    } catch (const error& thrown) {
        tell(thrown.what());
        return kind_of(thrown);
    } catch (const boost::system::system_error& thrown) {
        tell(thrown.what());
        return thrown.code();
    } catch (const std::exception& thrown) {
        tell(thrown.what());
    } catch (...) {}
    return async::errc::other;
}

/// A handler that takes an exception, of one that takes an error code.
template <class Handler>
struct code_handler {
    Handler handler;
    async::diagnostics* told;

    template <class... Results>
    void operator()(const std::exception_ptr& failure, Results&&... results) {
        std::move(handler)(code_of(failure, told), std::forward<Results>(results)...);
    }
};

} // namespace rowan::detail

namespace rowan::async {

/// A completion token that has an operation complete with an error code.
template <class Token>
struct error_code_token {
    Token token;
    diagnostics* told = nullptr;
};
/// Has an operation complete with a `boost::system::error_code` of `error_category()` instead of an exception:
/// `co_await db.insert(book)(as_error_code(asio::redirect_error(asio::use_awaitable, failure)))`.
template <class Token>
[[nodiscard]] error_code_token<std::decay_t<Token>> as_error_code(Token&& token) {
    return {std::forward<Token>(token)};
}
/// The same; `told` gets the message and the exception, and must outlive the operation.
template <class Token>
[[nodiscard]] error_code_token<std::decay_t<Token>> as_error_code(Token&& token, diagnostics& told) {
    return {std::forward<Token>(token), &told};
}

} // namespace rowan::async

template <template <class, class> class Associator, class Handler, class Default>
struct boost::asio::associator<Associator, rowan::detail::code_handler<Handler>, Default>
    : Associator<Handler, Default> {
    static typename Associator<Handler, Default>::type get(const rowan::detail::code_handler<Handler>& handler,
                                                           const Default& other = Default()) noexcept {
        return Associator<Handler, Default>::get(handler.handler, other);
    }
};
template <class Token, class... Results>
class boost::asio::async_result<rowan::async::error_code_token<Token>, void(std::exception_ptr, Results...)> {
public:
    template <class Initiation, class... Arguments>
    static auto initiate(Initiation&& initiation, rowan::async::error_code_token<Token> chosen,
                         Arguments&&... arguments) {
        return boost::asio::async_initiate<Token, void(boost::system::error_code, Results...)>(
            [initiation = std::forward<Initiation>(initiation), told = chosen.told](auto&& handler,
                                                                                    auto&&... given) mutable {
                using Handler = std::decay_t<decltype(handler)>;
                std::move(initiation)(rowan::detail::code_handler<Handler>{std::move(handler), told},
                                      std::forward<decltype(given)>(given)...);
            },
            chosen.token, std::forward<Arguments>(arguments)...);
    }
};
