#pragma once

#include "rowan/driver/error.hpp"
#include "rowan/engine/read/key_lookup.hpp"
#include "rowan/engine/run/execution.hpp"
#include "rowan/engine/transaction/transaction.hpp"
#include "rowan/engine/write/bulk.hpp"
#include "rowan/engine/write/guard.hpp"
#include "rowan/engine/write/row_binding.hpp"
#include "rowan/engine/write/row_checks.hpp"
#include "rowan/engine/write/set_write.hpp"
#include "rowan/event/dispatch.hpp"
#include "rowan/event/scope.hpp"
#include "rowan/meta/pack.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

namespace rowan::detail {

/// The one path by which rows are written. Every write raises its events here, and only here.
template <class Connection>
class persistence : public bulk_insertion<Connection>, public key_lookup<Connection> {
public:
    /// Inserts a row. A key that the database makes is written back into `row` and returned.
    template <class Row>
        requires(class_type<std::remove_cvref_t<Row>> && !row_range<Row>)
    auto insert(Row&& row) {
        using Table = std::remove_cvref_t<Row>;
        using Check = row_check<Table, typename Connection::database>;
        static_assert(Check::checked);
        if constexpr (is_right<Check>)
            return changeable<before_insert<Table>, after_insert<Table>>(row,
                                                                         [&](auto& kept) { return insert_kept(kept); });
        else return std::int64_t{0};
    }
    /// Inserts all rows of a range, or none. Keys that the database makes are written back into elements that can be changed.
    template <class Range>
        requires row_range<Range>
    void insert(Range&& rows) {
        using Table = range_row<Range>;
        using Check = row_check<Table, typename Connection::database>;
        static_assert(Check::checked);
        if constexpr (is_right<Check>) this->template insert_range<Table>(rows);
    }

    /// Updates a row by its primary key: all columns, or `only<…>` those given. Throws `not_found` if it is not there.
    template <class_type Table>
    void update(Table& row) {
        using Check = update_check<Table, typename Connection::database, void>;
        static_assert(Check::checked);
        if constexpr (is_right<Check>) update_columns<void>(row);
    }
    template <class_type Table>
    void update(const Table& row) {
        using Check = update_check<Table, typename Connection::database, void>;
        static_assert(Check::checked);
        if constexpr (is_right<Check>)
            changeable<before_update<Table>>(row, [&](auto& kept) { update_columns<void>(kept); });
    }
    template <class_type Table, auto... Members>
    void update(Table& row, only_columns<Members...>) {
        using Check = update_check<Table, typename Connection::database, only_columns<Members...>>;
        static_assert(Check::checked);
        if constexpr (is_right<Check>) update_columns<only_columns<Members...>>(row);
    }
    template <class_type Table, auto... Members>
    void update(const Table& row, only_columns<Members...>) {
        using Check = update_check<Table, typename Connection::database, only_columns<Members...>>;
        static_assert(Check::checked);
        if constexpr (is_right<Check>)
            changeable<before_update<Table>>(row, [&](auto& kept) { update_columns<only_columns<Members...>>(kept); });
    }

    /// Removes a row by its primary key. Throws `not_found` if it is not there.
    template <class_type Table>
    void remove(const Table& row) {
        using Check = keyed_row_check<Table, typename Connection::database>;
        static_assert(Check::checked);
        if constexpr (is_right<Check>)
            if (!with_key_of(row, [&](const auto&... keys) { return remove_found(row, keys...); }))
                throw not_found("no row has this primary key", 0, Connection::template text<remove_row<Table>>());
    }
    /// Removes the row with a primary key; false if there is none.
    template <class Table, class... Keys>
        requires(sizeof...(Keys) > 0)
    bool remove(const Keys&... keys) {
        using Check = key_check<Table, typename Connection::database, Keys...>;
        static_assert(Check::checked);
        if constexpr (!is_right<Check>) return false;
        else if constexpr (any_heard<Connection, before_remove<Table>, after_remove<Table>>) {
            const auto row = self().template find<Table>(keys...);
            return row && remove_found(*row, keys...);
        } else {
            return scoped<before_write<Table>>([&] { return write_removal<Table>(keys...); });
        }
    }

