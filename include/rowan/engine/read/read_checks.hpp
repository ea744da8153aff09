#pragma once

#include "rowan/event/dispatch.hpp"
#include "rowan/meta/mistake.hpp"
#include "rowan/query/check/argument_checks.hpp"
#include "rowan/query/into.hpp"
#include "rowan/schema/facts.hpp"

#include <cstddef>
#include <type_traits>
#include <utility>

// What is checked of how the rows of a query are read.
namespace rowan::detail {

template <class Row, class Field, class... Word>
struct field_that_is_kept : told_mistake {
    static_assert(always_false<Row>,
                  "rowan E349: a field is a view, which is valid only until the next row; read these "
                  "rows with db.stream(query), or make it a std::string or rowan::bytes");
};
template <class Table, class... Word>
struct load_hooks_gone_around : told_mistake {
    static_assert(always_false<Table>, "rowan E508: the load hooks of the table hear whole rows, and stream and into "
                                       "would go around them; read the rows with db(query)");
};

/// The first field that is a view; the number of fields if there is none.
template <class Row>
consteval std::size_t first_view() {
    return []<std::size_t... Index>(std::index_sequence<Index...>) {
        constexpr bool is_view[] = {view_value<without_optional<field_type<Index, Row>>>..., true};
        std::size_t i = 0;
        while (!is_view[i]) ++i;
        return i;
    }(std::make_index_sequence<field_count<Row>>{});
}

/// The tables of which a query gives whole rows.
template <class... Sources, class... Cells>
consteval auto whole_tables(const whole_rows<Sources...>*, const row<Cells...>*) {
    return type_list<without_optional<typename Cells::type>...>{};
}
template <class Source, class Row>
consteval auto whole_tables(const whole_rows<Source>*, const Row*) {
    return type_list<without_optional<Row>>{};
}
consteval auto whole_tables(const void*, const void*) { return type_list<>{}; }

template <class Core>
struct loads_unheard {
    template <class Table>
    static constexpr bool holds = !any_heard<Core, before_load<Table>, after_load<Table>>;
};

template <class Query, class Core>
consteval auto find_load_mistake() {
    if constexpr (is_into<Query>) return find_load_mistake<typename Query::query_type, Core>();
    else {
        constexpr const typename Query::projection_type* projection = nullptr;
        constexpr const row_type<Query>* row = nullptr;
        using Heard = first_failing<loads_unheard<Core>, decltype(whole_tables(projection, row))>;
        if constexpr (std::is_void_v<Heard>) return std::type_identity<no_mistake>{};
        else return std::type_identity<load_hooks_gone_around<Heard>>{};
    }
}

template <class Row, class Query>
consteval auto find_view_mistake(const into_query<Row, Query>*) {
    constexpr std::size_t view = first_view<Row>();
    if constexpr (!is_right_into<Row, Query>) return std::type_identity<typename into_check<Row, Query>::type>{};
    else if constexpr (view == field_count<Row>) return std::type_identity<no_mistake>{};
    else return std::type_identity<field_that_is_kept<Row, field_label<Row, view>>>{};
}

template <class Query, class Core, class... Arguments>
consteval auto find_result_mistake() {
    using Mistake = call_check<Query, typename Core::database, Arguments...>;
    if constexpr (!is_right<Mistake> || !is_into<Query>) return std::type_identity<Mistake>{};
    else {
        using View = typename decltype(find_view_mistake(static_cast<const Query*>(nullptr)))::type;
        if constexpr (!is_right<View>) return std::type_identity<View>{};
        else return find_load_mistake<Query, Core>();
    }
}
/// What may be wrong with the rows of a query on a connection.
template <class Query, class Core, class... Arguments>
using result_check = typename decltype(find_result_mistake<Query, Core, Arguments...>())::type;

template <class Query, class Core, class... Arguments>
consteval auto find_stream_mistake() {
    using Mistake = call_check<Query, typename Core::database, Arguments...>;
    if constexpr (!is_right<Mistake>) return std::type_identity<Mistake>{};
    else return find_load_mistake<Query, Core>();
}
/// What may be wrong with reading the rows of a query as a stream.
template <class Query, class Core, class... Arguments>
using stream_check = typename decltype(find_stream_mistake<Query, Core, Arguments...>())::type;

} // namespace rowan::detail
