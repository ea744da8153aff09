#pragma once

#include "rowan/driver/error.hpp"
#include "rowan/engine/core.hpp"
#include "rowan/engine/read/key_lookup.hpp"
#include "rowan/engine/read/stored_row.hpp"
#include "rowan/engine/run/lease.hpp"
#include "rowan/engine/transaction/transaction.hpp"
#include "rowan/engine/write/cascade.hpp"
#include "rowan/engine/write/row_binding.hpp"
#include "rowan/engine/write/set_rows.hpp"
#include "rowan/event/dispatch.hpp"
#include "rowan/event/writers.hpp"
#include "rowan/query/write.hpp"

#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>
#include <vector>

// Removing rows.
namespace rowan::detail {

template <class Table, class Core, class... Keys>
bool delete_row(Core& core, const Keys&... keys) {
    const auto changes = run<remove_row<Table>, outcome::changes>(
        core, [&](auto& statement) { bind_keys<Table>(statement, 1, keys...); });
    if (changes == 0 && is_there_by_key<Table>(core, keys...)) [[unlikely]]
        throw_left_out(0, 1, Core::template text<remove_row<Table>>());
    return changes > 0;
}
template <class Table, class Core, class... Keys>
bool write_removal(Core& core, const Keys&... keys) {
    raise(core, before_write<Table>{write_operation::remove});
    return delete_row<Table>(core, keys...);
}
template <class Table, class Core>
void delete_rows(Core& core, const std::vector<Table>& rows) {
    if constexpr (facts<Table>.key_size == 1)
        write_read_rows(core, rowan::remove<Table>().every_row(), rows, argument_set<>{}, count_written);
    else
        for (const Table& row : rows) with_key_of(row, [&](const auto&... keys) { delete_row<Table>(core, keys...); });
}

template <class Table, class Core, class Remove>
void remove_rows(Core& core, std::vector<Table> rows, const Remove& remove_first);

/// What becomes of the rows that refer to `rows` by a foreign key, as far as handlers hear of it; false if there are none.
template <class Table, class Core, class Option>
bool act_on_referring(Core& core, const Option& option, const std::vector<Table>& rows) {
    using Referring = typename Option::columns::table;
    bool has_acted = false;
    if constexpr (hears_removal<Referring, Core>() && !std::is_same_v<Referring, Table>)
        if (option.delete_action == foreign_key_action::cascade) {
            auto referring = read_referring<Referring>(core, option, rows);
            has_acted = !referring.empty();
            remove_rows(core, std::move(referring), [&](const std::vector<Referring>& read) {
                if constexpr (has_key<Referring>) delete_rows(core, read);
                else
                    with_referring(option, rows, [&](const auto&... conditions) {
                        write_set_once(core, rowan::remove<Referring>().where(conditions...), argument_set<>{},
                                       [](lease<Core>& running) { running.run(); });
                    });
            });
        }
    if constexpr (any_heard<Core, before_update<Referring>, after_update<Referring>> && Option::all_nullable)
        if (option.delete_action == foreign_key_action::set_null)
            has_acted = set_referring_null(core, option, rows) || has_acted;
    return has_acted;
}
template <class Core, class Table>
void refresh(Core& core, std::vector<Table>& rows) {
    std::vector<Table> stored;
    stored.reserve(rows.size());
    for_each_stored<Table>(core, rows.begin(), rows.end(), [&](const Table& row) { stored.push_back(row); });
    rows = std::move(stored);
}
template <class Table>
bool has_row_with_key_of(const std::vector<std::vector<Table>>& levels, const Table& row) {
    for (const std::vector<Table>& level : levels)
        for (const Table& each : level)
            if (with_key_of(row, [&](const auto&... keys) {
                    return with_key_of(each, [&](const auto&... others) { return (is_same_key(keys, others) && ...); });
                }))
                return true;
    return false;
}
/// Adds the level of rows of the table itself that refer to the last one, and are in none.
template <class Table, class Core>
void add_level(Core& core, std::vector<std::vector<Table>>& levels) {
    levels.emplace_back();
    for_each_reference<Table>(rowan::tables<Table>{}, [&](const auto& option) {
        if (option.delete_action != foreign_key_action::cascade) return;
        for (Table& row : read_referring<Table>(core, option, levels[levels.size() - 2]))
            if (!has_row_with_key_of(levels, row)) levels.back().push_back(std::move(row));
    });
}
/// Removes rows that were read, with those that refer to them: handlers hear from the row that is referred to on, and the last that refers is
/// removed first. `remove_first(rows)` removes the rows that were given.
template <class Table, class Core, class Remove>
void remove_rows(Core& core, std::vector<Table> rows, const Remove& remove_first) {
    std::vector<std::vector<Table>> levels;
    for (levels.push_back(std::move(rows)); !levels.back().empty(); add_level(core, levels))
        for (const Table& row : levels.back()) raise(core, before_remove<Table>{row});
    levels.pop_back();
    for (std::size_t i = levels.size(); i-- > 0;) {
        std::vector<Table>& level = levels[i];
        // Handlers, and triggers, of rows that go first may write to these.
        [[maybe_unused]] bool may_be_changed = heard_by_writer<before_remove<Table>, Core> || i + 1 < levels.size();
        for_each_reference<Table>(typename Core::database::tables{}, [&](const auto& option) {
            may_be_changed = act_on_referring(core, option, level) || may_be_changed;
        });
        if constexpr (heard<after_remove<Table>, Core>)
            if (may_be_changed) refresh(core, level);
        raise(core, before_write<Table>{write_operation::remove});
        if (i == 0) remove_first(std::as_const(level));
        else delete_rows(core, level);
        for (const Table& row : level) raise(core, after_remove<Table>{row});
    }
}
/// The statement that removes a set, of which handlers hear; `run(lease)` runs what removes the rows, and is how many it removed.
template <class Core, class Query, class Arguments, class Run>
std::int64_t remove_heard(Core& core, const Query& query, const Arguments& arguments, const Run& run) {
    using Table = typename Query::table;
    const auto reading = without_clauses<returning_clause>(query);
    using Reading = std::remove_const_t<decltype(reading)>;
    auto rows = read_set<affected_reader<Reading>, Table>(core, affected_rows<Reading>{reading}, arguments);
    const auto count = static_cast<std::int64_t>(rows.size());
    remove_rows(core, std::move(rows), [&](const std::vector<Table>& read) {
        if constexpr (facts<Table>.key_size == 1) write_read_rows(core, query, read, arguments, run);
        else delete_rows(core, read);
    });
    return count;
}

/// False if there is no row with the key. What handlers hear of is the row that the database has.
template <class Table>
struct remove_by_key {
    template <class Core, class... Keys>
    bool operator()(Core& core, const Keys&... keys) const {
        if constexpr (hears_removal<Table, Core>()) return remove_heard_row(core, keys...);
        else return scoped<before_write<Table>>(core, [&] { return write_removal<Table>(core, keys...); });
    }

private:
    template <class Core, class... Keys>
    static bool remove_heard_row(Core& core, const Keys&... keys) {
        scope_of<Core> scope(core, {.mode = transaction_mode::immediate});
        auto row = find_stored<Table, lock_row<Table>>(core, keys...);
        if (row) {
            std::vector<Table> rows;
            rows.push_back(std::move(*row));
            remove_rows(core, std::move(rows), [&](const std::vector<Table>&) { delete_row<Table>(core, keys...); });
        }
        scope.commit();
        return row.has_value();
    }
};
/// Throws `not_found` if the row is not there.
struct remove_row_by_key {
    template <class Core, class Table>
    void operator()(Core& core, const Table& row) const {
        if (!with_key_of(row, [&](const auto&... keys) { return remove_by_key<Table>{}(core, keys...); }))
            throw not_found("no row has this primary key", 0, Core::template text<remove_row<Table>>());
    }
};

} // namespace rowan::detail
