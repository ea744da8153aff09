#pragma once

#include "rowan/meta/mistake.hpp"
#include "rowan/query/function.hpp"
#include "rowan/query/json_text.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

// JSON that is kept as a document (`rowan::json`) or as a text. A path is a list of keys, and of the indexes of arrays, from 0: `json_get<int64_t, "books", "0", "id">`.
namespace rowan {
namespace detail {

template <class Type, fixed_string... Path>
struct json_get_function : any_function {
    template <class>
    using result = std::optional<Type>;
    template <class Dialect>
    static constexpr std::string_view text =
        built_text<json_get_text<Dialect::has_jsonb, json_kind_of<Type>(), Path...>>;
    template <class Dialect>
    using dialect_mistake = json_path_mistake<Dialect, Path...>;
};

template <fixed_string... Path>
struct json_exists_function : any_function {
    static constexpr null_rule nulls = null_rule::never;
    template <class>
    using result = bool;
    template <class Dialect>
    static constexpr std::string_view text = built_text<json_exists_text<Dialect::has_jsonb, Path...>>;
    template <class Dialect>
    using dialect_mistake = json_path_mistake<Dialect, Path...>;
};

template <json_kind Kind, fixed_string... Path>
struct json_contains_function : any_function {
    static constexpr null_rule nulls = null_rule::never;
    template <class, class>
    using result = bool;
    template <class Dialect>
    static constexpr std::string_view text = built_text<json_contains_text<Dialect::has_jsonb, Kind, Path...>>;
    template <class Dialect>
    using dialect_mistake = json_path_mistake<Dialect, Path...>;
};

template <json_kind Kind, bool IsDocument, fixed_string... Path>
struct json_set_function : any_function {
    template <class Json, class>
    using null_operands = type_list<Json>;
    template <class Json, class>
    using result = nullable_like<owned_type<without_optional<type_of<Json>>>, Json>;
    template <class Dialect>
    static constexpr std::string_view text = built_text<json_set_text<Dialect::has_jsonb, Kind, IsDocument, Path...>>;
    template <class Dialect>
    using dialect_mistake = json_set_path_mistake<Dialect, Path...>;
};

template <class Json>
inline constexpr bool is_document = kind_of<type_of<Json>>() == value_kind::json;

template <class Json, class... Value>
struct arguments_of_json : told_mistake {
    static constexpr bool is_json = is_document<Json> || is_passable<std::string, Json>();
    static constexpr bool has_values =
        ((json_kind_of<type_of<Value>>() != json_kind::unknown || is_refused<Value>) && ...);
    static constexpr bool holds = is_json && has_values;
    static_assert(is_json, "rowan E346: JSON is looked for in what is neither a rowan::json nor a text");
    static_assert(!is_json || has_values, "rowan E346: a value that is put into JSON is no text, number or bool");
};

template <class Json>
using json_operand = typed_operand<value<std::string>, Json>;

template <class Type>
struct type_of_json : told_mistake {
    static_assert(always_false<Type>,
                  "rowan E346: a value in JSON is read as none of std::string, std::int64_t, double and bool");
};
template <class Type>
concept json_readable = std::is_same_v<Type, std::string> || std::is_same_v<Type, std::int64_t> ||
                        std::is_same_v<Type, double> || std::is_same_v<Type, bool>;

} // namespace detail

/// The value at a path of a JSON text; null if there is none, or one of another type. (A whole number is also a `double`.)
template <detail::json_readable Type, fixed_string... Path, expression Json>
    requires(sizeof...(Path) > 0)
[[nodiscard]] constexpr auto json_get(Json&& json) {
    using Operand = detail::json_operand<Json>;
    using Check = detail::arguments_of_json<Operand>;
    static_assert(Check::checked);
    if constexpr (!Check::holds) return detail::refused<std::optional<Type>>{};
    else
        return function_call<detail::json_get_function<Type, Path...>, Operand>(
            detail::make_operand<Operand>(std::forward<Json>(json)));
}

template <class Type, fixed_string... Path, expression Json>
    requires(sizeof...(Path) > 0 && !detail::json_readable<Type>)
[[nodiscard]] constexpr auto json_get(Json&&) {
    static_assert(detail::type_of_json<Type>::checked);
    return detail::refused<std::optional<Type>>{};
}

/// The JSON text with another value at the path: a text, a number, a bool, or null. The objects on the way are made.
template <fixed_string... Path, expression Json, operand Value>
    requires(sizeof...(Path) > 0)
[[nodiscard]] constexpr auto json_set(Json&& json, Value&& value) {
    using J = detail::json_operand<Json>;
    using V = detail::operand_type<Value>;
    using Check = detail::arguments_of_json<J, V>;
    static_assert(Check::checked);
    if constexpr (!Check::holds) return detail::refused<std::string>{};
    else
        return function_call<
            detail::json_set_function<detail::json_kind_of<detail::type_of<V>>(), detail::is_document<J>, Path...>, J,
            V>(detail::make_operand<J>(std::forward<Json>(json)), detail::make_operand<V>(std::forward<Value>(value)));
}

/// Of one argument, is there such a path? `json_contains<"tags">(note)`: true where the text has a value at the path, of
/// whatever kind, JSON's null among them. False where the text is null. No value is compared.
template <fixed_string... Path, expression Json>
    requires(sizeof...(Path) > 0)
[[nodiscard]] constexpr auto json_contains(Json&& json) {
    using Operand = detail::json_operand<Json>;
    using Check = detail::arguments_of_json<Operand>;
    static_assert(Check::checked);
    if constexpr (!Check::holds) return detail::refused<bool>{};
    else
        return function_call<detail::json_exists_function<Path...>, Operand>(
            detail::make_operand<Operand>(std::forward<Json>(json)));
}

/// Of two arguments, is the value an element of the array at the path? `json_contains<"tags">(note, "sf")`: true where there is
/// an array that has the value, of the same kind, as one of its own elements. False where the path leads to anything else, even
/// to the value itself, or to nothing, and where the text is null.
template <fixed_string... Path, expression Json, operand Value>
    requires(sizeof...(Path) > 0)
[[nodiscard]] constexpr auto json_contains(Json&& json, Value&& value) {
    using J = detail::json_operand<Json>;
    using V = detail::operand_type<Value>;
    using Check = detail::arguments_of_json<J, V>;
    static_assert(Check::checked);
    if constexpr (!Check::holds) return detail::refused<bool>{};
    else
        return function_call<detail::json_contains_function<detail::json_kind_of<detail::type_of<V>>(), Path...>, J, V>(
            detail::make_operand<J>(std::forward<Json>(json)), detail::make_operand<V>(std::forward<Value>(value)));
}

} // namespace rowan
