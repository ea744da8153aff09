#pragma once

#include "rowan/meta/foldable.hpp"
#include "rowan/meta/pack.hpp"

#include <cstddef>
#include <utility>

namespace rowan {

/// Triggers of a table, in the order in which they are created. A Foldable of Boost.Hana.
template <class... Triggers>
class trigger_list {
public:
    using hana_tag = detail::foldable_tag;
    using types = detail::type_list<Triggers...>;
    static constexpr std::size_t size = sizeof...(Triggers);

    constexpr explicit trigger_list(Triggers... each) : all(detail::make_pack(std::move(each)...)) {}

    detail::pack<Triggers...> all;
};
template <class... Triggers>
trigger_list(Triggers...) -> trigger_list<Triggers...>;

/// The triggers of a table, which `create_tables()` makes in the database:
/// `template <> inline constexpr auto rowan::triggers<Book> = rowan::trigger_list(rowan::trigger<"touch">.after(…).run(…));`
template <class Table>
inline constexpr auto triggers = trigger_list();

namespace detail {

template <class Table>
inline constexpr std::size_t trigger_count = decltype(triggers<Table>)::size;

/// A trigger of a table, by its position.
template <class Table, std::size_t Index>
inline constexpr const auto& trigger_of = element<Index>(triggers<Table>.all);

} // namespace detail
} // namespace rowan
