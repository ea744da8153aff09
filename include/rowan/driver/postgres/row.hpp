#pragma once

#include "rowan/driver/postgres/decode.hpp"
#include "rowan/driver/postgres/wire.hpp"
#include "rowan/meta/type_list.hpp"

#include <libpq-fe.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

namespace rowan::detail {

/// A row of a result of which the columns are known to be of accepted types. It is made to be read whole: what each value needs is
/// at hand, and what most columns hold is made in place.
template <class Statement>
class postgres_row {
public:
    postgres_row(Statement& statement, const PGresult* result, const Oid* types, int row)
        : statement_(statement), result_(result), types_(types), row_(row) {}

    [[nodiscard]] bool is_null(int column) const { return PQgetisnull(result_, row_, column) == 1; }

    template <encoding Encoding, class Value>
    [[nodiscard]] [[gnu::always_inline]] Value make(int column) const {
        using bare = without_optional<Value>;
        if constexpr (std::is_same_v<bare, std::string> || std::is_same_v<bare, std::int64_t>) {
            const int size = PQgetlength(result_, row_, column); // 0 for null, too
            if constexpr (std::is_same_v<bare, std::int64_t>) {
                if (size == sizeof(std::int64_t) && types_[column] == oid::int8) [[likely]]
                    return load<std::int64_t>(PQgetvalue(result_, row_, column));
            } else if (size > 0 && is_plain_text(types_[column])) [[likely]] {
                const char* data = PQgetvalue(result_, row_, column);
                if constexpr (is_optional<Value>) return Value(std::in_place, data, static_cast<std::size_t>(size));
                else return Value(data, static_cast<std::size_t>(size));
            }
            if constexpr (is_optional<Value>)
                if (size == 0 && is_null(column)) return std::nullopt;
        }
        return statement_.template make<Encoding, Value>(column);
    }

private:
    Statement& statement_;
    const PGresult* result_;
    const Oid* types_;
    int row_;
};

} // namespace rowan::detail
