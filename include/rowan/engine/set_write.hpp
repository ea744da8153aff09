#pragma once

#include "rowan/engine/binder.hpp"
#include "rowan/engine/execution.hpp"
#include "rowan/event/dispatch.hpp"
#include "rowan/query/argument_checks.hpp"
#include "rowan/query/write.hpp"

#include <cstdint>
#include <type_traits>

namespace rowan::detail {

template <class Query>
inline constexpr bool is_without_hooks = std::is_base_of_v<without_hooks_clause, typename Query::clauses_type>;

template <class Query>
inline constexpr write_operation operation_of = is_instance_of<update_query, Query>   ? write_operation::update
                                                : is_instance_of<remove_query, Query> ? write_operation::remove
                                                                                      : write_operation::insert;

/// Whether the table has row hooks that a statement for a set of rows would not call.
template <class Query, class Connection>
consteval bool goes_around_hooks() {
    using Table = typename Query::table;
    switch (operation_of<Query>) {
    case write_operation::update:
        return any_heard<Connection, before_update<Table>, after_update<Table>>;
    case write_operation::remove:
        return any_heard<Connection, before_remove<Table>, after_remove<Table>>;
    default:
        return any_heard<Connection, before_insert<Table>, after_insert<Table>>;
    }
}

template <class Table>
struct hooks_gone_around {
    static_assert(always_false<Table>, "rowan E501: this statement would go around the row hooks of the table, or "
                                       "those of a listener; write rows one by one, or say "
                                       ".without_hooks() if it is meant");
    static constexpr bool checked = true;
};

template <class Query, class Connection, class... Arguments>
consteval auto find_set_write_mistake() {
    using Mistake = call_check<Query, typename Connection::database, Arguments...>;
    if constexpr (!is_right<Mistake>) return std::type_identity<Mistake>{};
    else if constexpr (is_without_hooks<Query> || !goes_around_hooks<Query, Connection>())
        return std::type_identity<no_mistake>{};
    else return std::type_identity<hooks_gone_around<typename Query::table>>{};
}
/// What may be wrong with a statement that writes rows as a set, on a connection.
template <class Query, class Connection, class... Arguments>
using write_check = typename decltype(find_set_write_mistake<Query, Connection, Arguments...>())::type;

/// Writing rows as a set: update, remove and insert statements.
template <class Connection>
class set_write {
protected:
    template <class Query, class Arguments>
    std::int64_t write(const Query& query, const Arguments& arguments) {
        using Table = typename Query::table;
        return self().template scoped<before_write<Table>>([&] {
            raise(self(), before_write<Table>{operation_of<Query>});
            execution<Connection> running(self(), self().acquire_form(query));
            running.bind(
                [&](auto& statement) { bind_query<typename Connection::dialect>(statement, query, arguments); });
            return running.template run<outcome::changes>();
        });
    }

private:
    [[nodiscard]] Connection& self() { return static_cast<Connection&>(*this); }
};

} // namespace rowan::detail
