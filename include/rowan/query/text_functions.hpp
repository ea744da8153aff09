#pragma once

#include "rowan/query/function.hpp"
#include "rowan/query/operator_kinds.hpp"

#include <cstdint>
#include <string>
#include <utility>

namespace rowan {

namespace detail {

using text_to_text = std::string(std::string);
using texts_to_text = std::string(std::string, std::string);

inline constexpr auto lower_function = function<text_to_text, "lower({})">;
inline constexpr auto upper_function = function<text_to_text, "upper({})">;
inline constexpr auto length_function = function<std::int64_t(std::string), "length({})">;
inline constexpr auto trim_function = function<text_to_text, "trim({})", "btrim({})">;
inline constexpr auto trim_of_function = function<texts_to_text, "trim({}, {})", "btrim({}, {})">;
inline constexpr auto ltrim_function = function<text_to_text, "ltrim({})">;
inline constexpr auto ltrim_of_function = function<texts_to_text, "ltrim({}, {})">;
inline constexpr auto rtrim_function = function<text_to_text, "rtrim({})">;
inline constexpr auto rtrim_of_function = function<texts_to_text, "rtrim({}, {})">;
inline constexpr auto replace_function =
    function<std::string(std::string, std::string, std::string), "replace({}, {}, {})">;
inline constexpr auto rest_function =
    function<std::string(std::string, std::int64_t), "substr({}, {})", "substr({}, CAST({} AS integer))">;
inline constexpr auto substr_function =
    function<std::string(std::string, std::int64_t, std::int64_t), "substr({}, {}, {})",
             "substr({}, CAST({} AS integer), CAST({} AS integer))">;
inline constexpr auto position_function =
    function<std::int64_t(std::string, std::string), "instr({}, {})", "strpos({}, {})">;

} // namespace detail

// Templates of functions and no objects, as the standard library has functions of the same names.

/// In lower case: ASCII letters in SQLite, all letters of the database's locale in PostgreSQL.
template <expression Text>
[[nodiscard]] constexpr auto lower(Text&& text) {
    return detail::lower_function(std::forward<Text>(text));
}
/// In upper case, of the same letters as `lower`.
template <expression Text>
[[nodiscard]] constexpr auto upper(Text&& text) {
    return detail::upper_function(std::forward<Text>(text));
}
/// The number of characters (code points).
template <expression Text>
[[nodiscard]] constexpr auto length(Text&& text) {
    return detail::length_function(std::forward<Text>(text));
}

/// Without the spaces at both ends.
template <expression Text>
[[nodiscard]] constexpr auto trim(Text&& text) {
    return detail::trim_function(std::forward<Text>(text));
}
/// Without those of the characters that stand at both ends.
template <class Text, class Characters>
    requires detail::operands<Text, Characters>
[[nodiscard]] constexpr auto trim(Text&& text, Characters&& characters) {
    return detail::trim_of_function(std::forward<Text>(text), std::forward<Characters>(characters));
}
/// `trim` at the beginning of the text only.
template <expression Text>
[[nodiscard]] constexpr auto ltrim(Text&& text) {
    return detail::ltrim_function(std::forward<Text>(text));
}
/// Without those of the characters that stand at the beginning.
template <class Text, class Characters>
    requires detail::operands<Text, Characters>
[[nodiscard]] constexpr auto ltrim(Text&& text, Characters&& characters) {
    return detail::ltrim_of_function(std::forward<Text>(text), std::forward<Characters>(characters));
}
/// `trim` at the end of the text only.
template <expression Text>
[[nodiscard]] constexpr auto rtrim(Text&& text) {
    return detail::rtrim_function(std::forward<Text>(text));
}
/// Without those of the characters that stand at the end.
template <class Text, class Characters>
    requires detail::operands<Text, Characters>
[[nodiscard]] constexpr auto rtrim(Text&& text, Characters&& characters) {
    return detail::rtrim_of_function(std::forward<Text>(text), std::forward<Characters>(characters));
}

/// With `to` in every place where `from` stands; the text itself if `from` is empty.
template <expression Text, operand From, operand To>
[[nodiscard]] constexpr auto replace(Text&& text, From&& from, To&& to) {
    return detail::replace_function(std::forward<Text>(text), std::forward<From>(from), std::forward<To>(to));
}
/// The characters from `start` on, of which the first is 1. (Below 1 the dialects differ: SQLite counts from the end.)
template <expression Text, operand Start>
[[nodiscard]] constexpr auto substr(Text&& text, Start&& start) {
    return detail::rest_function(std::forward<Text>(text), std::forward<Start>(start));
}
/// At most `count` characters from `start` on. (A negative count is an error in PostgreSQL.)
template <expression Text, operand Start, operand Count>
[[nodiscard]] constexpr auto substr(Text&& text, Start&& start, Count&& count) {
    return detail::substr_function(std::forward<Text>(text), std::forward<Start>(start), std::forward<Count>(count));
}
/// Where `part` stands in the text for the first time: 1 is the first character, 0 says nowhere.
template <class Text, class Part>
    requires detail::operands<Text, Part>
[[nodiscard]] constexpr auto position(Text&& text, Part&& part) {
    return detail::position_function(std::forward<Text>(text), std::forward<Part>(part));
}

} // namespace rowan
