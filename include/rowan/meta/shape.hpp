#pragma once

#include "rowan/meta/field_count.hpp"
#include "rowan/meta/fixed_string.hpp"
#include "rowan/meta/mistake.hpp"
#include "rowan/meta/row_type.hpp"
#include "rowan/meta/spelling.hpp"
#include "rowan/meta/tie.hpp"
#include "rowan/meta/type_list.hpp"

#include <cstddef>
#include <string_view>
#include <type_traits>
#include <utility>

// What no row can be made of is found before Boost.PFR is asked, which would say it in a line of its own, behind many others.
namespace rowan::detail {

/// A field in a message: by its name, or by its number where the name is not known, of which 1 is the first.
template <fixed_string Name>
struct field_named {};
template <std::size_t Number>
struct field_number {};

template <class Table>
struct struct_with_base_class : told_mistake {
    static_assert(always_false<Table>, "rowan E136: the struct has a base class; give it the fields of that one");
};
template <class Table, class Field, class Type>
struct array_as_field : told_mistake {
    static_assert(always_false<Table>,
                  "rowan E137: this field is a C array; make a text a std::string, and bytes rowan::bytes");
};
template <class Table>
struct struct_with_bit_field : told_mistake {
    static_assert(always_false<Table>, "rowan E138: a field is a bit-field, which has no address; leave its width out");
};
template <class Table, std::size_t Fields>
struct struct_with_too_many_fields : told_mistake {
    static_assert(always_false<Table>,
                  "rowan E139: the struct has more fields than Boost.PFR can tell apart, which are "
                  "100, or 200 of a newer Boost; put some of them into a table of their own");
};
template <class Table>
struct struct_without_fields : told_mistake {
    static_assert(always_false<Table>, "rowan E140: the struct has no fields");
};
template <class Table>
struct struct_with_reference : told_mistake {
    static_assert(always_false<Table>, "rowan E141: a field is a reference; make it a value");
};
template <class Table>
struct struct_with_volatile_field : told_mistake {
    static_assert(always_false<Table>, "rowan E141: a field is volatile");
};
template <class Table, class Field, class Type>
struct constant_field : told_mistake {
    static_assert(always_false<Table>, "rowan E141: this field is const or volatile");
};
template <class Table, class Field>
struct struct_with_unnamed_member : told_mistake {
    static_assert(always_false<Table>,
                  "rowan E143: a field is an unnamed union or struct; give its fields to the table");
};

template <class Type>
struct any_base_of {
    template <class Base>
        requires(std::is_base_of_v<Base, Type> && !std::is_same_v<Base, Type>)
    operator Base() const&&;
};
struct no_value {};

/// Whether `Type` is that of a member of `Table` and has no name. The fields of such a member are named as those of the row, and are
/// none for Boost.PFR.
template <class Table, class Type>
consteval bool is_unnamed_in() {
    constexpr bool may_be = [] {
        if constexpr (std::is_union_v<Type>) return true;
        else if constexpr (std::is_class_v<Type> && requires { sizeof(Type); }) return std::is_aggregate_v<Type>;
        else return false;
    }();
    if constexpr (!may_be) return false;
    else {
        constexpr std::string_view table = type_spelling<Table>(), type = type_spelling<Type>();
        if (!type.starts_with(table)) return false;
        for (const std::string_view name : {"::<unnamed ", "::(anonymous ", "::(unnamed "})
            if (type.substr(table.size()).starts_with(name)) return true;
        return false;
    }
}
template <class Table>
struct any_unnamed {
    template <class Type>
        requires(is_unnamed_in<Table, Type>())
    operator Type() const&&;
};
template <class Type, std::size_t Index>
consteval bool has_unnamed_at() {
    if constexpr (!is_made_of<Type, Index, any_unnamed<Type>>) return false;
    else return !is_made_of<Type, Index, no_value>; // not a std::any
}

/// The first of the numbers below `sizeof...(Index)` for which it is so; their number if there is none.
template <std::size_t... Index>
consteval std::size_t first_true(const bool (&is_so)[sizeof...(Index)], std::index_sequence<Index...>) {
    std::size_t i = 0;
    while (i < sizeof...(Index) && !is_so[i]) ++i;
    return i;
}

template <auto...>
struct constant_pointers {};
/// Whether fields have addresses of their own. Where one is a bit-field or a reference, that of none is a constant.
template <class Table, std::size_t... Index>
concept addressable_fields = requires { typename constant_pointers<field_pointer<Table, Index>()...>; };

template <class Table, std::size_t... Index>
consteval auto spelled_names() {
    auto names = split_spelling<sizeof...(Index)>(spelling<field_pointer<Table, Index>()...>());
    for (auto& name : names) name = last_identifier(name);
    return names;
}
template <std::size_t Size>
constexpr auto to_fixed_string(std::string_view text) {
    fixed_string<Size> result;
    for (std::size_t i = 0; i < Size; ++i) result.data[i] = text[i];
    result.data[Size] = '\0'; // as the constructor does, for Clang's messages
    return result;
}

template <template <class, class, class> class Mistake, class Table, std::size_t Wrong, std::size_t... Index>
consteval auto mistake_of_tied() {
    constexpr std::string_view name = spelled_names<Table, Index...>()[Wrong];
    return std::type_identity<
        Mistake<Table, field_named<to_fixed_string<name.size()>(name)>, tied_type<Wrong, Table>>>{};
}

template <class Table, std::size_t... Index>
consteval auto find_tied_mistake(std::index_sequence<Index...> indexes) {
    constexpr std::size_t count = sizeof...(Index);
    constexpr std::size_t unnamed = first_true({has_unnamed_at<Table, Index>()...}, indexes);
    if constexpr (unnamed < count)
        return std::type_identity<struct_with_unnamed_member<Table, field_number<unnamed + 1>>>{};
    else if constexpr (!addressable_fields<Table, Index...>) {
        if constexpr ((std::is_volatile_v<tied_type<Index, const Table>> || ...))
            return std::type_identity<struct_with_volatile_field<Table>>{};
        else if constexpr (std::is_copy_assignable_v<Table> || std::is_move_assignable_v<Table>)
            return std::type_identity<struct_with_bit_field<Table>>{};
        else return std::type_identity<struct_with_reference<Table>>{};
    } else {
        constexpr std::size_t array = first_true({std::is_array_v<tied_type<Index, Table>>...}, indexes);
        constexpr std::size_t constant = first_true(
            {(std::is_const_v<tied_type<Index, Table>> || std::is_volatile_v<tied_type<Index, Table>>)...}, indexes);
        if constexpr (array < count) return mistake_of_tied<array_as_field, Table, array, Index...>();
        else if constexpr (constant < count) return mistake_of_tied<constant_field, Table, constant, Index...>();
        else return std::type_identity<no_mistake>{};
    }
}

template <class Table>
consteval auto find_shape_mistake() {
    using Type = type_check<Table>;
    if constexpr (!is_right<Type>) return std::type_identity<Type>{};
    else if constexpr (is_made_of<Table, 0, any_base_of<Table>> && !is_made_of<Table, 0, no_value>)
        return std::type_identity<struct_with_base_class<Table>>{};
    else {
        constexpr std::size_t count = counted_fields<Table>;
        if constexpr (count == 0) return std::type_identity<struct_without_fields<Table>>{};
        else if constexpr (!can_be_tied<Table>())
            return std::type_identity<struct_with_too_many_fields<Table, count>>{};
        else return find_tied_mistake<Table>(std::make_index_sequence<count>{});
    }
}
/// What may be wrong with the type of a row, whatever the values of its fields are to the database.
template <class Table>
using shape_check = typename decltype(find_shape_mistake<Table>())::type;
template <class Table>
inline constexpr bool has_shape = is_right<shape_check<Table>>;

} // namespace rowan::detail
