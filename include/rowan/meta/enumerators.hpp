#pragma once

#include "rowan/meta/names.hpp"

#include <cstddef>
#include <optional>
#include <string_view>
#include <type_traits>
#include <utility>

namespace rowan {

/// The values among which the enumerators of `Enum` are looked for. Specialise it for an enumeration that goes beyond.
template <class Enum>
struct enum_range {
    static constexpr int min = std::is_signed_v<std::underlying_type_t<Enum>> ? -16 : 0;
    static constexpr int max = 127;
};

namespace detail {

template <class Enum>
struct enumerator {
    Enum value;
    std::string_view name;
};

template <class Enum>
consteval auto make_candidates() {
    constexpr auto count = static_cast<std::size_t>(enum_range<Enum>::max - enum_range<Enum>::min + 1);
    return []<std::size_t... Index>(std::index_sequence<Index...>) {
        return split_spelling<count>(spelling<static_cast<Enum>(enum_range<Enum>::min + static_cast<int>(Index))...>());
    }(std::make_index_sequence<count>{});
}

// A value without an enumerator is spelled as a cast: `(Color)3`.
constexpr bool is_enumerator(std::string_view spelling) {
    while (!spelling.empty() && spelling.front() == ' ') spelling.remove_prefix(1);
    return !spelling.empty() && spelling.front() != '(' && !(spelling.front() >= '0' && spelling.front() <= '9') &&
           spelling.front() != '-';
}

template <class Enum>
inline constexpr auto candidates = make_candidates<Enum>();

template <class Enum>
consteval std::size_t count_enumerators() {
    std::size_t count = 0;
    for (const auto candidate : candidates<Enum>) count += is_enumerator(candidate) ? 1U : 0U;
    return count;
}

template <class Enum>
consteval auto make_enumerators() {
    std::array<enumerator<Enum>, count_enumerators<Enum>()> list{};
    std::size_t next = 0;
    for (std::size_t i = 0; i < candidates<Enum>.size(); ++i)
        if (is_enumerator(candidates<Enum>[i]))
            list[next++] = {static_cast<Enum>(enum_range<Enum>::min + static_cast<int>(i)),
                            last_identifier(candidates<Enum>[i])};
    return list;
}

/// All enumerators of `Enum` within `enum_range<Enum>`, in ascending order of value.
template <class Enum>
inline constexpr auto enumerators = make_enumerators<Enum>();

/// The name of `value`; empty if no enumerator has it.
template <class Enum>
constexpr std::string_view enumerator_name(Enum value) {
    for (const auto& each : enumerators<Enum>)
        if (each.value == value) return each.name;
    return {};
}

template <class Enum>
constexpr std::optional<Enum> enumerator_value(std::string_view name) {
    for (const auto& each : enumerators<Enum>)
        if (each.name == name) return each.value;
    return std::nullopt;
}

} // namespace detail
} // namespace rowan
