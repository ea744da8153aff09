#pragma once

#include "rowan/meta/fold.hpp"
#include "rowan/meta/foldable.hpp"
#include "rowan/meta/type_list.hpp"
#include "rowan/schema/facts.hpp"

#include <array>
#include <cstddef>
#include <type_traits>
#include <utility>

namespace rowan {

/// The tables of a database: `using tables = rowan::tables<Author, Book>;` A Foldable of Boost.Hana.
template <class... Tables>
struct tables {
    static_assert(!detail::has_repeated_type<detail::type_list<Tables...>>,
                  "rowan E121: a table is listed twice in the tables of a database");
    using hana_tag = detail::foldable_tag;
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
    using type = join<decltype(foreign_keys_in<Options>())...>;
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

/// Which of some tables refer to which, by their positions. The last position is that of a table which is not among them.
template <std::size_t Tables, std::size_t References>
class reference_graph {
public:
    constexpr void add(std::size_t from, std::size_t to) {
        references_[++count_] = {from, last_to_[to]};
        last_to_[to] = count_;
    }
    /// Calls `function` for each reference to a table with the position of the table that it is in.
    template <class Function>
    constexpr void each_to(std::size_t table, const Function& function) const {
        for (std::size_t i = last_to_[table]; i != 0; i = references_[i].before) function(references_[i].from);
    }

private:
    struct reference {
        std::size_t from = 0, before = 0; // the number of another one to the same table
    };
    std::array<reference, References + 1> references_{};
    std::array<std::size_t, Tables + 1> last_to_{};
    std::size_t count_ = 0;
};

/// The order in which tables are created: what is referred to comes first; a cycle is broken at the first one listed. (A compiler
/// counts the steps, so that they are to be about as many as tables and references.)
template <class... Tables>
consteval std::array<std::size_t, sizeof...(Tables)> creation_order(rowan::tables<Tables...>) {
    constexpr std::size_t count = sizeof...(Tables);
    reference_graph<count, sum_of({foreign_keys_of<Tables>::size...})> graph;
    std::array<std::size_t, count + 1> waits_for{}; // how many tables that are not there
    [[maybe_unused]] const auto add_reference = [&](std::size_t row, std::size_t target) {
        if (target == count || target == row) return;
        graph.add(row, target);
        ++waits_for[row];
    };
    [[maybe_unused]] const auto add_keys = [&]<class... Keys>([[maybe_unused]] std::size_t row, type_list<Keys...>) {
        in_order({(add_reference(row, position_of<typename Keys::targets::table, Tables...>()), 0)...});
    };
    std::size_t row = 0;
    in_order({(add_keys(row++, foreign_keys_of<Tables>{}), 0)...});

    std::array<std::size_t, count> order{};
    std::array<bool, count + 1> placed{};
    std::size_t first_left = 0, first_ready = 0; // before the latter, what is left waits
    for (std::size_t& next : order) {
        while (placed[first_left]) ++first_left;
        while (first_ready < count && (placed[first_ready] || waits_for[first_ready] != 0)) ++first_ready;
        next = first_ready < count ? first_ready : first_left;
        placed[next] = true;
        graph.each_to(next, [&](std::size_t from) {
            if (--waits_for[from] == 0 && from < first_ready) first_ready = from;
        });
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
        return any_of({(decltype(keys_behind<Row, true>(all, foreign_keys_of<Tables>{}))::size != 0)...});
    }(std::index_sequence_for<Tables...>{});
}

} // namespace detail
} // namespace rowan
