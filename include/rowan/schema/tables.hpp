#pragma once

#include "rowan/meta/type_list.hpp"
#include "rowan/schema/facts.hpp"

#include <array>
#include <cstddef>
#include <type_traits>
#include <utility>

namespace rowan {

/// The tables of a database: `using tables = rowan::tables<Author, Book>;`
template <class... Tables>
struct tables {
    static_assert(!detail::has_repeated_type<detail::type_list<Tables...>>,
                  "rowan E121: a table is listed twice in the tables of a database");
    static constexpr std::size_t size = sizeof...(Tables);
};

namespace detail {

template <class Option>
consteval auto foreign_keys_in() {
    if constexpr (is_foreign_key<Option>) return type_list<Option>{};
    else return type_list<>{};
}

template <class Definition>
struct foreign_keys_of_definition;
template <class Table, class... Options>
struct foreign_keys_of_definition<table_definition<Table, Options...>> {
    using type = decltype((type_list<>{} + ... + foreign_keys_in<Options>()));
};

/// The foreign keys that the definition of `Table` gives, as a list of types.
template <class Table>
using foreign_keys_of = typename foreign_keys_of_definition<std::remove_const_t<decltype(rowan::table<Table>)>>::type;

/// The foreign keys of `Table` that refer to `Target`.
template <class Target, class... Keys>
consteval auto keys_to(type_list<Keys...>) {
    return (type_list<>{} + ... + [] {
        if constexpr (std::is_same_v<typename Keys::targets::table, Target>) return type_list<Keys>{};
        else return type_list<>{};
    }());
}
template <class Table, class Target>
using foreign_keys_between = decltype(keys_to<Target>(foreign_keys_of<Table>{}));

template <class Tables>
struct tables_as_list;
template <class... Tables>
struct tables_as_list<rowan::tables<Tables...>> {
    using type = type_list<Tables...>;
};
template <class Tables>
using list_of_tables = typename tables_as_list<Tables>::type;

template <class Table, class Tables>
inline constexpr bool is_in_tables = false;
template <class Table, class... Tables>
inline constexpr bool is_in_tables<Table, rowan::tables<Tables...>> = is_one_of<Table, Tables...>;

/// The order in which tables are created: what is referred to comes first; a cycle is broken at the first one listed.
template <class... Tables>
consteval std::array<std::size_t, sizeof...(Tables)> creation_order(rowan::tables<Tables...>) {
    constexpr std::size_t count = sizeof...(Tables);
    std::array<std::array<bool, count + 1>, count> refers{};
    [[maybe_unused]] auto note = [&]<class Table>(std::size_t row, type_list<Table>) {
        [&]<class... Keys>(type_list<Keys...>) {
            ((refers[row][position_of<typename Keys::targets::table, Tables...>()] = true), ...);
        }(foreign_keys_of<Table>{});
    };
    std::size_t row = 0;
    (note(row++, type_list<Tables>{}), ...);

    std::array<std::size_t, count> order{};
    std::array<bool, count> placed{};
    for (std::size_t next = 0; next < count; ++next) {
        std::size_t chosen = count, first_left = count;
        for (std::size_t i = 0; i < count && chosen == count; ++i) {
            if (placed[i]) continue;
            if (first_left == count) first_left = i;
            bool ready = true;
            for (std::size_t j = 0; j < count; ++j) ready = ready && (!refers[i][j] || placed[j] || i == j);
            if (ready) chosen = i;
        }
        if (chosen == count) chosen = first_left;
        order[next] = chosen;
        placed[chosen] = true;
    }
    return order;
}

template <class Tables>
inline constexpr auto order_of_creation = creation_order(Tables{});

/// In which place each table is created; the last place is that of a table which is not among them.
template <class Tables>
inline constexpr auto place_of_creation = [] {
    constexpr auto& order = order_of_creation<Tables>;
    std::array<std::size_t, order.size() + 1> places{};
    for (std::size_t i = 0; i < order.size(); ++i) places[order[i]] = i;
    places[order.size()] = order.size();
    return places;
}();

/// The foreign keys of the table in a row of the list that refer to a table which is created behind it: of tables that refer to each
/// other, one comes first. With `AndItself` also those that refer to their own table.
template <std::size_t Row, bool AndItself, class... Tables, class... Keys>
consteval auto keys_behind(rowan::tables<Tables...>, type_list<Keys...>) {
    return (type_list<>{} + ... + [] {
        constexpr auto& places = place_of_creation<rowan::tables<Tables...>>;
        constexpr std::size_t target = places[position_of<typename Keys::targets::table, Tables...>()];
        if constexpr (target > places[Row] || (AndItself && target == places[Row])) return type_list<Keys>{};
        else return type_list<>{};
    }());
}

/// Whether a table cannot be dropped before all that refers to it is: keys refer to their own table or in a circle.
template <class... Tables>
consteval bool has_circles(rowan::tables<Tables...> all) {
    return [&]<std::size_t... Row>(std::index_sequence<Row...>) {
        return ((decltype(keys_behind<Row, true>(all, foreign_keys_of<Tables>{}))::size != 0) || ...);
    }(std::index_sequence_for<Tables...>{});
}

} // namespace detail
} // namespace rowan
