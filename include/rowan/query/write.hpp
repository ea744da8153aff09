#pragma once

#include "rowan/query/clause_set.hpp"
#include "rowan/query/column.hpp"
#include "rowan/schema/facts.hpp"

namespace rowan {

namespace detail {

template <class Type>
inline constexpr bool is_assignment = is_instance_of<assignment, Type>;

/// What may be wrong with `set(column = operand)` in a statement that writes to `Table`.
template <class Table, bool IsInsert, class Assignment>
struct set_check {
    static_assert(always_false<Assignment>, "rowan E331: set takes assignments, such as col<…> = value");
    static constexpr bool checked = true;
};
template <class Table, bool IsInsert, class Column, class Operand>
struct set_check<Table, IsInsert, assignment<Column, Operand>> {
    static constexpr bool is_of_table = std::is_same_v<Table, typename Column::table>;
    static constexpr const column_facts& column = facts_of_column<Column::member>;
    static constexpr bool is_written = !column.is_computed && (IsInsert || !column.is_key);
    static_assert(is_of_table, "rowan E301: a column is set that belongs to another table");
    static_assert(!is_of_table || !column.is_computed, "rowan E320: a column that the database computes cannot be set");
    static_assert(!is_of_table || column.is_computed || is_written,
                  "rowan E320: a statement cannot change the primary key; remove the row and insert another");
    static_assert(!is_of_table || !is_written || !has_aggregate<Operand>(),
                  "rowan E307: an aggregate function cannot be used in set");
    static_assert(!is_of_table || !is_written || has_aggregate<Operand>() || !has_window<Operand>(),
                  "rowan E335: a window function cannot be used in set");
    static constexpr bool checked = true;
};

template <class... Assignments>
struct set_once {
    static_assert(!has_repeated_type<type_list<typename Assignments::column...>>, "rowan E311: a column is set twice");
    static constexpr bool checked = true;
};
template <class... Assignments>
    requires(!(is_assignment<Assignments> && ...))
struct set_once<Assignments...> : no_mistake {};

/// The clauses with a `set` more. What is wrong with it is refused before.
template <class... Clauses, class... Assignments>
constexpr auto with_set(const clause_set<Clauses...>& set, Assignments... assignments) {
    if constexpr ((is_instance_of<set_clause, Clauses> || ...) || !(is_assignment<Assignments> && ...)) return set;
    else return with(set, set_clause<Assignments...>{make_pack(std::move(assignments)...)});
}
/// The clauses with one more that says the same when it is said twice.
template <class Clause, class... Clauses>
constexpr auto with_word(const clause_set<Clauses...>& set) {
    if constexpr (is_one_of<Clause, Clauses...>) return set;
    else return with(set, Clause{});
}

} // namespace detail

/// A statement that changes rows: `update<Book>().set(col<&Book::year> = 1974).where(…)`.
template <class Table, class... Clauses>
struct update_query {
    using table = Table;
    using clauses_type = detail::clause_set<Clauses...>;
    using parts = typename clauses_type::parts;
    clauses_type clauses;

    template <class... Assignments>
    [[nodiscard]] constexpr auto set(Assignments... assignments) const {
        static_assert(detail::clause_given_before<detail::set_clause, Clauses...>::checked);
        static_assert((detail::set_check<Table, false, Assignments>::checked && ...));
        static_assert(detail::set_once<Assignments...>::checked);
        return rebuilt(detail::with_set(clauses, std::move(assignments)...));
    }
    template <where_part... Conditions>
    [[nodiscard]] constexpr auto where(const Conditions&... conditions) const {
        static_assert((detail::condition_of_where<Conditions>::checked && ...));
        return rebuilt(detail::with_conditions(clauses, conditions...));
    }
    /// Says that a statement without `where` is meant.
    [[nodiscard]] constexpr auto every_row() const {
        return rebuilt(detail::with_word<detail::every_row_clause>(clauses));
    }
    /// Says that the row hooks of the table are not to be called.
    [[nodiscard]] constexpr auto without_hooks() const {
        return rebuilt(detail::with_word<detail::without_hooks_clause>(clauses));
    }

private:
    template <class... New>
    static constexpr auto rebuilt(detail::clause_set<New...> set) {
        return update_query<Table, New...>{std::move(set)};
    }
};

/// A statement that removes rows: `remove<Book>().where(col<&Book::year> < 1900)`.
template <class Table, class... Clauses>
struct remove_query {
    using table = Table;
    using clauses_type = detail::clause_set<Clauses...>;
    using parts = typename clauses_type::parts;
    clauses_type clauses;

    template <where_part... Conditions>
    [[nodiscard]] constexpr auto where(const Conditions&... conditions) const {
        static_assert((detail::condition_of_where<Conditions>::checked && ...));
        return rebuilt(detail::with_conditions(clauses, conditions...));
    }
    [[nodiscard]] constexpr auto every_row() const {
        return rebuilt(detail::with_word<detail::every_row_clause>(clauses));
    }
    [[nodiscard]] constexpr auto without_hooks() const {
        return rebuilt(detail::with_word<detail::without_hooks_clause>(clauses));
    }

private:
    template <class... New>
    static constexpr auto rebuilt(detail::clause_set<New...> set) {
        return remove_query<Table, New...>{std::move(set)};
    }
};

/// A statement that inserts one row of given columns: `insert<Book>().set(col<&Book::title> = "…", …)`.
template <class Table, class... Clauses>
struct insert_query {
    using table = Table;
    using clauses_type = detail::clause_set<Clauses...>;
    using parts = typename clauses_type::parts;
    clauses_type clauses;

    template <class... Assignments>
    [[nodiscard]] constexpr auto set(Assignments... assignments) const {
        static_assert(detail::clause_given_before<detail::set_clause, Clauses...>::checked);
        static_assert((detail::set_check<Table, true, Assignments>::checked && ...));
        static_assert(detail::set_once<Assignments...>::checked);
        return rebuilt(detail::with_set(clauses, std::move(assignments)...));
    }
    [[nodiscard]] constexpr auto without_hooks() const {
        return rebuilt(detail::with_word<detail::without_hooks_clause>(clauses));
    }

private:
    template <class... New>
    static constexpr auto rebuilt(detail::clause_set<New...> set) {
        return insert_query<Table, New...>{std::move(set)};
    }
};

template <detail::aggregate Table>
[[nodiscard]] constexpr auto update() {
    return update_query<Table>{};
}
template <detail::aggregate Table>
[[nodiscard]] constexpr auto remove() {
    return remove_query<Table>{};
}
template <detail::aggregate Table>
[[nodiscard]] constexpr auto insert() {
    return insert_query<Table>{};
}

/// The columns that `db.update(row, only<&Book::title>)` writes.
template <auto... Members>
struct only_columns {};
template <auto... Members>
inline constexpr only_columns<Members...> only{};

} // namespace rowan
