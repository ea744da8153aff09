#pragma once

#include "rowan/meta/mistake.hpp"
#include "rowan/query/clause_set.hpp"
#include "rowan/query/column.hpp"
#include "rowan/query/predicates.hpp"
#include "rowan/query/select.hpp"
#include "rowan/query/write_clauses.hpp"
#include "rowan/schema/facts.hpp"

namespace rowan {

namespace detail {

template <class Type>
inline constexpr bool is_assignment = is_instance_of<assignment, Type>;

/// What must be so of `set(column = operand)` in a statement that writes to `Table`.
template <class Table, class Assignment>
struct set_rule {
    static constexpr bool is_assigned = false, is_of_table = false, is_written = false;
    static constexpr bool has_groups = false, holds = false;
};
template <class Table, class Column, class Operand>
struct set_rule<Table, assignment<Column, Operand>> {
    static constexpr bool is_assigned = true;
    static constexpr bool is_of_table = std::is_same_v<Table, typename Column::table>;
    static constexpr bool is_written = is_of_table && !facts_of_column<Column::member>.is_computed;
    static constexpr bool has_groups = has_aggregate<Operand>();
    static constexpr bool holds = is_written && !has_groups && !has_window<Operand>();
};
/// What may be wrong with it.
template <class Table, class Assignment, class... Word>
struct set_check : told_mistake {
    using rule = set_rule<Table, Assignment>;
    static_assert(rule::is_assigned, "rowan E331: set is given what is no assignment, such as col<…> = value");
    static_assert(!rule::is_assigned || rule::is_of_table, "rowan E301: a column is set that belongs to another table");
    static_assert(!rule::is_of_table || rule::is_written, "rowan E320: a column is set that the database computes");
    static_assert(!rule::is_written || !rule::has_groups, "rowan E307: an aggregate function is used in set");
    static_assert(!rule::is_written || rule::has_groups || rule::holds, "rowan E335: a window function is used in set");
};

template <class... Assignments>
inline constexpr bool are_set_once = true;
template <class... Assignments>
    requires(is_assignment<Assignments> && ...)
inline constexpr bool are_set_once<Assignments...> = !has_repeated_type<type_list<typename Assignments::column...>>;

template <class... Assignments>
struct set_once : told_mistake {
    static_assert(are_set_once<Assignments...>, "rowan E311: a column is set twice");
};

/// The clauses with a `set` more. What is wrong with it is refused before.
template <class Table, template <class...> class Kind, class... Clauses, class... Assignments>
constexpr auto with_set(const clause_set<Clauses...>& set, Assignments... assignments) {
    if constexpr ((set_rule<Table, Assignments>::holds && ...) && are_set_once<Assignments...>)
        return with_only<Kind>(set, Kind<Assignments...>{make_pack(std::move(assignments)...)});
    else return with_once(set, refused_clause{});
}
/// The clauses with the rows that the statement gives back: of the table, or expressions.
template <class Table, class... Clauses, class... Expressions>
constexpr auto with_returning(const clause_set<Clauses...>& set, Expressions... list) {
    if constexpr (sizeof...(Expressions) == 0)
        return with_only<returning_clause>(set, returning_clause<whole_rows<Table>>{});
    else
        return with_only<returning_clause>(
            set, returning_clause<expressions<Expressions...>>{{make_pack(std::move(list)...)}});
}
template <class... Clauses, class... Tables>
constexpr auto with_tables(const clause_set<Clauses...>& set, Tables... tables) {
    return with_only<with_clause>(set, with_clause<Tables...>{make_pack(std::move(tables)...)});
}

/// Whether `Table` has a key, a unique constraint or a unique index of all rows that has just these columns.
template <class Table, auto... Members>
consteval bool are_unique() {
    using wanted = column_list<Members...>;
    bool found = facts<Table>.is_key_of(wanted::indexes);
    for_each_option<Table>([&](const auto& option) {
        using Option = std::remove_cvref_t<decltype(option)>;
        if constexpr (is_unique_list<Option>) found = found || same_columns(Option::columns::indexes, wanted::indexes);
        else if constexpr (is_index<Option>)
            found = found || (option.is_unique && !Option::is_partial &&
                              same_columns(Option::columns::indexes, wanted::indexes));
    });
    return found;
}
/// Calls `function` with each unique index of some rows that has just these columns.
template <class Table, auto... Members, class Function>
constexpr void for_partial_sets(Function function) {
    for_each_option<Table>([&]<class Option>(const Option& option) {
        if constexpr (is_index<Option>)
            if constexpr (Option::is_partial)
                if (option.is_unique && same_columns(Option::columns::indexes, column_list<Members...>::indexes))
                    function(option);
    });
}
template <class Table, auto... Members>
consteval int partial_sets() {
    int count = 0;
    for_partial_sets<Table, Members...>([&](const auto&) { ++count; });
    return count;
}
/// What must be so of columns by which a conflict is told; none stand for any.
template <class Table, auto... Members>
struct conflict_rule {
    static constexpr bool are_of_table = (std::is_same_v<Table, member_table<Members>> && ...);
    /// Whether the conflict is told by an index of some rows, of which the statement then says the condition.
    static constexpr bool is_partial = [] {
        if constexpr (are_of_table && sizeof...(Members) > 0)
            return !are_unique<Table, Members...>() && partial_sets<Table, Members...>() > 0;
        else return false;
    }();
    static constexpr bool is_ambiguous = [] {
        if constexpr (is_partial) return partial_sets<Table, Members...>() > 1;
        else return false;
    }();
    static constexpr bool holds = [] {
        if constexpr (is_partial) return !is_ambiguous;
        else if constexpr (are_of_table && sizeof...(Members) > 0) return are_unique<Table, Members...>();
        else return are_of_table;
    }();
};
template <class Table, auto... Members>
struct columns_of_conflict : told_mistake {
    using rule = conflict_rule<Table, Members...>;
    static_assert(rule::are_of_table, "rowan E301: on_conflict names a column that belongs to another table");
    static_assert(!rule::are_of_table || rule::is_ambiguous || rule::holds,
                  "rowan E339: on_conflict names columns that are not unique together, as a primary key is, or columns "
                  "of which the table says unique");
    static_assert(!rule::is_ambiguous, "rowan E339: several partial unique indexes have these columns, so that "
                                       "on_conflict cannot tell which is meant; "
                                       "on_conflict() without columns takes any");
};
template <class Table, auto... Members>
struct columns_of_insert : told_mistake {
    static constexpr bool are_of_table = (std::is_same_v<Table, member_table<Members>> && ...);
    static constexpr bool holds = [] {
        if constexpr (are_of_table)
            return !(facts_of_column<Members>.is_computed || ...) && no_column_twice<Members...>();
        else return false;
    }();
    static_assert(are_of_table, "rowan E301: columns names a column that belongs to another table");
    static_assert(!are_of_table || !(facts_of_column<Members>.is_computed || ...),
                  "rowan E320: a column is set that the database computes");
    static_assert(!are_of_table || no_column_twice<Members...>(), "rowan E311: a column is set twice");
};

} // namespace detail

/// Whether a statement that writes to `Table` can set columns so: `set` and `do_update`.
template <class Table, class... Assignments>
concept settable = (detail::set_rule<Table, std::remove_cvref_t<Assignments>>::holds && ...) &&
                   detail::are_set_once<std::remove_cvref_t<Assignments>...>;

/// Whether the members are columns of `Table` of which no two rows have the same values, or of those in a partial index: what
/// `on_conflict` asks.
template <class Table, auto... Members>
concept unique_together = sizeof...(Members) > 0 && detail::conflict_rule<Table, Members...>::holds;

/// A statement that changes rows: `update<Book>().set(col<&Book::year> = 1974).where(…)`.
template <class Table, class... Clauses>
struct update_query {
    using table = Table;
    using clauses_type = detail::clause_set<Clauses...>;
    using parts = typename clauses_type::parts;
    clauses_type clauses;

