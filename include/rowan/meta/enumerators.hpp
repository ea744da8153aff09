#pragma once

#include "rowan/meta/mistake.hpp"
#include "rowan/meta/names.hpp"
#include "rowan/meta/text_sink.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
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

/// The values of `enum_range` that `Enum` has.
template <class Enum>
struct enum_values {
    using number = std::underlying_type_t<Enum>;
    using wide = std::conditional_t<std::is_signed_v<number>, std::int64_t, std::uint64_t>;

    template <class Bound>
    static consteval wide within_number(Bound bound) {
        constexpr wide least = std::numeric_limits<number>::min(), most = std::numeric_limits<number>::max();
        if (std::cmp_less(bound, least)) return least;
        return std::cmp_greater(bound, most) ? most : static_cast<wide>(bound);
    }
    static constexpr wide first = within_number(enum_range<Enum>::min), last = within_number(enum_range<Enum>::max);
    static constexpr std::size_t count = last < first ? 0 : static_cast<std::size_t>(last - first) + 1;

    static constexpr Enum at(std::size_t place) {
        return static_cast<Enum>(static_cast<number>(first + static_cast<wide>(place)));
    }
};

/// What a compiler says of a value: an enumerator's name, or `(Colour)3`, with text before and behind that is the same for all.
template <auto Value>
consteval std::string_view text_with_value() {
#if defined(_MSC_VER) && !defined(__clang__)
    return {__FUNCSIG__, sizeof __FUNCSIG__ - 1};
#else
    return {__PRETTY_FUNCTION__, sizeof __PRETTY_FUNCTION__ - 1};
#endif
}
inline constexpr std::size_t size_behind_value = [] {
    constexpr std::string_view value = "true", text = text_with_value<true>();
    return text.size() - text.rfind(value) - value.size();
}();

/// The name of the enumerator that has a value, whatever stands before it: empty for one that is spelled as a cast.
constexpr std::string_view enumerator_in(std::string_view text) {
    text.remove_suffix(size_behind_value);
    const std::string_view name = last_identifier(text);
    const bool is_number = !name.empty() && name[0] >= '0' && name[0] <= '9';
    if (is_number || !text.ends_with(name)) return {};
    text.remove_suffix(name.size());
    return text.ends_with(')') ? std::string_view() : name;
}

// One instantiation for each value takes a third of the time that it takes to split one list of all, and no name that an enumeration
// is in can be split wrongly.
template <class Enum>
consteval auto make_names() {
    // Clang makes the enumerators of an enumeration in a class template when a name is looked for in it.
    if constexpr (requires { Enum::rowan; }) {}
    return []<std::size_t... Place>(std::index_sequence<Place...>) {
        return std::array<std::string_view, sizeof...(Place)>{
            enumerator_in(text_with_value<enum_values<Enum>::at(Place)>())...};
    }(std::make_index_sequence<enum_values<Enum>::count>{});
}
template <class Enum>
inline constexpr auto names_of_values = make_names<Enum>();

template <class Enum>
consteval std::size_t count_enumerators() {
    std::size_t count = 0;
    for (const std::string_view name : names_of_values<Enum>) count += name.empty() ? 0U : 1U;
    return count;
}
template <class Enum>
consteval auto make_enumerators() {
    std::array<enumerator<Enum>, count_enumerators<Enum>()> list{};
    std::size_t next = 0;
    for (std::size_t i = 0; i < names_of_values<Enum>.size(); ++i)
        if (!names_of_values<Enum>[i].empty()) list[next++] = {enum_values<Enum>::at(i), names_of_values<Enum>[i]};
    return list;
}

/// All enumerators of `Enum` within `enum_range<Enum>`, in ascending order of value.
template <class Enum>
inline constexpr auto enumerators = make_enumerators<Enum>();

/// What may be wrong with an enumeration that is stored by the names of its enumerators.
template <class Enum>
struct stored_by_name : told_mistake {
    static_assert(!enumerators<Enum>.empty(),
                  "rowan E130: no enumerator of this enumeration is found, whose name would be stored; widen "
                  "rowan::enum_range if they lie beyond -16 to 127, or store the column with as_integer");
};

/// The name of `value`; empty if no enumerator has it.
template <class Enum>
constexpr std::string_view enumerator_name(Enum value) {
    static_assert(stored_by_name<Enum>::checked);
    for (const auto& each : enumerators<Enum>)
        if (each.value == value) return each.name;
    return {};
}

template <class Enum>
constexpr std::optional<Enum> enumerator_value(std::string_view name) {
    static_assert(stored_by_name<Enum>::checked);
    for (const auto& each : enumerators<Enum>)
        if (each.name == name) return each.value;
    return std::nullopt;
}

/// The integer that an enumeration is stored as, of the same width and sign as the one beneath it.
template <class Enum>
consteval auto find_stored_integer() {
    using number = std::underlying_type_t<Enum>;
    if constexpr (std::is_same_v<number, bool>) return std::uint8_t{};
    else if constexpr (std::is_signed_v<number>) return std::make_signed_t<number>{};
    else return std::make_unsigned_t<number>{};
}
template <class Enum>
using stored_integer = decltype(find_stored_integer<Enum>());

/// The value that is stored as an integer; none if the integer beneath does not have it.
template <class Enum>
constexpr std::optional<Enum> from_stored_integer(stored_integer<Enum> integer) {
    if (std::is_same_v<std::underlying_type_t<Enum>, bool> && integer > 1) return std::nullopt;
    return static_cast<Enum>(integer);
}

template <class Enum>
struct text_of_enumerator_name {
    static constexpr void write(text_sink& sink) {
        sink.write("the name of an enumerator of ");
        sink.write(type_name<Enum>);
    }
};
template <class Enum>
struct text_of_missing_enumerator {
    static constexpr void write(text_sink& sink) {
        sink.write("a value of ");
        sink.write(type_name<Enum>);
        sink.write(" without an enumerator within rowan::enum_range has no name to store; widen that, or store the "
                   "column with as_integer");
    }
};
/// What is wanted in the place of a text that is no enumerator's name.
template <class Enum>
inline constexpr const char* wanted_enumerator = built_text<text_of_enumerator_name<Enum>>.data();
/// Why a value without an enumerator is not stored.
template <class Enum>
inline constexpr const char* lacks_enumerator = built_text<text_of_missing_enumerator<Enum>>.data();

} // namespace detail
} // namespace rowan
