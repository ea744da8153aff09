#pragma once

// Expressions of random shape: a seed is the whole of a tree, from which the type of an expression is made at compile time and
// its value, by a function that goes through the same tree, when it runs.
namespace test {

constexpr unsigned next_seed(unsigned seed) { return (seed * 1664525U + 1013904223U) ^ (seed >> 13U); }
constexpr unsigned left_of(unsigned seed) { return next_seed(seed * 2 + 1); }
constexpr unsigned right_of(unsigned seed) { return next_seed(seed * 2 + 77); }
constexpr unsigned third_of(unsigned seed) { return next_seed(seed * 3 + 1009); }
constexpr unsigned pick(unsigned seed, unsigned count) { return (next_seed(seed) >> 8U) % count; }
/// The seed of the n-th tree of a test.
constexpr unsigned root(unsigned number) { return next_seed(number * 7919 + 13); }

} // namespace test
