#pragma once

#include "rowan/engine/core.hpp"
#include "rowan/meta/pack.hpp"
#include "rowan/schema/value.hpp"

#include <cstddef>
#include <functional>
#include <ranges>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

// What an operation keeps of its arguments until it has ended.
namespace rowan::detail {

/// What writes rows of the caller, into which it may write keys.
template <class Function>
concept refers_to_rows = requires { typename Function::refers_to_rows; };

template <class Argument>
inline constexpr bool is_text_view = std::is_same_v<Argument, std::string_view> ||
                                     std::is_same_v<Argument, const char*> || std::is_same_v<Argument, char*>;
template <class Argument>
concept view_of_values = std::ranges::contiguous_range<Argument> && (std::ranges::view<std::remove_cvref_t<Argument>> ||
                                                                     std::is_array_v<std::remove_cvref_t<Argument>>);

template <class Function, class Argument>
struct kept_argument {
    using type = std::decay_t<Argument>;
};
/// A row or a range of the caller's is referred to.
template <refers_to_rows Function, class Argument>
    requires std::is_lvalue_reference_v<Argument>
struct kept_argument<Function, Argument> {
    using type = std::reference_wrapper<std::remove_reference_t<Argument>>;
};
/// A view would refer to what may be gone.
template <class Function, class Argument>
    requires(!refers_to_rows<Function> && is_text_view<std::decay_t<Argument>>)
struct kept_argument<Function, Argument> {
    using type = std::string;
};
template <class Function, class Argument>
    requires(!refers_to_rows<Function> && view_of_values<Argument> && !is_text_view<std::decay_t<Argument>>)
struct kept_argument<Function, Argument> {
    struct type : std::vector<std::ranges::range_value_t<Argument>> {
        explicit type(const Argument& given)
            : std::vector<std::ranges::range_value_t<Argument>>(std::ranges::begin(given), std::ranges::end(given)) {}
    };
};

template <class Kept>
Kept&& given_again(Kept& kept) {
    return std::move(kept);
}
template <class Row>
Row& given_again(std::reference_wrapper<Row>& kept) {
    return kept.get();
}

/// A function of the engine with its arguments, to be called once with a core.
template <class Function, class... Kept>
class bound_call {
public:
    template <class... Arguments>
    explicit bound_call(const Function& function, Arguments&&... arguments)
        : function_(function), kept_{{{Kept(std::forward<Arguments>(arguments))}...}} {}

    template <class Database>
    auto operator()(core<Database>& core) {
        return kept_.apply([&](auto&... each) { return function_(core, given_again(each)...); });
    }

private:
    [[no_unique_address]] Function function_;
    pack<Kept...> kept_;
};
template <class Function, class... Arguments>
auto bind_call(const Function& function, Arguments&&... arguments) {
    return bound_call<Function, typename kept_argument<Function, Arguments>::type...>(
        function, std::forward<Arguments>(arguments)...);
}

} // namespace rowan::detail
