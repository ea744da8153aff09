#pragma once

#include "rowan/meta/mistake.hpp"
#include "rowan/meta/type_list.hpp"

#include <cstdint>

namespace rowan::detail {

/// A number of rows that is part of the text: `limit<10>()`.
template <std::int64_t Count>
struct literal_count {
    using expression_type = std::int64_t;
    using operands = type_list<>;
};

template <std::int64_t Count>
inline constexpr bool is_number_of_rows = Count >= 0;

/// What may be wrong with a constant number in `limit` and `offset`.
template <std::int64_t Count>
struct constant_number_of_rows : told_mistake {
    static_assert(is_number_of_rows<Count>,
                  "rowan E340: limit or offset is negative; leave it out where all rows are wanted");
};

} // namespace rowan::detail

namespace rowan {

/// Whether `limit<Count>()` and `offset<Count>()` compile.
template <std::int64_t Count>
concept constant_row_count = detail::is_number_of_rows<Count>;

} // namespace rowan
