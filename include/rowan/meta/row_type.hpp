#pragma once

#include "rowan/meta/mistake.hpp"
#include "rowan/meta/type_list.hpp"

#include <type_traits>
#include <utility>

// What the type of a row can be, as far as the compiler tells without counting fields.
namespace rowan::detail {

template <class Type>
struct not_a_struct : told_mistake {
    static_assert(always_false<Type>, "rowan E135: this type is no struct, and has no fields");
};
template <class Type>
struct union_type : told_mistake {
    static_assert(always_false<Type>, "rowan E135: this type is a union, of which one field is there at a time");
};
template <class Type>
struct constant_type : told_mistake {
    static_assert(always_false<Type>, "rowan E135: this type is const or volatile; name it without");
};
template <class Type>
struct tuple_type : told_mistake {
    static_assert(always_false<Type>, "rowan E135: this type is a tuple, whose elements have no names");
};
template <class Type>
struct struct_with_virtual_functions : told_mistake {
    static_assert(always_false<Type>, "rowan E142: the struct has virtual functions");
};
template <class Type>
struct struct_with_constructor : told_mistake {
    static_assert(always_false<Type>,
                  "rowan E142: the struct has a constructor; leave it out, for rows are made of braces");
};
template <class Type>
struct struct_that_is_no_aggregate : told_mistake {
    static_assert(always_false<Type>,
                  "rowan E142: the struct has a private or protected member or base class, or declares a constructor");
};
template <class Type>
struct undefined_struct : told_mistake {
    static_assert(always_false<Type>, "rowan E145: the struct is declared and not defined");
};

/// What converts to the arguments of a constructor that copies nothing.
template <class Type>
struct any_but {
    template <class Other>
        requires(!std::is_base_of_v<std::remove_cv_t<Other>, Type>)
    operator Other() const&&;
};
template <class Type>
consteval bool has_constructor() {
    using Any = any_but<Type>;
    return std::is_constructible_v<Type, Any> || std::is_constructible_v<Type, Any, Any> ||
           std::is_constructible_v<Type, Any, Any, Any> || std::is_constructible_v<Type, Any, Any, Any, Any>;
}

template <class Type>
consteval auto find_type_mistake() {
    if constexpr (!std::is_class_v<Type> && !std::is_union_v<Type>) return std::type_identity<not_a_struct<Type>>{};
    else if constexpr (!std::is_same_v<Type, std::remove_cv_t<Type>>) return std::type_identity<constant_type<Type>>{};
    else if constexpr (!requires { sizeof(Type); }) return std::type_identity<undefined_struct<Type>>{};
    else if constexpr (std::is_union_v<Type>) return std::type_identity<union_type<Type>>{};
    else if constexpr (std::is_polymorphic_v<Type>) return std::type_identity<struct_with_virtual_functions<Type>>{};
    else if constexpr (std::is_aggregate_v<Type>) {
        if constexpr (requires { std::tuple_size<Type>::value; }) return std::type_identity<tuple_type<Type>>{};
        else return std::type_identity<no_mistake>{};
    } else if constexpr (has_constructor<Type>()) return std::type_identity<struct_with_constructor<Type>>{};
    else return std::type_identity<struct_that_is_no_aggregate<Type>>{};
}
/// What may be wrong with a type that is to be that of a row, whatever its fields are.
template <class Type>
using type_check = typename decltype(find_type_mistake<Type>())::type;

/// What stands where a table or a row is wanted. Whether it can be one is a question for its checks.
template <class Type>
concept class_type = std::is_class_v<Type> || std::is_union_v<Type>;

struct no_row {};
template <class Table>
consteval auto find_given_row() {
    if constexpr (!requires { sizeof(Table); } || std::is_array_v<Table>) return std::type_identity<no_row>{};
    else return std::conditional_t<std::is_abstract_v<Table>, std::type_identity<no_row>, std::type_identity<Table>>{};
}
/// `Table` as what a function gives back, or something else where it is no type to be given back.
template <class Table>
using given_row = typename decltype(find_given_row<Table>())::type;

} // namespace rowan::detail
