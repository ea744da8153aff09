#pragma once

#include "rowan/meta/type_list.hpp"
#include "rowan/schema/time_text.hpp"
#include "rowan/schema/value.hpp"

#include <sqlite3.h>

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>

// The elements of a list that is bound as one parameter, given to SQLite as a statement would bind them.
namespace rowan::detail {

inline void give_text(sqlite3_context* context, std::string_view text, sqlite3_destructor_type lifetime) {
    sqlite3_result_text64(context, text.data() == nullptr ? "" : text.data(), text.size(), lifetime, SQLITE_UTF8);
}

/// False for what no column can hold: an integer beyond 64 bits with sign, a real number that is none (NaN), a time outside of the
/// years 0 to 9999, a value without an enumerator. It is equal to nothing, and so it is left out.
template <encoding Encoding, class Value>
bool is_kept(const Value& value) {
    if constexpr (is_optional<Value>) return !value || is_kept<Encoding>(*value);
    else if constexpr (custom_value<Value>) {
        const typename value_traits<Value>::stored& stored = value_traits<Value>::to_stored(value);
        return is_kept<Encoding>(stored);
    } else if constexpr (boolean_value<Value>) return true;
    else if constexpr (integer_value<Value>) return std::in_range<std::int64_t>(value);
    else if constexpr (real_value<Value>) return value == value;
    else if constexpr (enum_value<Value> && Encoding == encoding::integer)
        return is_kept<encoding::standard>(static_cast<stored_integer<Value>>(value));
    else if constexpr (time_value<Value> && Encoding == encoding::integer)
        return is_kept<encoding::standard>(value.time_since_epoch().count());
    else if constexpr (enum_value<Value>) return !enumerator_name(value).empty();
    else if constexpr (time_value<Value> || date_value<Value>) {
        time_buffer buffer;
        if constexpr (time_value<Value>) return !format_time(value, buffer).empty();
        else return !format_date(value, buffer).empty();
    } else return true;
}
template <encoding Encoding, class Element>
bool has_element(const void* data, std::size_t position) {
    return is_kept<Encoding>(static_cast<const Element*>(data)[position]);
}
/// Types of which every value is kept.
template <class Value>
inline constexpr bool is_always_kept =
    text_value<Value> || bytes_value<Value> || std::is_same_v<Value, bytes_view> || boolean_value<Value> ||
    (integer_value<Value> && (std::is_signed_v<Value> || sizeof(Value) < sizeof(std::int64_t)));

template <encoding Encoding, class Value>
void give_value(sqlite3_context* context, const Value& value) {
    if constexpr (is_optional<Value>) {
        if (value) give_value<Encoding>(context, *value);
        else sqlite3_result_null(context);
    } else if constexpr (custom_value<Value>) {
        using Stored = typename value_traits<Value>::stored;
        const Stored& stored = value_traits<Value>::to_stored(value);
        if constexpr (text_value<Stored>) give_text(context, stored, SQLITE_TRANSIENT);
        else give_value<Encoding>(context, stored);
    } else if constexpr (text_value<Value>) {
        give_text(context, value, SQLITE_STATIC);
    } else if constexpr (bytes_value<Value> || std::is_same_v<Value, bytes_view>) {
        // A null pointer would be NULL.
        if (value.empty()) sqlite3_result_zeroblob(context, 0);
        else sqlite3_result_blob64(context, value.data(), value.size(), SQLITE_TRANSIENT);
    } else if constexpr (real_value<Value>) {
        sqlite3_result_double(context, static_cast<double>(value));
    } else if constexpr (boolean_value<Value>) {
        sqlite3_result_int(context, value ? 1 : 0);
    } else if constexpr (integer_value<Value>) {
        sqlite3_result_int64(context, static_cast<std::int64_t>(value));
    } else if constexpr (enum_value<Value> && Encoding == encoding::integer) {
        give_value<encoding::standard>(context, static_cast<stored_integer<Value>>(value));
    } else if constexpr (time_value<Value> && Encoding == encoding::integer) {
        give_value<encoding::standard>(context, value.time_since_epoch().count());
    } else {
        time_buffer buffer;
        std::string_view text;
        if constexpr (enum_value<Value>) text = enumerator_name(value);
        else if constexpr (time_value<Value>) text = format_time(value, buffer);
        else if constexpr (date_value<Value>) text = format_date(value, buffer);
        else static_assert(always_false<Value>, "this type cannot be bound");
        give_text(context, text, SQLITE_TRANSIENT);
    }
}

template <encoding Encoding, class Element>
void give_element(sqlite3_context* context, const void* data, std::size_t position) {
    give_value<Encoding>(context, static_cast<const Element*>(data)[position]);
}

} // namespace rowan::detail
