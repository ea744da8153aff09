#pragma once

#include "rowan/meta/fields.hpp"
#include "rowan/query/row.hpp"
#include "rowan/schema/value.hpp"

#include <cstddef>
#include <optional>
#include <sstream>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>

namespace test {

/// Writes a value of a result: null as `-`, an enumerator as its number, a whole row as its fields.
template <class Value>
void show(std::ostringstream& out, const Value& value) {
    if constexpr (rowan::detail::is_optional<Value>) {
        if (value) show(out, *value);
        else out << '-';
    } else if constexpr (std::is_enum_v<Value>) out << static_cast<long long>(value);
    else if constexpr (rowan::detail::is_time<Value>) out << value.time_since_epoch().count();
    else if constexpr (requires { out << value; }) out << value;
    else if constexpr (requires { std::tuple_size<Value>::value; })
        [&]<std::size_t... Index>(std::index_sequence<Index...>) {
            ((out << (Index == 0 ? "" : "|"), show(out, value.template get<Index>())), ...);
        }(std::make_index_sequence<std::tuple_size<Value>::value>{});
    else
        [&]<std::size_t... Index>(std::index_sequence<Index...>) {
            ((out << (Index == 0 ? "" : ","), show(out, rowan::detail::field<Index>(value))), ...);
        }(std::make_index_sequence<rowan::detail::field_count<Value>>{});
}

/// The rows of a result as a text: a semicolon after each, bars between the columns.
template <class Rows>
std::string shown(Rows&& rows) {
    std::ostringstream out;
    for (const auto& row : rows) {
        show(out, row);
        out << ';';
    }
    return out.str();
}

} // namespace test
