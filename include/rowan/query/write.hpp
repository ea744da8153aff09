#pragma once

#include "rowan/query/clause_set.hpp"
#include "rowan/query/column.hpp"
#include "rowan/schema/facts.hpp"

namespace rowan {

namespace detail {

template <class Table, class Assignment>
struct set_column {
    static_assert(std::is_same_v<Table, typename Assignment::column::table>,
                  "rowan E301: a column is set that belongs to another table");
    static constexpr bool checked = true;
};

template <class Assignment, bool IsInsert>
struct written_column {
    static constexpr const column_facts& column = facts_of_column<Assignment::column::member>;
    static_assert(!column.is_computed, "rowan E320: a column that the database computes cannot be set");
    static_assert(IsInsert || column.is_computed || !column.is_key,
                  "rowan E320: a statement cannot change the primary key; remove the row and insert another");
    static constexpr bool checked = true;
};

template <class... Assignments>
struct set_once {
    static_assert(!has_repeated_type<type_list<typename Assignments::column...>>, "rowan E311: a column is set twice");
    static constexpr bool checked = true;
};

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
        static_assert((detail::set_column<Table, Assignments>::checked && ...));
        static_assert((detail::written_column<Assignments, false>::checked && ...));
        static_assert(detail::set_once<Assignments...>::checked);
        return rebuilt(
            detail::with(clauses, detail::set_clause<Assignments...>{detail::make_pack(std::move(assignments)...)}));
    }
    template <where_part... Conditions>
    [[nodiscard]] constexpr auto where(const Conditions&... conditions) const {
        return rebuilt(detail::with_conditions(clauses, conditions...));
    }
    /// Says that a statement without `where` is meant.
    [[nodiscard]] constexpr auto every_row() const {
        return rebuilt(detail::with(clauses, detail::every_row_clause{}));
    }
    /// Says that the row hooks of the table are not to be called.
    [[nodiscard]] constexpr auto without_hooks() const {
        return rebuilt(detail::with(clauses, detail::without_hooks_clause{}));
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
        return rebuilt(detail::with_conditions(clauses, conditions...));
    }
    [[nodiscard]] constexpr auto every_row() const {
        return rebuilt(detail::with(clauses, detail::every_row_clause{}));
    }
    [[nodiscard]] constexpr auto without_hooks() const {
        return rebuilt(detail::with(clauses, detail::without_hooks_clause{}));
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
        static_assert((detail::set_column<Table, Assignments>::checked && ...));
        static_assert((detail::written_column<Assignments, true>::checked && ...));
        static_assert(detail::set_once<Assignments...>::checked);
        return rebuilt(
            detail::with(clauses, detail::set_clause<Assignments...>{detail::make_pack(std::move(assignments)...)}));
    }
    [[nodiscard]] constexpr auto without_hooks() const {
        return rebuilt(detail::with(clauses, detail::without_hooks_clause{}));
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
