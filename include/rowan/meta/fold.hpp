#pragma once

#include <cstddef>
#include <initializer_list>

// For packs that may be long, as those of the tables of a database are: Clang nests the expressions of a fold, and takes 256.
namespace rowan::detail {

constexpr bool any_of(std::initializer_list<bool> values) {
    for (const bool each : values)
        if (each) return true;
    return false;
}
constexpr bool all_of(std::initializer_list<bool> values) {
    for (const bool each : values)
        if (!each) return false;
    return true;
}

constexpr std::size_t sum_of(std::initializer_list<std::size_t> values) {
    std::size_t sum = 0;
    for (const std::size_t each : values) sum += each;
    return sum;
}

/// Braces evaluate in order: `in_order({(function(arguments), 0)...})`.
constexpr void in_order(std::initializer_list<int>) {}

} // namespace rowan::detail
