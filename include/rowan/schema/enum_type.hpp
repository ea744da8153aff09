#pragma once

#include "rowan/schema/value.hpp"

#include <string_view>

namespace rowan {

/// The name of a type of the database, taken as it is, whose values are the enumerators.
struct native_enum {
    std::string_view name{};

    constexpr native_enum() = default;
    constexpr explicit native_enum(std::string_view type) : name(type) {}
};

/// An enumeration is stored as the text of its enumerator, unless it is a type of the database where there are such types
/// (PostgreSQL): `template <> inline constexpr auto rowan::enum_type<Mood> = rowan::native_enum("mood");`
/// The type is made before the first table that has it, if it is not there; it is never changed and never dropped.
template <class Enum>
inline constexpr auto enum_type = native_enum{};

namespace detail {

/// The enumeration that the values of a field are, or the elements of a list; `void` if they are something else.
template <class Type>
consteval auto find_enum() {
    using Value = without_optional<Type>;
    if constexpr (has_native_kind<Value>) return std::type_identity<void>{};
    else if constexpr (custom_value<Value>) return find_enum<typename value_traits<Value>::stored>();
    else if constexpr (array_value<Value>) return find_enum<typename Value::value_type>();
    else if constexpr (enum_value<Value>) return std::type_identity<Value>{};
    else return std::type_identity<void>{};
}
template <class Type>
using enum_of = typename decltype(find_enum<Type>())::type;

template <class Type>
consteval std::string_view enum_type_name() {
    if constexpr (std::is_void_v<enum_of<Type>>) return {};
    else return enum_type<enum_of<Type>>.name;
}

} // namespace detail
} // namespace rowan