    /// Inserts a row, or updates the one that has its primary key. A generated key of 0 asks for a new row.
    template <class_type Table>
    void upsert(Table& row) {
        using Check = keyed_row_check<Table, typename Connection::database>;
        static_assert(Check::checked);
        if constexpr (is_right<Check>) upsert_row_of(row);
    }
    template <class_type Table>
    void upsert(const Table& row) {
        using Check = keyed_row_check<Table, typename Connection::database>;
        static_assert(Check::checked);
        if constexpr (is_right<Check>)
            changeable<before_insert<Table>, after_insert<Table>, before_update<Table>>(
                row, [&](auto& kept) { upsert_row_of(kept); });
    }

protected:
    friend class bulk_insertion<Connection>;
    friend class array_insertion<Connection>;
    friend class block_insertion<Connection>;
    friend class set_write<Connection>;

    /// Inserts one row; the key that the database made, if it made one.
    template <bool WithKey, class Row>
    std::int64_t insert_one(Row& row) {
        using Table = std::remove_const_t<Row>;
        raise(self(), before_write<Table>{write_operation::insert});
        if constexpr (heard<before_insert<Table>, Connection>) raise(self(), before_insert<Table>{row});
        constexpr bool makes_key = facts<Table>.has_generated_key && !WithKey;
        const auto key = run_bound<insert_rows<Table, 1, WithKey>, makes_key ? outcome::key : outcome::insertion>(
            [&](auto& statement, int& number) {
                guard_columns<Table, Connection>(statement);
                bind_inserted<WithKey>(statement, number, row);
            });
        if constexpr (makes_key) {
            const auto fitting = checked_key<Table>(key);
            if constexpr (!std::is_const_v<Row>) field<facts<Table>.key[0]>(row) = fitting;
        }
        raise(self(), after_insert<Table>{row});
        return key;
    }
    /// The key that the database made, as the field has it. One that does not fit takes the row out again.
    template <class Table>
    auto checked_key(std::int64_t key) {
        if (!std::in_range<key_type<Table, 0>>(key)) [[unlikely]]
            run_bound<remove_row<Table>>(
                [&](auto& statement, int& number) { statement.template bind<encoding::standard>(number, key); });
        check_key<Table>(key);
        return static_cast<key_type<Table, 0>>(key);
    }
    template <class Table>
    static void check_key(std::int64_t key) {
        if (!std::in_range<key_type<Table, 0>>(key)) [[unlikely]]
            throw type_mismatch("the key that the database made does not fit the field; nothing was inserted", 0,
                                Connection::template text<insert_rows<Table, 1, false>>());
    }
    template <class Statement, outcome Wanted = outcome::nothing, std::int64_t Rows = 1, class Bind>
    std::int64_t run_bound(const Bind& bind) {
        execution<Connection> running(self(), self().template acquire<Statement>());
        running.bind([&](auto& statement) {
            int number = 1;
            bind(statement, number);
        });
        return running.template run<Wanted>(Rows);
    }
    /// Runs `action`, in a transaction or savepoint of its own if any of the events needs one.
    template <class... Events, class Action>
    auto scoped(const Action& action) {
        if constexpr (any_heard<Connection, Events...>)
            if (needs_scope<Events...>(self())) return self().transact(action);
        return action();
    }

private:
    [[nodiscard]] Connection& self() { return static_cast<Connection&>(*this); }

