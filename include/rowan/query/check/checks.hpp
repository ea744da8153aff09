#pragma once

#include "rowan/meta/mistake.hpp"
#include "rowan/query/check/select_checks.hpp"
#include "rowan/query/check/write_checks.hpp"
#include "rowan/query/dialect_feature.hpp"
#include "rowan/query/into.hpp"
#include "rowan/query/refused.hpp"
#include "rowan/query/select_dialect.hpp"

#include <type_traits>

// What is checked when a query is run, because it was not known before.
namespace rowan::detail {

template <class Query, class Database>
consteval auto find_query_mistake() {
    using Mistake = typename decltype([] {
        if constexpr (is_into<Query>) return find_query_mistake<typename Query::query_type, Database>();
        else if constexpr (requires { typename Query::table; }) return find_write_mistake<Query, Database>();
        else return find_select_mistake<Query, Database, type_list<>, false>();
    }())::type;
    if constexpr (!is_right<Mistake>) {
        if constexpr (hold_refused(typename Query::parts{})) return std::type_identity<refused_before>{};
        else return std::type_identity<Mistake>{};
    } else if constexpr (requires { typename Database::driver; })
        return find_statement_dialect_mistake<Query, typename Database::driver::dialect>();
    else return std::type_identity<no_mistake>{};
}
/// What may be wrong with a query that is run on a database.
template <class Query, class Database>
using query_check = typename decltype(find_query_mistake<Query, Database>())::type;

} // namespace rowan::detail

namespace rowan {

/// Whether a query can be run on a database: what `db(query)` checks, as a question. Values for parameters are not asked for.
template <class Query, class Database>
concept valid = detail::is_right<detail::query_check<std::remove_cvref_t<Query>, Database>>;

/// Gives the query as it is. If it cannot be run on the database, the message that running it would raise is raised here:
/// `constexpr auto recent = require_valid<library>(select<Book>().where(…));`.
template <class Database, class Query>
[[nodiscard]] constexpr Query require_valid(Query query) {
    static_assert(detail::query_check<Query, Database>::checked);
    return query;
}

} // namespace rowan
