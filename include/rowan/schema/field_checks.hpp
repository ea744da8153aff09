#pragma once

#include "rowan/meta/fields.hpp"
#include "rowan/meta/mistake.hpp"
#include "rowan/schema/facts.hpp"
#include "rowan/schema/value.hpp"

#include <concepts>
#include <cstddef>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

// What is checked of the types of a table's fields.
namespace rowan::detail {

template <class Table, class Field, class Type>
struct unstorable_field : told_mistake {
    static_assert(always_false<Table>,
                  "rowan E101: the type of this field cannot be stored; specialise rowan::value_traits for it");
};
template <class Table, class Field, class Type>
struct traits_without_stored : told_mistake {
    static_assert(always_false<Table>,
                  "rowan E101: the value_traits of this field's type have no `stored`, the type that it is stored as");
};
template <class Table, class Field, class Type>
struct traits_with_unstorable : told_mistake {
    static_assert(always_false<Table>,
                  "rowan E101: the `stored` in the value_traits of this field's type cannot be stored itself");
};
template <class Table, class Field, class Type>
struct traits_without_to_stored : told_mistake {
    static_assert(always_false<Table>, "rowan E101: the value_traits of this field's type have no static function "
                                       "`to_stored` that makes a `stored` of a constant value");
};
template <class Table, class Field, class Type>
struct traits_without_from_stored : told_mistake {
    static_assert(always_false<Table>, "rowan E101: the value_traits of this field's type have no static function "
                                       "`from_stored` that makes a value of a `stored`");
};
template <class Table, class Field, class Type>
struct field_without_default : told_mistake {
    static_assert(always_false<Table>, "rowan E144: this field has no value by default, so that no row can be read; "
                                       "give its type a constructor without arguments that is not explicit");
};
template <class Table, class Field, class Type>
struct field_not_assignable : told_mistake {
    static_assert(always_false<Table>, "rowan E144: this field cannot be assigned to, so that no row can be read");
};
/// What may be wrong with `value_traits` of a type, for a field.
template <class Table, class Field, class Type>
consteval auto find_mistake_of_traits() {
    using Traits = value_traits<Type>;
    if constexpr (!requires { typename Traits::stored; })
        return std::type_identity<traits_without_stored<Table, Field, Type>>{};
    else {
        using Stored = typename Traits::stored;
        using Read = std::conditional_t<std::is_same_v<Stored, std::string_view>, std::string, Stored>;
        if constexpr (!bindable<Stored> && !has_native_kind<Type>)
            return std::type_identity<traits_with_unstorable<Table, Field, Type>>{};
        else if constexpr (!custom_value<Type>)
            return std::type_identity<traits_without_to_stored<Table, Field, Type>>{};
        else if constexpr (!requires(Read& stored) {
                               { Traits::from_stored(stored) } -> std::convertible_to<Type>;
                           })
            return std::type_identity<traits_without_from_stored<Table, Field, Type>>{};
        else if constexpr (!requires(Type& target, Read& stored) { target = Traits::from_stored(stored); })
            return std::type_identity<field_not_assignable<Table, Field, Type>>{};
        else return std::type_identity<no_mistake>{};
    }
}
template <class Table, class Field, class Type>
consteval auto find_mistake_of_value() {
    if constexpr (is_optional<Type>) return find_mistake_of_value<Table, Field, without_optional<Type>>();
    else if constexpr (requires { sizeof(value_traits<Type>); }) return find_mistake_of_traits<Table, Field, Type>();
    else if constexpr (storable<Type>) return std::type_identity<no_mistake>{};
    else return std::type_identity<unstorable_field<Table, Field, Type>>{};
}
template <class Table, class Field, class Type>
consteval auto find_mistake_of_field() {
    using Value = typename decltype(find_mistake_of_value<Table, Field, Type>())::type;
    if constexpr (!is_right<Value>) return std::type_identity<Value>{};
    else if constexpr (std::is_default_constructible_v<Type>) return std::type_identity<no_mistake>{};
    else return std::type_identity<field_without_default<Table, Field, Type>>{};
}
template <class Table, class Field, class Type>
using mistake_of_field = typename decltype(find_mistake_of_field<Table, Field, Type>())::type;
template <class Type>
inline constexpr bool is_field_type = is_right<mistake_of_field<void, void, Type>>;

/// Whether a value of the type is made by `{}` where that is no call of an explicit constructor.
template <class Type>
concept made_of_braces = requires(void (&take)(Type)) { take({}); };

/// The first field of a table of which `Test` says so; the number of fields if there is none.
template <class Table, class Test>
consteval std::size_t first_field(Test test) {
    for (std::size_t i = 0; i < field_count<Table>; ++i)
        if (test(i)) return i;
    return field_count<Table>;
}
template <class Table, std::size_t... Index>
consteval auto find_mistake_in_fields(std::index_sequence<Index...>) {
    constexpr bool fits[] = {is_field_type<field_type<Index, Table>>...};
    constexpr std::size_t wrong = first_field<Table>([&](std::size_t i) { return !fits[i]; });
    if constexpr (wrong < sizeof...(Index))
        return std::type_identity<mistake_of_field<Table, field_label<Table, wrong>, field_type<wrong, Table>>>{};
    else if constexpr (is_made_of<Table, 0>) return std::type_identity<no_mistake>{};
    else {
        constexpr bool is_made[] = {made_of_braces<field_type<Index, Table>>...};
        constexpr std::size_t explicit_one = first_field<Table>([&](std::size_t i) { return !is_made[i]; });
        return std::type_identity<
            field_without_default<Table, field_label<Table, explicit_one>, field_type<explicit_one, Table>>>{};
    }
}

template <class Table>
consteval auto find_field_types_mistake() {
    if constexpr (!has_shape<Table>) return std::type_identity<shape_check<Table>>{};
    else return find_mistake_in_fields<Table>(std::make_index_sequence<field_count<Table>>{});
}
/// What may be wrong with the types of a table's fields, whatever the database is.
template <class Table>
using field_types_check = typename decltype(find_field_types_mistake<Table>())::type;

} // namespace rowan::detail