    /// Calls `function` with the row; with a copy where a handler of one of the events may change a row that is constant.
    template <class... Events, class Row, class Function>
    static auto changeable(Row& row, const Function& function) {
        if constexpr (std::is_const_v<Row> && any_heard<Connection, Events...>) {
            std::remove_const_t<Row> copy(row);
            return function(copy);
        } else {
            return function(row);
        }
    }
    template <class Row>
    auto insert_kept(Row& row) {
        using Table = std::remove_const_t<Row>;
        std::int64_t key = 0;
        keeping_key(row, [&] {
            scoped<before_write<Table>, before_insert<Table>, after_insert<Table>>(
                [&] { key = insert_one<false>(row); });
        });
        if constexpr (facts<Table>.has_generated_key) return static_cast<key_type<Table, 0>>(key);
    }
    /// Inserts a row with `insert`. If it is not inserted, it has the key that it had.
    template <class Row, class Insert>
    static void keeping_key(Row& row, const Insert& insert) {
        if constexpr (facts<std::remove_const_t<Row>>.has_generated_key && !std::is_const_v<Row>) {
            auto& key = field<facts<Row>.key[0]>(row);
            const auto given = key;
            try {
                insert();
            } catch (...) {
                key = given;
                throw;
            }
        } else insert();
    }
    template <class Row>
    void upsert_row_of(Row& row) {
        using Table = std::remove_const_t<Row>;
        if constexpr (facts<Table>.has_generated_key)
            if (field<facts<Table>.key[0]>(row) == 0) {
                insert_kept(row);
                return;
            }
        if constexpr (any_heard<Connection, before_insert<Table>, after_insert<Table>, before_update<Table>,
                                after_update<Table>>) {
            auto scope = self().begin();
            const auto before =
                with_key_of(row, [&](const auto&... keys) { return self().template find<Table>(keys...); });
            if (!before) insert_one<true>(row);
            else if constexpr (updates_something<Table, void>()) update_known<void>(*before, row);
            scope.commit();
        } else {
            scoped<before_write<Table>>([&] {
                raise(self(), before_write<Table>{write_operation::upsert});
                const auto changes = run_bound<upsert_row<Table>, outcome::changes>([&](auto& statement, int& number) {
                    guard_columns<Table, Connection>(statement);
                    bind_inserted<true>(statement, number, row);
                });
                // A row of a key alone that is there already is as it is to be.
                if (changes == 0 && (updates_something<Table, void>() || !is_there(row))) [[unlikely]]
                    throw_left_out(0, 1, Connection::template text<upsert_row<Table>>());
            });
        }
    }

