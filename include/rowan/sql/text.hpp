#pragma once

#include "rowan/meta/fields.hpp"
#include "rowan/query/check/checks.hpp"
#include "rowan/schema/naming.hpp"
#include "rowan/sql/dialect.hpp"
#include "rowan/sql/expressions.hpp"
#include "rowan/sql/into.hpp"
#include "rowan/sql/query.hpp"
#include "rowan/sql/set_operation.hpp"
#include "rowan/sql/subquery.hpp"
#include "rowan/sql/window.hpp"
#include "rowan/sql/write.hpp"
#include "rowan/sql/writer.hpp"

#include <array>
#include <cstddef>
#include <string_view>
#include <type_traits>

namespace rowan {

namespace detail {

/// The dialect and the naming policy of what a text is wanted for: a database, a driver or a dialect.
template <class Target>
struct text_target {
    using dialect = typename Target::dialect;
    using naming = snake_case;
};
template <class Target>
    requires requires { typename Target::driver; }
struct text_target<Target> {
    using dialect = typename Target::driver::dialect;
    using naming = naming_of<Target>;
};

template <class Statement>
constexpr name_list names_of() {
    return {parameter_names<Statement>.names.data(), parameter_names<Statement>.count};
}

/// The base of a definition without parameters: its values are in its text.
struct plain_definition {
    using parts = type_list<>;
    using is_definition = void;
};
template <class Statement>
inline constexpr value_mode mode_of =
    requires { typename Statement::is_definition; } ? value_mode::literal : value_mode::bound;

template <class Statement, class Dialect, class Naming>
consteval std::size_t measure() {
    writer<Dialect, Naming, mode_of<Statement>> out{{}, names_of<Statement>()};
    walk(out, example<Statement>());
    return out.sink.size;
}

template <class Statement, class Dialect, class Naming>
consteval auto render() {
    std::array<char, measure<Statement, Dialect, Naming>() + 1> text{};
    writer<Dialect, Naming, mode_of<Statement>> out{{text.data()}, names_of<Statement>()};
    walk(out, example<Statement>());
    return text;
}

// Hidden: a library that another one has loaded may have another type of this name, and so another text.
template <class Statement, class Dialect, class Naming>
[[gnu::visibility("hidden")]] inline constexpr auto rendered = render<Statement, Dialect, Naming>();

/// The text of a statement, which its type decides. It ends with a zero.
template <class Statement, class Dialect, class Naming>
[[gnu::visibility("hidden")]] inline constexpr std::string_view text_of{
    rendered<Statement, Dialect, Naming>.data(), rendered<Statement, Dialect, Naming>.size() - 1};

template <class Statement, class Dialect, class Naming>
consteval auto find_definition_mistake_in() {
    if constexpr (requires { typename Statement::template target_mistake<Dialect, Naming>; })
        return std::type_identity<typename Statement::template target_mistake<Dialect, Naming>>{};
    else return std::type_identity<no_mistake>{};
}

/// What is wrong with a query: all that running it would tell if it is for a database, or what the dialect does not have.
template <class Target, class Statement>
consteval auto find_text_mistake() {
    if constexpr (requires { typename Target::tables; } &&
                  (requires { typename Statement::clauses_type; } || requires { typename Statement::query_type; }))
        return std::type_identity<query_check<Statement, Target>>{};
    else if constexpr (requires { typename Statement::is_definition; })
        return find_definition_mistake_in<Statement, typename text_target<Target>::dialect,
                                          typename text_target<Target>::naming>();
    else return find_statement_dialect_mistake<Statement, typename text_target<Target>::dialect>();
}

} // namespace detail

/// The SQL of a statement, a constant: `static_assert(sql_text<sqlite>(query) == "…")`. `Target` is a database description, or
/// a driver or dialect for the default naming. A query with optional parts (`when`) is shown with
/// all of them, a `choice` with its first key.
template <class Target, class Statement>
[[nodiscard]] constexpr std::string_view sql_text(const Statement&) {
    using For = detail::text_target<Target>;
    using Mistake = typename decltype(detail::find_text_mistake<Target, Statement>())::type;
    static_assert(Mistake::checked);
    if constexpr (detail::is_right<Mistake>)
        return detail::text_of<Statement, typename For::dialect, typename For::naming>;
    else return {};
}

} // namespace rowan
