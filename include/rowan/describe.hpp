#pragma once

#include "rowan/engine/core.hpp"
#include "rowan/event/dispatch.hpp"
#include "rowan/event/events.hpp"
#include "rowan/event/handlers.hpp"
#include "rowan/meta/names.hpp"
#include "rowan/meta/type_list.hpp"

#include <array>
#include <cstddef>
#include <ostream>
#include <string_view>

namespace rowan {

/// A handler that an operation calls: `insert` of `Book` raises `after_insert`, which `audit` hears. The table is empty for what is raised
/// without one; the handler of the hooks of a table is called `hooks`.
struct described_handler {
    std::string_view operation, table, event, handler;

    friend constexpr bool operator==(const described_handler&, const described_handler&) = default;
    friend std::ostream& operator<<(std::ostream& out, const described_handler& each) {
        out << each.operation;
        if (!each.table.empty()) out << ' ' << each.table;
        return out << ": " << each.event << " -> " << each.handler;
    }
};

namespace detail {

/// Counts what it is told where `list` is null.
struct description_sink {
    described_handler* list = nullptr;
    std::size_t size = 0;

    constexpr void add(const described_handler& each) {
        if (list != nullptr) list[size] = each;
        ++size;
    }
};
template <class Core, class Event, class... Listeners>
constexpr void describe_event(description_sink& sink, std::string_view operation, std::string_view table,
                              type_list<Listeners...>) {
    if constexpr (table_hears<Event, Core>()) sink.add({operation, table, type_name<Event>, "hooks"});
    [[maybe_unused]] const auto one = [&]<class Listener>(std::type_identity<Listener>) {
        if constexpr (hears<Listener, Event, Core>) sink.add({operation, table, type_name<Event>, type_name<Listener>});
    };
    (one(std::type_identity<Listeners>{}), ...);
}
template <class Core, class... Events>
constexpr void describe_operation(description_sink& sink, std::string_view operation, std::string_view table) {
    (describe_event<Core, Events>(sink, operation, table, typename Core::listener_types{}), ...);
}
template <class Core, class Table>
constexpr void describe_table(description_sink& sink) {
    constexpr std::string_view table = type_name<Table>;
    describe_operation<Core, before_write<Table>, before_insert<Table>, after_insert<Table>, committed<Table>>(
        sink, "insert", table);
    describe_operation<Core, before_update<Table>, before_write<Table>, after_update<Table>, committed<Table>>(
        sink, "update", table);
    describe_operation<Core, before_remove<Table>, before_write<Table>, after_remove<Table>, committed<Table>>(
        sink, "remove", table);
    describe_operation<Core, before_load<Table>, after_load<Table>>(sink, "read", table);
    describe_operation<Core, before_create<Table>, after_create<Table>, before_create_trigger<Table>,
                       after_create_trigger<Table>>(sink, "create", table);
    describe_operation<Core, before_drop_trigger<Table>, after_drop_trigger<Table>, before_drop<Table>,
                       after_drop<Table>>(sink, "drop", table);
}
template <class Database, class... Tables>
constexpr std::size_t describe_into(described_handler* list, const rowan::tables<Tables...>*) {
    using Core = core<Database>;
    description_sink sink{list};
    (describe_table<Core, Tables>(sink), ...);
    describe_operation<Core, before_create_all, after_create_all>(sink, "create_tables", {});
    describe_operation<Core, before_drop_all, after_drop_all>(sink, "drop_tables", {});
    describe_operation<Core, before_execute, after_execute, execute_error>(sink, "statement", {});
    describe_operation<Core, before_begin, after_begin, before_prepare, before_commit, after_prepare, after_commit,
                       after_rollback>(sink, "transaction", {});
    describe_operation<Core, after_savepoint, after_release, after_rollback_to>(sink, "savepoint", {});
    describe_operation<Core, before_open<typename Database::driver>, before_connect, connect_error, after_connect,
                       first_connect, checkout, before_reset, checkin, invalidate, before_close, after_close>(
        sink, "connection", {});
    return sink.size;
}

} // namespace detail

/// Which handlers each operation of a database calls, in the order in which it calls them: a constant, an array of `described_handler`.
/// `for (const auto& each : describe<library>()) std::cout << each << '\n';`
template <class Database>
[[nodiscard]] consteval auto describe() {
    constexpr const typename Database::tables* tables = nullptr;
    std::array<described_handler, detail::describe_into<Database>(nullptr, tables)> list{};
    detail::describe_into<Database>(list.data(), tables);
    return list;
}

} // namespace rowan
