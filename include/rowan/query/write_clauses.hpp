#pragma once

#include "rowan/meta/fixed_string.hpp"
#include "rowan/meta/mistake.hpp"
#include "rowan/query/clauses.hpp"

#include <cstddef>
#include <type_traits>

// The clauses of statements that write.
namespace rowan::detail {

template <class... Assignments>
struct set_clause {
    using parts = type_list<typename Assignments::operand...>;
    using assignments = type_list<Assignments...>;
    pack<Assignments...> values;
};

struct every_row_clause {
    using parts = type_list<>;
};
struct without_hooks_clause {
    using parts = type_list<>;
};
/// Generated keys are given: by an insert, or anew by an update.
struct with_keys_clause {
    using parts = type_list<>;
};

/// Whole rows to insert: one, or a range of which each is inserted by the same statement.
template <class Rows>
struct values_clause {
    using parts = type_list<>;
    Rows rows;
};

/// The columns that an insert from a query fills.
template <class Columns>
struct columns_clause {
    using parts = type_list<>;
};
template <class Query>
struct insert_from_clause {
    using parts = type_list<derived_table<void, Query>>;
    derived_table<void, Query> rows;
};

template <auto... Members>
struct conflict_columns {
    static constexpr std::size_t size = sizeof...(Members);
};
template <fixed_string Name>
struct conflict_constraint {};

template <class Dialect>
struct conflict_constraint_in_dialect : told_mistake {
    static_assert(always_false<Dialect>,
                  "rowan E343: this dialect does not know constraints by name in ON CONFLICT; name the "
                  "columns: on_conflict<&T::a, &T::b>()");
};
template <class Target, class Dialect>
inline constexpr bool is_foreign_target = false;
template <fixed_string Name, class Dialect>
inline constexpr bool is_foreign_target<conflict_constraint<Name>, Dialect> = !Dialect::has_conflict_constraints;

template <class Target>
struct conflict_clause {
    using parts = type_list<>;
    using target = Target;
    template <class Dialect>
    using dialect_mistake =
        std::conditional_t<is_foreign_target<Target, Dialect>, conflict_constraint_in_dialect<Dialect>, no_mistake>;
};
struct do_nothing_clause {
    using parts = type_list<>;
};
template <class... Assignments>
struct do_update_clause {
    using parts = type_list<typename Assignments::operand...>;
    using assignments = type_list<Assignments...>;
    pack<Assignments...> values;
};

template <class Projection>
struct returning_clause {
    using parts = typename Projection::parts;
    using projection_type = Projection;
    Projection projection;
};

} // namespace rowan::detail
