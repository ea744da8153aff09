#pragma once

#include "rowan/meta/mistake.hpp"
#include "rowan/query/dialect_feature.hpp"
#include "rowan/query/operators.hpp"

#include <string_view>
#include <type_traits>
#include <utility>

namespace rowan {

/// The ASCII character that makes the next one of a pattern stand for itself: `like(x, "100\\%", escape<'\\'>)`.
template <char Character>
struct escape_character {};
template <char Character>
    requires(Character != '\0' && static_cast<unsigned char>(Character) < 0x80)
inline constexpr escape_character<Character> escape{};

namespace detail {

template <class Dialect>
struct ilike_in_dialect : told_mistake {
    static_assert(always_false<Dialect>,
                  "rowan E343: this dialect does not have ilike; use like of lower(…), or collate");
};
struct ilike_operator : pattern_match {
    static constexpr bool is_inspected = true;
    template <class Dialect>
    static constexpr std::string_view text_in = Dialect::ilike;
    template <class Dialect>
    using dialect_mistake = std::conditional_t<Dialect::ilike.empty(), ilike_in_dialect<Dialect>, no_mistake>;
};

template <class Operator, char Character>
struct escaped : Operator {
    static constexpr char ending[] = {' ', 'E', 'S', 'C', 'A', 'P', 'E', ' ', '\'', Character, '\'', '\''};
    static constexpr std::string_view suffix =
        Character == '\'' ? std::string_view(" ESCAPE \'\'\'\'") : std::string_view(ending, sizeof(ending) - 1);
};

template <class Dialect>
struct glob_in_dialect : told_mistake {
    static_assert(always_false<Dialect>, "rowan E343: this dialect does not have GLOB; use like or regexp_match");
};
struct glob_operator : pattern_match {
    static constexpr std::string_view text = " GLOB ";
    static constexpr bool is_inspected = true;
    template <class Dialect>
    using dialect_mistake = std::conditional_t<Dialect::has_glob, no_mistake, glob_in_dialect<Dialect>>;
};

template <class Dialect>
struct regular_expressions_in_dialect : told_mistake {
    static_assert(always_false<Dialect>,
                  "rowan E343: this dialect does not have regular expressions; use like or glob");
};
struct regexp_operator : pattern_match {
    static constexpr std::string_view text = " ~ ";
    static constexpr bool is_inspected = true;
    // It binds as `||` does, to the left.
    static constexpr int operand_precedence = concatenated::precedence;
    template <class Dialect>
    using dialect_mistake =
        std::conditional_t<Dialect::has_regular_expressions, no_mistake, regular_expressions_in_dialect<Dialect>>;
};

template <class Operator, class Content, class Pattern>
constexpr auto match(Content&& content, Pattern&& pattern) {
    using Check = alike<Content, Pattern>;
    static_assert(Check::checked);
    return make_binary<Operator, Check>(std::forward<Content>(content), std::forward<Pattern>(pattern));
}

} // namespace detail

/// `like` with an escape character, which means the same in every dialect.
template <class Content, class Pattern, char Character>
    requires detail::operands<Content, Pattern>
[[nodiscard]] constexpr auto like(Content&& content, Pattern&& pattern, escape_character<Character>) {
    return detail::match<detail::escaped<detail::like_operator, Character>>(std::forward<Content>(content),
                                                                            std::forward<Pattern>(pattern));
}

/// `like` in which case does not matter: PostgreSQL's ILIKE; SQLite's LIKE, which knows the case of ASCII letters only.
template <class Content, class Pattern>
    requires detail::operands<Content, Pattern>
[[nodiscard]] constexpr auto ilike(Content&& content, Pattern&& pattern) {
    return detail::match<detail::ilike_operator>(std::forward<Content>(content), std::forward<Pattern>(pattern));
}
/// `ilike` with an escape character.
template <class Content, class Pattern, char Character>
    requires detail::operands<Content, Pattern>
[[nodiscard]] constexpr auto ilike(Content&& content, Pattern&& pattern, escape_character<Character>) {
    return detail::match<detail::escaped<detail::ilike_operator, Character>>(std::forward<Content>(content),
                                                                             std::forward<Pattern>(pattern));
}

/// SQLite's GLOB: `*` is any text, `?` any character, `[a-z]` one of some; case matters.
template <class Content, class Pattern>
    requires detail::operands<Content, Pattern>
[[nodiscard]] constexpr auto glob(Content&& content, Pattern&& pattern) {
    return detail::match<detail::glob_operator>(std::forward<Content>(content), std::forward<Pattern>(pattern));
}

/// PostgreSQL's `~`: whether a POSIX regular expression matches within the text.
template <class Content, class Pattern>
    requires detail::operands<Content, Pattern>
[[nodiscard]] constexpr auto regexp_match(Content&& content, Pattern&& pattern) {
    return detail::match<detail::regexp_operator>(std::forward<Content>(content), std::forward<Pattern>(pattern));
}

} // namespace rowan
