#pragma once

#include "rowan/meta/mistake.hpp"
#include "rowan/query/check/subquery_checks.hpp"
#include "rowan/query/into.hpp"
#include "rowan/query/literal_count.hpp"
#include "rowan/query/nested.hpp"
#include "rowan/query/select.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>
#include <type_traits>
#include <utility>

namespace rowan {

namespace detail {

struct union_operation {
    static constexpr std::string_view text = " UNION ";
};
struct union_all_operation {
    static constexpr std::string_view text = " UNION ALL ";
};
struct intersect_operation {
    static constexpr std::string_view text = " INTERSECT ";
};
struct except_operation {
    static constexpr std::string_view text = " EXCEPT ";
};

/// The type that values of both types have in a result.
template <class Left, class Right>
struct common_value {
    using left = without_optional<Left>;
    using right = without_optional<Right>;
    using value = typename decltype([] {
        if constexpr (std::is_same_v<left, right>) return std::type_identity<left>{};
        else if constexpr (real_value<left> || real_value<right>) return std::type_identity<double>{};
        else if constexpr (integer_value<left>) return std::type_identity<std::int64_t>{};
        else return std::type_identity<left>{};
    }())::type;
    using type = std::conditional_t<is_optional<Left> || is_optional<Right>, std::optional<value>, value>;
};

template <class Left, class Right>
struct common_cell;
template <fixed_string Name, class Type, class Right>
struct common_cell<cell<Name, Type>, Right> {
    using type = cell<Name, typename common_value<Type, typename Right::type>::type>;
};

template <class Left, class Right>
struct common_row {
    using type = Left;
};
template <class... Left, class... Right>
    requires(sizeof...(Left) == sizeof...(Right))
struct common_row<row<Left...>, row<Right...>> {
    using type = row<typename common_cell<Left, Right>::type...>;
};

template <class... Left, class... Right>
consteval bool columns_unite(type_list<Left...>, type_list<Right...>) {
    if constexpr (sizeof...(Left) != sizeof...(Right)) return false;
    else
        return ((std::is_same_v<family<typename Left::cell::type>, family<typename Right::cell::type>> &&
                 Left::stored_as == Right::stored_as) &&
                ...);
}

template <class Projection>
inline constexpr bool gives_entities = !is_instance_of<expressions, Projection>;

/// Whether the rows of both queries can stand in one result.
template <class Left, class Right>
consteval bool rows_unite() {
    using LeftProjection = typename Left::projection_type;
    using RightProjection = typename Right::projection_type;
    if constexpr (gives_entities<LeftProjection> || gives_entities<RightProjection>)
        return std::is_same_v<row_type<Left>, row_type<Right>>;
    else return columns_unite(columns_of<Left>{}, columns_of<Right>{});
}

/// What may be wrong with a set operation.
template <class Left, class Right>
struct rows_of_both : told_mistake {
    static_assert(rows_unite<Left, Right>(),
                  "rowan E336: the two queries of a set operation give rows of different types");
};

} // namespace detail

/// Whether two queries can be the sides of a set operation.
template <class Left, class Right>
concept unitable = detail::rows_unite<std::remove_cvref_t<Left>, std::remove_cvref_t<Right>>();

/// Two queries whose rows are put together, with the names of the first one's columns.
template <class Operation, class Left, class Right, class... Clauses>
struct set_query {
    using operation = Operation;
    using projection_type = typename Left::projection_type;
    using outer_sources = detail::type_list<>;
    using clauses_type = detail::clause_set<Clauses...>;
    using parts =
        decltype(detail::type_list<nested_query<Left>, nested_query<Right>>{} + typename clauses_type::parts{});

    static consteval auto sources() { return detail::type_list<>{}; }

    nested_query<Left> left;
    nested_query<Right> right;
    clauses_type clauses;

