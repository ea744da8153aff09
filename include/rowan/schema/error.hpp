#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

namespace rowan {

/// What every error of rowan is. The message names what went wrong; bound values are never part of it.
class error : public std::runtime_error {
public:
    explicit error(const std::string& message, int code = 0, std::string_view sql = {})
        : std::runtime_error(sql.empty() ? message : message + "; in: " + std::string(sql)), code_(code), sql_(sql) {}

    /// The driver's own code (for SQLite the extended result code); 0 if rowan found the error.
    [[nodiscard]] int code() const noexcept { return code_; }
    /// The text of the statement; empty if there was none.
    [[nodiscard]] const std::string& sql() const noexcept { return sql_; }

private:
    int code_;
    std::string sql_;
};

/// A value does not fit the type that it is read into or written as.
class type_mismatch : public error {
    using error::error;
};

} // namespace rowan