    static consteval auto sources() { return detail::type_list<Table>{} + detail::sources_in<Clauses...>{}; }

    template <class... Assignments>
    [[nodiscard]] constexpr auto set(Assignments... assignments) const {
        static_assert(detail::clause_given_before<detail::set_clause, Clauses...>::checked);
        static_assert((detail::set_check<Table, Assignments>::checked && ...));
        static_assert(detail::set_once<Assignments...>::checked);
        return rebuilt(detail::with_set<Table, detail::set_clause>(clauses, std::move(assignments)...));
    }
    /// Other sources, which `set` and `where` may use: each row is changed by the rows that `where` joins it to.
    template <detail::source Source>
    [[nodiscard]] constexpr auto from() const {
        static_assert(detail::shape_check<detail::source_row<Source>>::checked);
        return add_from<Source>(detail::named_origin{});
    }
    template <class Source, class Query>
    [[nodiscard]] constexpr auto from(derived_table<Source, Query> rows) const {
        return add_from<Source>(detail::query_origin<derived_table<Source, Query>>{std::move(rows)});
    }
    template <class Other>
    [[nodiscard]] constexpr auto from(const Other&) const {
        static_assert(detail::source_wanted<Other>::checked);
        return refuse();
    }
    template <where_part... Conditions>
    [[nodiscard]] constexpr auto where(const Conditions&... conditions) const {
        static_assert((detail::condition_of_where<Conditions>::checked && ...));
        if constexpr (!(detail::is_row_condition<Conditions> && ...)) return refuse();
        else return rebuilt(detail::with_conditions(clauses, conditions...));
    }
    template <class... Values>
        requires(!(where_part<Values> && ...))
    [[nodiscard]] constexpr auto where(const Values&...) const {
        static_assert(detail::condition_wanted<Values...>::checked);
        return refuse();
    }
    /// Says that a statement without `where` is meant.
    [[nodiscard]] constexpr auto every_row() const {
        return rebuilt(detail::with_once(clauses, detail::every_row_clause{}));
    }
    /// Says that a change of the primary key is meant.
    [[nodiscard]] constexpr auto with_keys() const {
        return rebuilt(detail::with_once(clauses, detail::with_keys_clause{}));
    }
    /// Says that the row hooks of the table are not to be called.
    [[nodiscard]] constexpr auto without_hooks() const {
        return rebuilt(detail::with_once(clauses, detail::without_hooks_clause{}));
    }
    /// Gives back the changed rows, as they are then: whole, or expressions of their columns.
    template <selectable... Expressions>
    [[nodiscard]] constexpr auto returning(Expressions... list) const {
        static_assert(detail::clause_given_before<detail::returning_clause, Clauses...>::checked);
        return rebuilt(detail::with_returning<Table>(clauses, std::move(list)...));
    }
    template <class... Values>
        requires(!(selectable<Values> && ...))
    [[nodiscard]] constexpr auto returning(const Values&...) const {
        static_assert(detail::result_wanted<Values...>::checked);
        return rebuilt(detail::with_returning<Table>(clauses, detail::refused<bool>{}));
    }
    /// Common table expressions, each of which may use those before it.
    template <class... Tables>
        requires(detail::is_common_table<Tables> && ...)
    [[nodiscard]] constexpr auto with(Tables... tables) const {
        static_assert(detail::clause_given_before<detail::with_clause, Clauses...>::checked);
        return rebuilt(detail::with_tables(clauses, std::move(tables)...));
    }
    template <class... Others>
        requires(!(detail::is_common_table<Others> && ...))
    [[nodiscard]] constexpr auto with(const Others&...) const {
        static_assert(detail::tables_wanted<Others...>::checked);
        return refuse();
    }

private:
    template <class... New>
    static constexpr auto rebuilt(detail::clause_set<New...> set) {
        return update_query<Table, New...>{std::move(set)};
    }
    /// What stands for a clause that is refused.
    constexpr auto refuse() const { return rebuilt(detail::with_once(clauses, detail::refused_clause{})); }
    template <class Source, class Origin>
    constexpr auto add_from(Origin origin) const {
        using Check = detail::place_of_source<Source, decltype(sources())>;
        static_assert(Check::checked);
        if constexpr (!detail::is_right<Check>) return refuse();
        else return rebuilt(detail::with(clauses, detail::from_clause<Source, Origin>{std::move(origin)}));
    }
};

/// A statement that removes rows: `remove<Book>().where(col<&Book::year> < 1900)`.
template <class Table, class... Clauses>
struct remove_query {
    using table = Table;
    using clauses_type = detail::clause_set<Clauses...>;
    using parts = typename clauses_type::parts;
    clauses_type clauses;