    /// Keys are names of results: `order_by(desc(named<"year">))`.
    template <order_part... Keys>
    [[nodiscard]] constexpr auto order_by(Keys... keys) const {
        static_assert(detail::clause_given_before<detail::order_by_clause, Clauses...>::checked);
        return add_once<detail::order_by_clause>(
            detail::order_by_clause<Keys...>{detail::make_pack(std::move(keys)...)});
    }
    template <class Count>
    [[nodiscard]] constexpr auto limit(Count count) const {
        static_assert(detail::clause_given_before<detail::limit_clause, Clauses...>::checked);
        static_assert(detail::number_of_rows<Count>::checked);
        if constexpr (!detail::is_row_count<Count>) return refuse();
        else {
            auto number = detail::make_operand<typename detail::number_of_rows<Count>::type>(count);
            return add_once<detail::limit_clause>(detail::limit_clause<decltype(number)>{number});
        }
    }
    template <class Count>
    [[nodiscard]] constexpr auto offset(Count count) const {
        static_assert(detail::clause_given_before<detail::offset_clause, Clauses...>::checked);
        static_assert(detail::number_of_rows<Count>::checked);
        if constexpr (!detail::is_row_count<Count>) return refuse();
        else {
            auto number = detail::make_operand<typename detail::number_of_rows<Count>::type>(count);
            return add_once<detail::offset_clause>(detail::offset_clause<decltype(number)>{number});
        }
    }
    /// As `limit` and `offset`, with a number that is part of the text.
    template <std::int64_t Count>
    [[nodiscard]] constexpr auto limit() const {
        static_assert(detail::clause_given_before<detail::limit_clause, Clauses...>::checked);
        static_assert(detail::constant_number_of_rows<Count>::checked);
        return add_once<detail::limit_clause>(detail::limit_clause<detail::literal_count<Count>>{});
    }
    template <std::int64_t Count>
    [[nodiscard]] constexpr auto offset() const {
        static_assert(detail::clause_given_before<detail::offset_clause, Clauses...>::checked);
        static_assert(detail::constant_number_of_rows<Count>::checked);
        return add_once<detail::offset_clause>(detail::offset_clause<detail::literal_count<Count>>{});
    }
    /// The state of versioned tables after a transaction, or at a time, for all sides that do not say it themselves.
    template <class Point>
    [[nodiscard]] constexpr auto as_of(const Point& point) const {
        static_assert(detail::clause_given_before<detail::as_of_clause, Clauses...>::checked);
        return add_once<detail::as_of_clause>(detail::as_of_point(point));
    }
    /// The rows as an aggregate of the program, whose fields are the columns, in order.
    template <class Row>
    [[nodiscard]] constexpr auto into() const {
        static_assert(detail::into_check<Row, set_query>::type::checked);
        return into_query<Row, set_query>{*this};
    }
    template <class... Tables>
        requires(detail::is_common_table<Tables> && ...)
    [[nodiscard]] constexpr auto with(Tables... tables) const {
        static_assert(detail::clause_given_before<detail::with_clause, Clauses...>::checked);
        return add_once<detail::with_clause>(detail::with_clause<Tables...>{detail::make_pack(std::move(tables)...)});
    }
    template <class... Others>
        requires(!(detail::is_common_table<Others> && ...))
    [[nodiscard]] constexpr auto with(const Others&...) const {
        static_assert(detail::tables_wanted<Others...>::checked);
        return refuse();
    }

private:
    template <class... New>
    constexpr auto rebuilt(detail::clause_set<New...> set) const {
        return set_query<Operation, Left, Right, New...>{left, right, std::move(set)};
    }
    constexpr auto refuse() const { return rebuilt(detail::with_once(clauses, detail::refused_clause{})); }
    template <template <class...> class Kind, class Clause>
    constexpr auto add_once(Clause clause) const {
        return rebuilt(detail::with_only<Kind>(clauses, std::move(clause)));
    }
};

namespace detail {

template <class Operation, class Left, class Right, class... Clauses>
struct row_of_query<set_query<Operation, Left, Right, Clauses...>> {
    using type = typename common_row<row_type<Left>, row_type<Right>>::type;
};

template <class Operation, class Left, class Right>
constexpr auto make_set_query(Left left, Right right) {
    static_assert(rows_of_both<Left, Right>::checked);
    if constexpr (!rows_unite<Left, Right>())
        return set_query<Operation, Left, Left, refused_clause>{{left}, {left}, {}};
    else return set_query<Operation, Left, Right>{{std::move(left)}, {std::move(right)}, {}};
}

using refused_set_query = set_query<union_operation, refused_query, refused_query, refused_clause>;

} // namespace detail

/// The rows of both queries, each once.
template <plain_select Left, plain_select Right>
[[nodiscard]] constexpr auto union_(Left left, Right right) {
    return detail::make_set_query<detail::union_operation>(std::move(left), std::move(right));
}
/// The rows of both queries.
template <plain_select Left, plain_select Right>
[[nodiscard]] constexpr auto union_all(Left left, Right right) {
    return detail::make_set_query<detail::union_all_operation>(std::move(left), std::move(right));
}
/// The rows that both queries give, each once.
template <plain_select Left, plain_select Right>
[[nodiscard]] constexpr auto intersect(Left left, Right right) {
    return detail::make_set_query<detail::intersect_operation>(std::move(left), std::move(right));
}
/// The rows of the first query that the second one does not give, each once.
template <plain_select Left, plain_select Right>
[[nodiscard]] constexpr auto except(Left left, Right right) {
    return detail::make_set_query<detail::except_operation>(std::move(left), std::move(right));
}

template <class Left, class Right>
    requires(!(plain_select<Left> && plain_select<Right>))
[[nodiscard]] constexpr auto union_(const Left&, const Right&) {
    static_assert(detail::queries_check<Left, Right>::checked);
    return detail::refused_set_query{};
}
template <class Left, class Right>
    requires(!(plain_select<Left> && plain_select<Right>))
[[nodiscard]] constexpr auto union_all(const Left&, const Right&) {
    static_assert(detail::queries_check<Left, Right>::checked);
    return detail::refused_set_query{};
}
template <class Left, class Right>
    requires(!(plain_select<Left> && plain_select<Right>))
[[nodiscard]] constexpr auto intersect(const Left&, const Right&) {
    static_assert(detail::queries_check<Left, Right>::checked);
    return detail::refused_set_query{};
}
template <class Left, class Right>
    requires(!(plain_select<Left> && plain_select<Right>))
[[nodiscard]] constexpr auto except(const Left&, const Right&) {
    static_assert(detail::queries_check<Left, Right>::checked);
    return detail::refused_set_query{};
}

} // namespace rowan
