#pragma once

#include "rowan/meta/text_sink.hpp"
#include "rowan/query/function.hpp"
#include "rowan/schema/decimal.hpp"

#include <string_view>

namespace rowan {
namespace detail {

template <fixed_string Text>
concept decimal_text = is_decimal_text(Text.view());

template <fixed_string Text>
struct decimal_literal_function : any_function {
    template <class...>
    using result = decimal;
    template <bool IsNative>
    struct writing {
        static constexpr void write(text_sink& sink) {
            sink.write(IsNative ? "CAST('" : "'");
            sink.write(Text.view());
            sink.write(IsNative ? "' AS numeric)" : "'");
        }
    };
    template <class Dialect>
    static constexpr std::string_view text = built_text<writing<Dialect::has_native_kinds>>;
};

} // namespace detail

/// A decimal number in the text, as `literal` gives others, in the shortest form: `decimal_literal<"0.5">`. It can be part of a
/// definition: `check(col<&Book::price> != decimal_literal<"0">)`.
template <fixed_string Text>
    requires detail::decimal_text<Text>
inline constexpr function_call<detail::decimal_literal_function<Text>> decimal_literal{};

} // namespace rowan
