#pragma once

#include "rowan/meta/names.hpp"
#include "rowan/query/dialect_feature.hpp"
#include "rowan/query/encoding.hpp"
#include "rowan/schema/facts.hpp"
#include "rowan/schema/value.hpp"

#include <array>
#include <cstddef>
#include <string_view>
#include <type_traits>

namespace rowan::detail {

/// What a value stands beside, as a value itself.
struct neighbour {
    std::string_view table, column;
    friend constexpr bool operator==(const neighbour&, const neighbour&) = default;
};
template <class Beside>
inline constexpr neighbour neighbour_of{{}, std::is_same_v<Beside, beside_nothing> ? "" : "expression"};
template <auto Member, class Source>
inline constexpr neighbour neighbour_of<beside_column<column<Member, Source>>>{type_spelling<member_table<Member>>(),
                                                                               facts_of_column<Member>.name};
template <class Column>
inline constexpr neighbour neighbour_of<assigned_to<Column>> = neighbour_of<beside_column<Column>>;

/// Whether PostgreSQL is to find the type of a value by what stands beside it: of texts and enumerations, and lists of them.
template <class Type>
consteval bool has_type_of_neighbour() {
    using Value = without_optional<Type>;
    if constexpr (array_value<Value>) return has_type_of_neighbour<typename Value::value_type>();
    else return kind_of<Value>() == value_kind::text;
}

/// The numbers of named parameters in a text. In PostgreSQL a parameter has one type: one that takes it from its neighbours has a place
/// for each of them that is another.
template <class Dialect>
class parameter_places {
public:
    constexpr parameter_places() {} // the list is written before it is read

    /// The number for a parameter that has `number` where it occurs first; `next` is the first number that is free.
    template <encoding Encoding, class Beside, class Type>
    constexpr int number_for(int number, int& next) {
        if constexpr (Dialect::family != sql_family::postgres || Encoding == encoding::integer ||
                      !has_type_of_neighbour<Type>())
            return number;
        else {
            constexpr neighbour beside = neighbour_of<Beside>;
            bool is_known = false;
            for (std::size_t i = 0; i < count_; ++i) {
                if (list_[i].name != number) continue;
                if (list_[i].beside == beside) return list_[i].number;
                is_known = true;
            }
            const int found = is_known ? next++ : number;
            if (count_ < list_.size()) list_[count_++] = {number, found, beside};
            return found;
        }
    }

private:
    struct place {
        int name, number;
        neighbour beside;
    };
    std::array<place, 24> list_;
    std::size_t count_ = 0;
};

} // namespace rowan::detail