    template <class Columns, class Row>
    void update_columns(Row& row) {
        using Table = std::remove_const_t<Row>;
        scoped<before_write<Table>, before_update<Table>, after_update<Table>>([&] {
            if constexpr (any_heard<Connection, before_update<Table>, after_update<Table>>) {
                const auto before =
                    with_key_of(row, [&](const auto&... keys) { return self().template find<Table>(keys...); });
                if (!before) fail_update<Columns, Table>();
                update_known<Columns>(*before, row);
            } else {
                write_update<Columns>(row, row);
            }
        });
    }
    template <class Columns, class Row>
    void update_known(const std::remove_const_t<Row>& before, Row& row) {
        using Table = std::remove_const_t<Row>;
        if (!differs<Columns>(before, row)) return;
        if constexpr (heard<before_update<Table>, Connection>) {
            if constexpr (std::is_void_v<Columns>) raise_before_update(before, row);
            else {
                const Table given = row;
                raise_before_update(before, row);
                if (differs<void>(given, row)) return update_changed<Columns>(before, given, row);
            }
            if (!differs<Columns>(before, row)) return; // the handler took the change back
        }
        write_update<Columns>(row, before);
        if constexpr (heard<after_update<Table>, Connection>) {
            Table after = before;
            for_each_index<Table>([&](auto index) {
                if constexpr (facts<Table>.is_updated(index) && is_only<Columns, index>)
                    field<index>(after) = field<index>(row);
            });
            raise(self(), after_update<Table>{before, after});
        }
    }
    template <class Table>
    void raise_before_update(const Table& before, Table& row) {
        const auto given = with_key_of(row, [](const auto&... keys) { return make_pack(keys...); });
        raise(self(), before_update<Table>{before, row});
        const bool is_kept = [&]<std::size_t... Position>(std::index_sequence<Position...>) {
            const bool are_same =
                (is_same_key(field<facts<Table>.key[Position]>(row), element<Position>(given)) && ...);
            ((field<facts<Table>.key[Position]>(row) = element<Position>(given)), ...);
            return are_same;
        }(std::make_index_sequence<facts<Table>.key_size>{});
        if (is_kept) return;
        throw key_changed("a handler of before_update changed the primary key, which says what row is updated; "
                          "remove the row and insert it with another key instead",
                          0, Connection::template text<update_row<Table, void>>());
    }
    /// Writes what a handler changed in addition to the columns that are updated: the row in memory has it, too.
    template <class Columns, class Table>
    void update_changed(const Table& before, const Table& given, const Table& row) {
        Table after = before;
        for_each_index<Table>([&](auto index) {
            if constexpr (facts<Table>.is_updated(index))
                if (is_only<Columns, index> || differs_in<index>(given, row)) field<index>(after) = field<index>(row);
        });
        if (!differs<void>(before, after)) return;
        write_update<void>(after, before);
        raise(self(), after_update<Table>{before, after});
    }
    template <std::size_t Index, class Table>
    static bool differs_in(const Table& before, const Table& row) {
        if constexpr (requires { field<Index>(before) == field<Index>(row); })
            return !(field<Index>(before) == field<Index>(row));
        else return true;
    }
    template <class Columns, class Table>
    static bool differs(const Table& before, const Table& row) {
        bool result = false;
        for_each_index<Table>([&](auto index) {
            if constexpr (facts<Table>.is_updated(index) && is_only<Columns, index>)
                result = result || differs_in<index>(before, row);
        });
        return result;
    }
    /// Updates the row that has the key of `keyed` to what `row` has.
    template <class Columns, class Table>
    void write_update(const Table& row, const Table& keyed) {
        raise(self(), before_write<Table>{write_operation::update});
        const auto changes = run_bound<update_row<Table, Columns>, outcome::changes>([&](auto& statement, int& number) {
            guard_columns<Table, Connection, Columns>(statement);
            bind_updated<Columns>(statement, number, row);
            with_key_of(keyed, [&](const auto&... keys) { bind_keys<Table>(statement, number, keys...); });
        });
        if (changes > 0) [[likely]]
            return;
        if (is_there(keyed)) throw_left_out(0, 1, Connection::template text<update_row<Table, Columns>>());
        fail_update<Columns, Table>();
    }
    template <class Columns, class Table>
    [[noreturn]] void fail_update() {
        throw not_found("no row has this primary key", 0, Connection::template text<update_row<Table, Columns>>());
    }
    /// Whether the database has a row with the key of `row`.
    template <class Table>
    bool is_there(const Table& row) {
        return with_key_of(row, [&](const auto&... keys) { return has_key<Table>(keys...); });
    }
    template <class Table, class... Keys>
    bool has_key(const Keys&... keys) {
        execution<Connection> running(self(), self().template acquire<has_row<Table>>());
        running.bind([&](auto& statement) { bind_keys<Table>(statement, 1, keys...); });
        const bool is_found = running.step();
        running.finish_reading(is_found ? 1 : 0);
        return is_found;
    }

    template <class Table, class... Keys>
    bool remove_found(const Table& row, const Keys&... keys) {
        return scoped<before_write<Table>, before_remove<Table>, after_remove<Table>>([&] {
            raise(self(), before_remove<Table>{row});
            const bool is_removed = write_removal<Table>(keys...);
            if (is_removed) raise(self(), after_remove<Table>{row});
            return is_removed;
        });
    }
    template <class Table, class... Keys>
    bool write_removal(const Keys&... keys) {
        raise(self(), before_write<Table>{write_operation::remove});
        const auto changes = run_bound<remove_row<Table>, outcome::changes>(
            [&](auto& statement, int& number) { bind_keys<Table>(statement, number, keys...); });
        if (changes == 0 && has_key<Table>(keys...)) [[unlikely]]
            throw_left_out(0, 1, Connection::template text<remove_row<Table>>());
        return changes > 0;
    }
};

} // namespace rowan::detail
