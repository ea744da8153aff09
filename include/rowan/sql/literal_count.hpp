#pragma once

#include "rowan/meta/text_sink.hpp"
#include "rowan/query/literal_count.hpp"
#include "rowan/sql/literal.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace rowan::detail {

template <class Visitor, std::int64_t Count>
constexpr void walk(Visitor& visitor, const literal_count<Count>&) {
    char digits[20]{};
    text_sink sink{digits};
    write_integer(sink, Count);
    visitor.text(std::string_view(digits, sink.size));
}

} // namespace rowan::detail