    static consteval auto sources() { return detail::type_list<Table>{} + detail::sources_in<Clauses...>{}; }

    /// Other sources, which `where` may use: rows that it joins to one of theirs are removed.
    template <detail::source Source>
    [[nodiscard]] constexpr auto using_() const {
        static_assert(detail::shape_check<detail::source_row<Source>>::checked);
        return add_from<Source>(detail::named_origin{});
    }
    template <class Source, class Query>
    [[nodiscard]] constexpr auto using_(derived_table<Source, Query> rows) const {
        return add_from<Source>(detail::query_origin<derived_table<Source, Query>>{std::move(rows)});
    }
    template <class Other>
    [[nodiscard]] constexpr auto using_(const Other&) const {
        static_assert(detail::source_wanted<Other>::checked);
        return refuse();
    }
    template <where_part... Conditions>
    [[nodiscard]] constexpr auto where(const Conditions&... conditions) const {
        static_assert((detail::condition_of_where<Conditions>::checked && ...));
        if constexpr (!(detail::is_row_condition<Conditions> && ...)) return refuse();
        else return rebuilt(detail::with_conditions(clauses, conditions...));
    }
    template <class... Values>
        requires(!(where_part<Values> && ...))
    [[nodiscard]] constexpr auto where(const Values&...) const {
        static_assert(detail::condition_wanted<Values...>::checked);
        return refuse();
    }
    [[nodiscard]] constexpr auto every_row() const {
        return rebuilt(detail::with_once(clauses, detail::every_row_clause{}));
    }
    [[nodiscard]] constexpr auto without_hooks() const {
        return rebuilt(detail::with_once(clauses, detail::without_hooks_clause{}));
    }
    /// Gives back the removed rows: whole, or expressions of their columns.
    template <selectable... Expressions>
    [[nodiscard]] constexpr auto returning(Expressions... list) const {
        static_assert(detail::clause_given_before<detail::returning_clause, Clauses...>::checked);
        return rebuilt(detail::with_returning<Table>(clauses, std::move(list)...));
    }
    template <class... Values>
        requires(!(selectable<Values> && ...))
    [[nodiscard]] constexpr auto returning(const Values&...) const {
        static_assert(detail::result_wanted<Values...>::checked);
        return rebuilt(detail::with_returning<Table>(clauses, detail::refused<bool>{}));
    }
    template <class... Tables>
        requires(detail::is_common_table<Tables> && ...)
    [[nodiscard]] constexpr auto with(Tables... tables) const {
        static_assert(detail::clause_given_before<detail::with_clause, Clauses...>::checked);
        return rebuilt(detail::with_tables(clauses, std::move(tables)...));
    }
    template <class... Others>
        requires(!(detail::is_common_table<Others> && ...))
    [[nodiscard]] constexpr auto with(const Others&...) const {
        static_assert(detail::tables_wanted<Others...>::checked);
        return refuse();
    }

private:
    template <class... New>
    static constexpr auto rebuilt(detail::clause_set<New...> set) {
        return remove_query<Table, New...>{std::move(set)};
    }
    /// What stands for a clause that is refused.
    constexpr auto refuse() const { return rebuilt(detail::with_once(clauses, detail::refused_clause{})); }
    template <class Source, class Origin>
    constexpr auto add_from(Origin origin) const {
        using Check = detail::place_of_source<Source, decltype(sources())>;
        static_assert(Check::checked);
        if constexpr (!detail::is_right<Check>) return refuse();
        else return rebuilt(detail::with(clauses, detail::from_clause<Source, Origin>{std::move(origin)}));
    }
};

/// Changes rows of a table: with `set`, and with `where` or `every_row`.
template <class Table>
[[nodiscard]] constexpr auto update() {
    static_assert(detail::shape_check<Table>::checked);
    return update_query<Table>{};
}
/// Removes rows of a table: with `where` or `every_row`.
template <class Table>
[[nodiscard]] constexpr auto remove() {
    static_assert(detail::shape_check<Table>::checked);
    return remove_query<Table>{};
}

/// The columns that `db.update(row, only<&Book::title>)` writes.
template <auto... Members>
struct only_columns {};
template <auto... Members>
inline constexpr only_columns<Members...> only{};

} // namespace rowan
