#pragma once

#include "rowan/schema/value.hpp"

#include <concepts>

// Keys are put in order and compared in C++, whatever operators their types have.
namespace rowan::detail {

template <class Key>
concept ordered_key = requires(const Key& key) {
    { key < key } -> std::convertible_to<bool>;
};
template <class Key>
concept equality_key = requires(const Key& key) {
    { key == key } -> std::convertible_to<bool>;
};

/// Whether a key comes before another one: by `<`, or by what is stored of them if their type has none.
template <class Key>
constexpr bool comes_before(const Key& left, const Key& right) {
    if constexpr (ordered_key<Key>) return left < right;
    else {
        const typename value_traits<Key>::stored& first = value_traits<Key>::to_stored(left);
        const typename value_traits<Key>::stored& second = value_traits<Key>::to_stored(right);
        return comes_before(first, second);
    }
}
/// Whether two keys are one, by `==` if their type has it.
template <class Key>
constexpr bool is_same_key(const Key& left, const Key& right) {
    if constexpr (equality_key<Key>) return left == right;
    else return !comes_before(left, right) && !comes_before(right, left);
}

} // namespace rowan::detail
