#pragma once

#include "rowan/history/record.hpp"
#include "rowan/meta/names.hpp"
#include "rowan/meta/text_sink.hpp"
#include "rowan/schema/facts.hpp"
#include "rowan/schema/time_text.hpp"
#include "rowan/sql/literal.hpp"

#include <charconv>
#include <string>
#include <string_view>
#include <vector>

namespace rowan {

/// A field that differs between two states of a row, by its name in C++, with its values as text; "null" for an empty optional.
struct change {
    std::string_view field;
    std::string before;
    std::string after;

    friend bool operator==(const change&, const change&) = default;
};

namespace detail {

template <class Value>
std::string text_of_value(const Value& value) {
    if constexpr (is_optional<Value>) return value ? text_of_value(*value) : "null";
    else if constexpr (requires { value_traits<Value>::to_text(value); }) return value_traits<Value>::to_text(value);
    else if constexpr (array_value<Value>) {
        std::string text = "{";
        for (const typename Value::value_type& element : value)
            text += (text.size() == 1 ? "" : ", ") + text_of_value<typename Value::value_type>(element);
        return text + "}";
    } else if constexpr (custom_value<Value>)
        return text_of_value<typename value_traits<Value>::stored>(value_traits<Value>::to_stored(value));
    else if constexpr (text_value<Value>) return std::string(value);
    else if constexpr (boolean_value<Value>) return value ? "true" : "false";
    else if constexpr (integer_value<Value>) return std::to_string(value);
    else if constexpr (enum_value<Value>) {
        // Where an enumeration is stored as an integer its values need no enumerators.
        for (const auto& each : enumerators<Value>)
            if (each.value == value) return std::string(each.name);
        return std::to_string(static_cast<stored_integer<Value>>(value));
    } else if constexpr (bytes_value<Value>) return std::to_string(value.size()) + " bytes";
    else if constexpr (time_value<Value>) {
        time_buffer buffer;
        const std::string_view text = format_time(value, buffer);
        return text.empty() ? std::to_string(value.time_since_epoch().count()) : std::string(text);
    } else if constexpr (date_value<Value>) {
        time_buffer buffer;
        return std::string(format_date(value, buffer));
    } else {
        char digits[32];
        const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
        return {digits, end};
    }
}

} // namespace detail

/// What differs between two states of a row, in the order of its fields.
template <class Table>
[[nodiscard]] std::vector<change> changes(const Table& before, const Table& after) {
    std::vector<change> found;
    detail::for_each_index<Table>([&](auto index) {
        const auto& from = detail::field<index>(before);
        const auto& to = detail::field<index>(after);
        if (!(from == to))
            found.push_back(
                {detail::field_names<Table>[index], detail::text_of_value(from), detail::text_of_value(to)});
    });
    return found;
}
/// As above. A field that only one of them gives is "unreadable" in the other; one that neither gives is left out.
template <class Table>
[[nodiscard]] std::vector<change> changes(const version<Table>& before, const version<Table>& after) {
    if (before.unreadable.empty() && after.unreadable.empty()) return changes(before.row, after.row);
    std::vector<change> found;
    detail::for_each_index<Table>([&](auto index) {
        const std::string_view name = detail::field_names<Table>[index];
        const bool in_before = !detail::is_unreadable(before, name), in_after = !detail::is_unreadable(after, name);
        const auto& from = detail::field<index>(before.row);
        const auto& to = detail::field<index>(after.row);
        if ((!in_before && !in_after) || (in_before && in_after && from == to)) return;
        found.push_back({name, in_before ? detail::text_of_value(from) : "unreadable",
                         in_after ? detail::text_of_value(to) : "unreadable"});
    });
    return found;
}

} // namespace rowan
