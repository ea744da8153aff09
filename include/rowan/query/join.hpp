#pragma once

#include "rowan/meta/mistake.hpp"
#include "rowan/query/clause_set.hpp"
#include "rowan/query/column.hpp"
#include "rowan/query/operators.hpp"
#include "rowan/schema/tables.hpp"

#include <type_traits>

namespace rowan::detail {

/// A join that may be left out: `left_join<Author>(when(wanted))`, along the only foreign key.
struct along_only_key {
    using clause_item = void;
    using expression_type = bool;
    using operands = type_list<>;
};

template <class Condition>
inline constexpr bool is_optional_join = is_optional_condition<Condition>;

template <class Clause>
consteval auto source_of_clause() {
    if constexpr (is_from<Clause> || is_join<Clause>) return type_list<typename Clause::source>{};
    else return type_list<>{};
}

/// The sources that clauses name in `from` and the joins, in order.
template <class... Clauses>
using sources_in = decltype((type_list<>{} + ... + source_of_clause<Clauses>()));
/// Those in `from`, which the joins follow wherever it was written.
template <class... Clauses>
using sources_in_from =
    decltype((type_list<>{} + ... + std::conditional_t<is_from<Clauses>, sources_in<Clauses>, type_list<>>{}));

template <class Clause>
consteval auto joined_by() {
    if constexpr (is_join<Clause>) return type_list<typename Clause::source>{};
    else return type_list<>{};
}
/// The sources that are joined.
template <class... Clauses>
using joined_in = decltype((type_list<>{} + ... + joined_by<Clauses>()));

/// The sources of which a join may leave a row out, `Before` being in `FROM`: an outer join, or `WithOptional` one that is itself
/// left out.
template <bool WithOptional, class... Before>
consteval auto outer_sources(type_list<Before...>, auto outer) {
    return outer;
}
template <bool WithOptional, class... Before, class Clause, class... Rest>
consteval auto outer_sources(type_list<Before...> before, auto outer, std::type_identity<Clause>, Rest... rest) {
    if constexpr (is_join<Clause>) {
        using Source = typename Clause::source;
        constexpr bool is_optional = WithOptional && is_optional_join<decltype(Clause::condition)>;
        constexpr bool new_is_outer = Clause::kind == join_kind::left || Clause::kind == join_kind::full || is_optional;
        constexpr bool old_are_outer = Clause::kind == join_kind::right || Clause::kind == join_kind::full;
        const auto with_new = [&] {
            if constexpr (new_is_outer) return outer + type_list<Source>{};
            else return outer;
        };
        using New = decltype(with_new());
        using Outer = std::conditional_t<old_are_outer, decltype(New{} + before), New>;
        return outer_sources<WithOptional>(before + type_list<Source>{}, Outer{}, rest...);
    } else return outer_sources<WithOptional>(before, outer, rest...);
}

/// Whether a join may leave rows of a source out.
template <class Clause>
inline constexpr bool leaves_out = false;
template <join_kind Kind, class Source, class Condition, class Origin>
inline constexpr bool leaves_out<join_clause<Kind, Source, Condition, Origin>> =
    (Kind != join_kind::inner && Kind != join_kind::cross) || is_optional_join<Condition>;

template <bool WithOptional, class... Clauses>
consteval auto outer_sources_of(auto implied) {
    if constexpr ((leaves_out<Clauses> || ...))
        return outer_sources<WithOptional>(implied + sources_in_from<Clauses...>{}, type_list<>{},
                                           std::type_identity<Clauses>{}...);
    else return type_list<>{};
}

/// A foreign key by which a source can be joined, and the sources at its two ends.
template <class Key, class Referring, class Target>
struct join_path;

template <class Referring, class Target, class... Keys>
consteval auto paths_along(type_list<Keys...>) {
    return type_list<join_path<Keys, Referring, Target>...>{};
}
template <class Source, class Other>
consteval auto paths_between() {
    return paths_along<Source, Other>(foreign_keys_between<source_row<Source>, source_row<Other>>{}) +
           paths_along<Other, Source>(foreign_keys_between<source_row<Other>, source_row<Source>>{});
}
/// The foreign keys that could join `Source` to the sources of a query, in either direction.
template <class Source, class... Sources>
consteval auto joining_paths(type_list<Sources...>) {
    return (type_list<>{} + ... + paths_between<Source, Sources>());
}

/// The condition of a join along a foreign key.
template <auto First, auto... Columns, auto FirstTarget, auto... Targets, class Referring, class Target>
struct join_path<foreign_key_option<members<First, Columns...>, members<FirstTarget, Targets...>>, Referring, Target> {
    static constexpr auto condition() {
        return ((column<First, Referring>{} == column<FirstTarget, Target>{}) && ... &&
                (column<Columns, Referring>{} == column<Targets, Target>{}));
    }
};
template <class Path>
constexpr auto condition_along(type_list<Path>) {
    return Path::condition();
}

template <class Source, class Sources, bool HasSeveral>
struct only_foreign_key : told_mistake {
    static_assert(
        HasSeveral || always_false<Source>,
        "rowan E308: no foreign key is between this table and those of the query; give the condition of the join");
    static_assert(!HasSeveral || always_false<Source>, "rowan E308: several foreign keys are between this table and "
                                                       "those of the query; give the condition of the join");
};
template <class Source>
struct joined_table : told_mistake {
    static_assert(always_false<Source>,
                  "rowan E321: the table is in the query already; give it another name with alias");
};

template <class... Conditions>
struct one_condition_wanted : told_mistake {
    static_assert(always_false<Conditions...>, "rowan E361: a join has several conditions; && makes one of them");
};

template <class Source, class Sources>
using place_of_source = first_mistake<shape_check<source_row<Source>>,
                                      std::conditional_t<is_in<Source, Sources>, joined_table<Source>, no_mistake>>;

template <class Source, class... Condition>
consteval auto find_join_mistake(auto sources) {
    using Sources = decltype(sources);
    constexpr bool is_along_key =
        sizeof...(Condition) == 0 || (is_one_of<Condition, optional_condition<along_only_key>> || ...);
    using Place = place_of_source<Source, Sources>;
    if constexpr (!is_right<Place>) return std::type_identity<Place>{};
    else if constexpr (sizeof...(Condition) > 1) return std::type_identity<one_condition_wanted<Condition...>>{};
    else if constexpr (is_along_key) {
        constexpr std::size_t number = decltype(joining_paths<Source>(sources))::size;
        if constexpr (number == 1) return std::type_identity<no_mistake>{};
        else return std::type_identity<only_foreign_key<Source, Sources, (number > 1)>>{};
    } else if constexpr (!(where_part<Condition> && ...)) return std::type_identity<condition_wanted<Condition...>>{};
    else if constexpr ((is_row_condition<Condition> && ...)) return std::type_identity<no_mistake>{};
    else return std::type_identity<condition_of_where<Condition...>>{};
}
/// What may be wrong with joining `Source` to the sources of a query.
template <class Source, class Sources, class... Condition>
using join_check = typename decltype(find_join_mistake<Source, Condition...>(Sources{}))::type;

/// The condition of a join, made from what the program gave.
template <class Source, class Sources>
constexpr auto join_condition() {
    return condition_along(joining_paths<Source>(Sources{}));
}
template <class Source, class Sources, class Condition>
constexpr auto join_condition(const Condition& condition) {
    if constexpr (std::is_same_v<Condition, optional_condition<along_only_key>>) {
        const auto along = join_condition<Source, Sources>();
        return optional_condition<std::remove_const_t<decltype(along)>>{condition.is_present, along};
    } else return condition;
}

} // namespace rowan::detail

namespace rowan {

/// The condition of a join, which may be optional.
template <class Type>
concept join_part =
    where_part<Type> || std::is_same_v<std::remove_cvref_t<Type>, optional_condition<detail::along_only_key>>;

/// Whether a source can be joined to those of a query, by a condition or, without one, along the only foreign key: `join` and
/// the others with a condition.
template <class Query, class Source, class... Condition>
concept joinable =
    detail::source<Source> && sizeof...(Condition) <= 1 && (join_part<Condition> && ...) &&
    detail::is_right<
        detail::join_check<Source, decltype(std::remove_cvref_t<Query>::sources()), std::remove_cvref_t<Condition>...>>;

/// For a join that may be left out: along the only foreign key, if it is there. Where the join is left out, the columns of its
/// table are null.
[[nodiscard]] constexpr auto when(bool is_present) {
    return optional_condition<detail::along_only_key>{is_present, {}};
}

} // namespace rowan
