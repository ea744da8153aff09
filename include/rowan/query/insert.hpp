#pragma once

#include "rowan/meta/mistake.hpp"
#include "rowan/query/write.hpp"
#include "rowan/schema/foreign_key.hpp"

#include <iterator>
#include <type_traits>
#include <utility>

namespace rowan {

namespace detail {

/// A row that the program keeps, or that the statement keeps itself.
template <class Table>
struct referred_row {
    const Table* row;
    [[nodiscard]] constexpr const Table& get() const { return *row; }
};
template <class Table>
struct owned_row {
    Table row;
    [[nodiscard]] constexpr const Table& get() const { return row; }
};

template <class Type>
concept iterable = requires(Type& range) {
    std::begin(range);
    std::end(range);
};

template <class Rows>
struct row_of_rows {
    using type = Rows;
};
template <iterable Rows>
struct row_of_rows<Rows> {
    using type = std::remove_cvref_t<decltype(*std::begin(std::declval<Rows&>()))>;
};
template <class Rows>
using row_in = typename row_of_rows<std::remove_cvref_t<Rows>>::type;

template <class Table, class Rows>
constexpr auto kept_rows(Rows&& rows) {
    using Given = std::remove_cvref_t<Rows>;
    constexpr bool is_kept = std::is_lvalue_reference_v<Rows>;
    if constexpr (iterable<Given>) {
        if constexpr (is_kept) return referred_range<Given>{&rows};
        else return owned_range<Given>{std::forward<Rows>(rows)};
    } else if constexpr (is_kept) return referred_row<Given>{&rows};
    else return owned_row<Given>{std::forward<Rows>(rows)};
}

template <class Table, class Row>
struct row_of_insert : told_mistake {
    static_assert(std::is_same_v<Table, Row>,
                  "rowan E331: values is given what is no row of the table, and no range of them");
};

} // namespace detail

/// A statement that inserts rows: `insert<Book>().set(col<&Book::title> = "…", …)`, `.values(book)`, `.values(books)`,
/// `.columns<&Book::title>().from(select(…))`, or of defaults only.
template <class Table, class... Clauses>
struct insert_query {
    using table = Table;
    using clauses_type = detail::clause_set<Clauses...>;
    using parts = typename clauses_type::parts;
    clauses_type clauses;

    static consteval auto sources() { return detail::type_list<Table, detail::excluded_row<Table>>{}; }

    /// One row, of some columns; the others have their defaults.
    template <class... Assignments>
    [[nodiscard]] constexpr auto set(Assignments... assignments) const {
        static_assert(detail::clause_given_before<detail::set_clause, Clauses...>::checked);
        static_assert((detail::set_check<Table, Assignments>::checked && ...));
        static_assert(detail::set_once<Assignments...>::checked);
        return rebuilt(detail::with_set<Table, detail::set_clause>(clauses, std::move(assignments)...));
    }
    /// A whole row, or a range of rows: then the statement is run for each, all or none. An lvalue must outlive the statement.
    template <class Rows>
    [[nodiscard]] constexpr auto values(Rows&& rows) const {
        static_assert(detail::clause_given_before<detail::values_clause, Clauses...>::checked);
        static_assert(detail::row_of_insert<Table, detail::row_in<Rows>>::checked);
        if constexpr (!std::is_same_v<Table, detail::row_in<Rows>>) return refuse();
        else {
            auto kept = detail::kept_rows<Table>(std::forward<Rows>(rows));
            return rebuilt(detail::with(clauses, detail::values_clause<decltype(kept)>{std::move(kept)}));
        }
    }
    /// The columns that `from` fills, in order; without it, all that an insert writes.
    template <auto... Members>
    [[nodiscard]] constexpr auto columns() const {
        static_assert(detail::clause_given_before<detail::columns_clause, Clauses...>::checked);
        static_assert(detail::columns_of_insert<Table, Members...>::checked);
        if constexpr (!detail::columns_of_insert<Table, Members...>::holds) return refuse();
        else return rebuilt(detail::with(clauses, detail::columns_clause<detail::members<Members...>>{}));
    }
    /// The rows of a query, column by column.
    template <plain_select Query>
    [[nodiscard]] constexpr auto from(Query query) const {
        static_assert(detail::clause_given_before<detail::insert_from_clause, Clauses...>::checked);
        return rebuilt(detail::with(clauses, detail::insert_from_clause<Query>{{std::move(query)}}));
    }
    template <class Other>
        requires(!plain_select<Other>)
    [[nodiscard]] constexpr auto from(const Other&) const {
        static_assert(detail::query_wanted<Other>::checked);
        return refuse();
    }

    /// What to do with a row that is there already, by columns that are unique together, or by any.
    template <auto... Members>
    [[nodiscard]] constexpr auto on_conflict() const {
        static_assert(detail::clause_given_before<detail::conflict_clause, Clauses...>::checked);
        static_assert(detail::columns_of_conflict<Table, Members...>::checked);
        if constexpr (!detail::conflict_rule<Table, Members...>::holds) return refuse();
        else return rebuilt(detail::with(clauses, detail::conflict_clause<detail::conflict_columns<Members...>>{}));
    }
    /// By the name of a constraint, which only PostgreSQL has.
    template <fixed_string Name>
    [[nodiscard]] constexpr auto on_conflict_constraint() const {
        static_assert(detail::clause_given_before<detail::conflict_clause, Clauses...>::checked);
        return rebuilt(detail::with(clauses, detail::conflict_clause<detail::conflict_constraint<Name>>{}));
    }
    /// Leaves the row that is there as it is.
    [[nodiscard]] constexpr auto do_nothing() const {
        return rebuilt(detail::with_once(clauses, detail::do_nothing_clause{}));
    }
    /// Changes the row that is there. `excluded<&T::m>` is the value that could not be inserted.
    template <class... Assignments>
    [[nodiscard]] constexpr auto do_update(Assignments... assignments) const {
        static_assert(detail::clause_given_before<detail::do_update_clause, Clauses...>::checked);
        static_assert((detail::set_check<Table, Assignments>::checked && ...));
        static_assert(detail::set_once<Assignments...>::checked);
        return rebuilt(detail::with_set<Table, detail::do_update_clause>(clauses, std::move(assignments)...));
    }
    /// After `do_update`: only rows that meet the conditions are changed.
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

    /// Says that keys are given which the database would otherwise make.
    [[nodiscard]] constexpr auto with_keys() const {
        return rebuilt(detail::with_once(clauses, detail::with_keys_clause{}));
    }
    /// Says that the row hooks of the table are not to be called.
    [[nodiscard]] constexpr auto without_hooks() const {
        return rebuilt(detail::with_once(clauses, detail::without_hooks_clause{}));
    }
    /// Gives back the rows as they were written: whole, or expressions of their columns.
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
        return insert_query<Table, New...>{std::move(set)};
    }
    /// What stands for a clause that is refused.
    constexpr auto refuse() const { return rebuilt(detail::with_once(clauses, detail::refused_clause{})); }
};

/// Inserts rows into a table, which `set`, `values` or `from` gives.
template <class Table>
[[nodiscard]] constexpr auto insert() {
    static_assert(detail::shape_check<Table>::checked);
    return insert_query<Table>{};
}

} // namespace rowan
