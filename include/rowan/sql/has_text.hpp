#pragma once

#include "rowan/meta/fixed_string.hpp"
#include "rowan/meta/mistake.hpp"
#include "rowan/sql/dialect.hpp"
#include "rowan/sql/text.hpp"

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <utility>

namespace rowan {
namespace detail {

/// The longest string that both compilers show whole where it is a template argument; of longer ones Clang leaves out the rest.
inline constexpr std::size_t shown_length = 31;

template <const std::string_view& Text, std::size_t Piece>
consteval auto shown_piece() {
    constexpr auto part = Text.substr(Piece * shown_length, shown_length);
    fixed_string<part.size()> piece;
    std::ranges::copy(part, piece.data);
    return piece;
}

template <fixed_string... Pieces>
struct the_text_is {
    template <bool IsAsExpected>
    struct checked_text : told_mistake {
        static_assert(IsAsExpected,
                      "rowan E360: the query has another text than is expected; 'the_text_is' shows it in pieces");
    };
};

template <const std::string_view& Text, std::size_t... Pieces>
the_text_is<shown_piece<Text, Pieces>()...> shown_text(std::index_sequence<Pieces...>);

} // namespace detail

/// True if the SQL of a statement is `Text`; if it is not, this does not compile, and the message shows the text that it is.
/// `Target` is a database description, a driver or a dialect, as for `sql_text`.
template <fixed_string Text, class Target = sqlite_dialect, class Statement>
[[nodiscard]] consteval bool has_text(const Statement&) {
    using For = detail::text_target<Target>;
    using Mistake = typename decltype(detail::find_text_mistake<Target, Statement>())::type;
    static_assert(Mistake::checked);
    if constexpr (detail::is_right<Mistake>) {
        constexpr auto& text = detail::text_of<Statement, typename For::dialect, typename For::naming>;
        using Shown = decltype(detail::shown_text<text>(
            std::make_index_sequence<(text.size() + detail::shown_length - 1) / detail::shown_length>{}));
        static_assert(Shown::template checked_text<(text == Text.view())>::checked);
    }
    return true;
}

} // namespace rowan
