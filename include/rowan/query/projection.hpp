#pragma once

#include "rowan/meta/pack.hpp"
#include "rowan/meta/type_list.hpp"
#include "rowan/query/clauses.hpp"

#include <type_traits>

namespace rowan::detail {

/// What a select gives: whole rows of sources, or expressions.
template <class... Sources>
struct whole_rows {
    using parts = type_list<>;
};
template <class... Expressions>
struct expressions {
    using parts = type_list<Expressions...>;
    pack<Expressions...> list;
};

template <class Projection>
struct first_source {
    using type = type_list<>;
};
template <class First, class... Rest>
struct first_source<whole_rows<First, Rest...>> {
    using type = type_list<First>;
};

/// A select of whole rows begins with the first of them if it has no `from`.
template <class Projection, class... Clauses>
using implied_source =
    std::conditional_t<(is_from<Clauses> || ...), type_list<>, typename first_source<Projection>::type>;

} // namespace rowan::detail
