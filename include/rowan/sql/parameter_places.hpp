#pragma once

#include "rowan/meta/names.hpp"
#include "rowan/query/dialect_feature.hpp"
#include "rowan/schema/facts.hpp"
#include "rowan/schema/value.hpp"
#include "rowan/sql/beside.hpp"

#include <array>
#include <cstddef>
#include <stdexcept>
#include <string_view>
#include <type_traits>

namespace rowan::detail {

/// What a value stands beside, as a value itself: nothing, an expression, or a column of a table.
struct neighbour {
    std::string_view table, column;
    friend constexpr bool operator==(const neighbour&, const neighbour&) = default;
};
template <class Beside>
inline constexpr neighbour neighbour_of{};
template <class Expression>
inline constexpr neighbour neighbour_of<beside_expression<Expression>>{type_spelling<Expression>(), {}};
template <auto Member, class Source>
inline constexpr neighbour neighbour_of<beside_column<column<Member, Source>>>{type_spelling<member_table<Member>>(),
                                                                               facts_of_column<Member>.name};
template <class Column>
inline constexpr neighbour neighbour_of<assigned_to<Column>> = neighbour_of<beside_column<Column>>;
template <class Column>
inline constexpr neighbour neighbour_of<within_beside<Column>> = neighbour_of<beside_column<Column>>;
template <class Table, std::size_t Index>
inline constexpr neighbour neighbour_of<within_assigned<Table, Index>>{type_spelling<Table>(),
                                                                       facts<Table>.columns[Index].name};

/// The numbers of named parameters in a text. In PostgreSQL a parameter has one type: one that takes it from its neighbours has a place
/// for each of them that is another. Those are texts and enumerations, real numbers that a column is set to, and lists of them.
template <class Dialect>
class parameter_places {
public:
    constexpr parameter_places() {} // the list is written before it is read

    /// The number for a parameter that has `number` where it occurs first; `next` is the first number that is free.
    template <encoding Encoding, class Beside, class Type>
    constexpr int number_for(int number, int& next) {
        if constexpr (!Dialect::has_static_types || Encoding == encoding::integer ||
                      (kind_of_element<Type>() != value_kind::text && kind_of_element<Type>() != value_kind::real))
            return number;
        else {
            constexpr bool has_own_type = kind_of_element<Type>() == value_kind::real && !is_assigned<Beside>;
            constexpr neighbour beside = has_own_type ? neighbour() : neighbour_of<Beside>;
            bool is_known = false;
            for (std::size_t i = 0; i < count_; ++i) {
                if (list_[i].name != number) continue;
                if (list_[i].beside == beside) return list_[i].number;
                is_known = true;
            }
            const int found = is_known ? next++ : number;
            if (count_ == list_.size())
                throw std::length_error(
                    "more than 64 named texts and real numbers, each counted for each of its neighbours");
            list_[count_++] = {number, found, beside};
            return found;
        }
    }

private:
    struct place {
        int name, number;
        neighbour beside;
    };
    std::array<place, 64> list_;
    std::size_t count_ = 0;
};

} // namespace rowan::detail
