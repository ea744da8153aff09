#pragma once

#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

// Classes of errors are visible, whatever a library is compiled with, so that what one throws is caught by its type in another: where
// type_info is compared by its address, as with libc++, there is one for all.
namespace rowan {

/// What a server says of an error beside its message. A field is empty where the server does not say.
struct [[gnu::visibility("default")]] error_details {
    /// The five characters that the SQL standard and PostgreSQL give an error (postgresql.org/docs/15/errcodes-appendix.html).
    std::string sqlstate{};
    /// These may hold values of rows, which is why the message does not repeat them.
    std::string detail{};
    std::string hint{};
    std::string schema{}, table{}, column{}, constraint{};
};

/// What every error of rowan is. The message names what went wrong; rowan adds no bound value to it, a database may quote one.
class [[gnu::visibility("default")]] error : public std::runtime_error {
public:
    explicit error(const std::string& message, int code = 0, std::string_view sql = {})
        : std::runtime_error(sql.empty() ? message : message + "; in: " + shortened(sql)), code_(code), sql_(sql) {}

    /// The driver's own code: SQLite's extended result code; 0 if there is none, as in PostgreSQL, or if rowan found the error.
    [[nodiscard]] int code() const noexcept { return code_; }
    /// The whole text of the statement; empty if there was none.
    [[nodiscard]] const std::string& sql() const noexcept { return sql_; }
    /// What the server says of the error, all empty if it has come from SQLite or from rowan.
    [[nodiscard]] const error_details& details() const noexcept { return details_; }
    [[nodiscard]] const std::string& sqlstate() const noexcept { return details_.sqlstate; }

    // For drivers.
    void add(error_details details) { details_ = std::move(details); }

private:
    /// The definition of a table with its triggers is longer than anybody reads in a message.
    static std::string shortened(std::string_view sql) {
        constexpr std::size_t most = 1000;
        return sql.size() <= most ? std::string(sql) : std::string(sql.substr(0, most)) + " …";
    }

    int code_;
    std::string sql_;
    error_details details_;
};

/// A value does not fit the type that it is read into or written as.
class [[gnu::visibility("default")]] type_mismatch : public error {
    using error::error;
};

namespace detail {

/// What stands before "1 of 3 rows" in the text that a statement has a server quote in an error, where rows were left out.
inline constexpr std::string_view left_out_mark = "rowan left out ";

} // namespace detail

} // namespace rowan
