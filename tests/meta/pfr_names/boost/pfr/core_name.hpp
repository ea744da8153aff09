#pragma once

// Stands for the header of this name that Boost.PFR has from Boost 1.84 on, to show that rowan asks it where it is there.

#include <cstddef>
#include <string_view>

namespace boost::pfr {

template <std::size_t Index, class Type>
constexpr std::string_view get_name() {
    return Index == 0 ? "first of pfr" : "second of pfr";
}

} // namespace boost::pfr
