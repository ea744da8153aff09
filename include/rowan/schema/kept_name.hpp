#pragma once

#include "rowan/meta/names.hpp"
#include "rowan/schema/naming.hpp"
#include "rowan/schema/table.hpp"

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>

// Names as a database keeps them: behind the naming policy, in small letters where it does not tell them from capitals, and cut where it
// cuts them. What is compared is a number of 64 bits that is made of the bytes (FNV-1a).
namespace rowan::detail {

/// Whether names that differ in the case of ASCII letters alone are one. In the place of a dialect there may be `void`.
template <class Dialect>
inline constexpr bool folds_case = false;
template <class Dialect>
    requires requires { Dialect::folds_case; }
inline constexpr bool folds_case<Dialect> = Dialect::folds_case;

/// How many bytes of a name are kept.
template <class Dialect>
inline constexpr std::size_t most_of_name = static_cast<std::size_t>(-1);
template <class Dialect>
    requires requires { Dialect::max_name; }
inline constexpr std::size_t most_of_name<Dialect> = Dialect::max_name;

/// Takes a name.
template <class Dialect>
struct kept_name {
    std::uint64_t hash = 14695981039346656037U;
    std::size_t size = 0; // of the whole name
    bool has_zero = false;

    constexpr void put(char c) {
        has_zero = has_zero || c == '\0';
        if (size++ >= most_of_name<Dialect>) return;
        if constexpr (folds_case<Dialect>) c = to_lower(c);
        hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211U;
    }
};

/// Writes names, and what they are made of, to a sink, without quotes.
template <class Naming, class Sink>
struct name_visitor {
    Sink& sink;

    constexpr void text(std::string_view part) {
        for (const char c : part) sink.put(c);
    }
    constexpr void name(std::string_view part, bool is_final) {
        if (is_final) text(part);
        else Naming::write(sink, part);
    }
};

/// What a table is called, of which the fields are not looked at.
template <class Table>
inline constexpr bool has_own_name = !table<Table>.name.empty();
template <class Table>
inline constexpr std::string_view name_before_policy = has_own_name<Table> ? table<Table>.name : type_name<Table>;

template <class Table, class Naming, class Sink>
constexpr void write_table_name(Sink& sink, std::string_view suffix = {}) {
    name_visitor<Naming, Sink> out{sink};
    out.name(name_before_policy<Table>, has_own_name<Table>);
    out.text(suffix);
}
template <class Table, class Dialect, class Naming>
inline constexpr kept_name<Dialect> kept_table_name = [] {
    kept_name<Dialect> kept;
    write_table_name<Table, Naming>(kept);
    return kept;
}();

/// Finds names that are alike, each in one step.
template <std::size_t Count>
class name_places {
public:
    /// Adds a name; true if `clashes(number)` holds for one of the same number of 64 bits that was added before.
    template <class HashOf, class Clashes>
    constexpr bool add(std::size_t number, const HashOf& hash_of, const Clashes& clashes) {
        for (std::size_t i = hash_of(number) % room;; i = (i + 1) % room) {
            if (places_[i] == 0) {
                places_[i] = static_cast<std::uint32_t>(number + 1);
                return false;
            }
            const std::size_t other = places_[i] - 1;
            if (hash_of(other) == hash_of(number) && clashes(other)) return true;
        }
    }

private:
    static constexpr std::size_t room = std::bit_ceil(2 * Count + 1);
    std::array<std::uint32_t, room> places_{};
};

} // namespace rowan::detail
