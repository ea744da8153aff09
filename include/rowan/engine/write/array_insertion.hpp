#pragma once

#include "rowan/driver/error.hpp"
#include "rowan/engine/core.hpp"
#include "rowan/engine/run/lease.hpp"
#include "rowan/engine/transaction/transaction.hpp"
#include "rowan/engine/write/given_keys.hpp"
#include "rowan/engine/write/insert.hpp"
#include "rowan/engine/write/row_binding.hpp"
#include "rowan/event/dispatch.hpp"
#include "rowan/schema/facts.hpp"
#include "rowan/sql/array_statement.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

// Inserting many rows as a few arrays, one for each column; from `copied_from` rows on by COPY (measured, docs/performance.md).
// The keys that the database made come back as one array, too.
namespace rowan::detail {

inline constexpr std::size_t copied_from = 2000;

template <class Table>
struct type_of_key {
    using type = key_type<Table, 0>;
};
template <class Table>
using key_or_none =
    typename std::conditional_t<(facts<Table>.key_size > 0), type_of_key<Table>, std::type_identity<void>>::type;

/// Whether a key may not fit its field: then nothing is to be left.
template <class Table, bool WritesBack>
inline constexpr bool key_may_not_fit = WritesBack && !std::is_same_v<key_or_none<Table>, std::int64_t>;
/// Whether something may fail once the rows are inserted: a key may not fit its field, or a commit fails.
template <class Table, bool WritesBack, class Core>
inline constexpr bool may_fail_after_insert =
    key_may_not_fit<Table, WritesBack> || any_heard<Core, before_write<Table>>;

/// Whether no column is an array: an array of arrays would be taken apart to its elements.
template <class Table>
consteval bool has_scalar_columns() {
    for (std::size_t i = 0; i < facts<Table>.columns.size(); ++i)
        if (facts<Table>.is_inserted(i) && facts<Table>.columns[i].is_array) return false;
    return true;
}
template <class Table, std::size_t... Index>
consteval auto types_of_fields(std::index_sequence<Index...>) {
    return type_list<field_type<Index, Table>...>{};
}

template <std::size_t Index, class Table, class Statement, class Iterator>
void bind_column(Statement& statement, int number, Iterator first, std::size_t count) {
    using Field = field_type<Index, Table>;
    if constexpr (storable<Field>)
        statement.template bind_array<facts<Table>.columns[Index].stored_as, Field>(
            number, count, first, [](const Table& row) -> const Field& { return field<Index>(row); });
}
template <class Table, bool WritesBack, class Core, class Iterator, class Given>
void insert_as_columns(Core& core, Iterator first, std::size_t count, [[maybe_unused]] Given& given) {
    lease<Core> running(core, acquire<insert_columns_of<Table, WritesBack>>(core));
    running.bind([&](auto& statement) {
        validate_columns<Table, Core>(statement);
        if constexpr (has_learned_types<Table>()) statement.learn_columns(Core::template text<column_types<Table>>());
        int number = 1;
        for_each_index<Table>([&](auto index) {
            if constexpr (facts<Table>.is_inserted(index)) bind_column<index, Table>(statement, number++, first, count);
        });
    });
    // The statement itself fails if a row is left out.
    const bool has_answer = running.step();
    if constexpr (WritesBack) {
        Iterator row = first;
        const auto take = [&](std::int64_t key) {
            if constexpr (may_fail_after_insert<Table, true, Core>) {
                check_key<Table, Core>(key);
                given.keep(*row);
            }
            field<facts<Table>.key[0]>(*row) = static_cast<key_type<Table, 0>>(key);
            ++row;
        };
        if (!has_answer || !running.statement().read_list(0, count, take))
            throw type_mismatch("the keys that the database made are no list of as many integers as rows", 0,
                                running.sql());
    }
    running.finish(static_cast<std::int64_t>(count));
}

/// COPY converts nothing: the columns must have the very types that the values are sent as, or be texts of another type.
template <class Table, class Statement>
bool fits_columns(const Statement& statement) {
    bool result = true;
    int column = 0;
    for_each_index<Table>([&](auto index) {
        if constexpr (facts<Table>.is_inserted(index) && storable<field_type<index, Table>>)
            result =
                result &&
                statement.template sends_as_column<facts<Table>.columns[index].stored_as, field_type<index, Table>>(
                    column++);
    });
    return result;
}
template <class Table, class Core>
bool can_copy(Core& core) {
    auto& entry = acquire<copied_columns<Table>>(core);
    // An entry that is given back may be gone.
    if (entry.statement.knows_columns()) {
        const bool can = entry.expected_rows > 0 && fits_columns<Table>(entry.statement);
        core.statements.release(entry);
        return can;
    }
    lease<Core> running(core, entry);
    const bool may_copy = running.step();
    if (may_copy) entry.statement.learn_texts();
    const bool can = may_copy && fits_columns<Table>(entry.statement);
    running.finish_reading(may_copy ? 1 : 0);
    return can;
}
/// Copies the rows, for each of which `prepare(row, position)` is called when there are keys.
template <class Table, bool WithKeys, class Core, class Iterator, class Prepare>
void run_copy(Core& core, Iterator row_of, std::size_t count, std::vector<std::int64_t>& keys,
              const Prepare& prepare_row) {
    lease<Core> running(core, acquire<copy_rows<Table, WithKeys>>(core));
    const auto check = [&] { return fits_columns<Table>(running.statement()); };
    const std::int64_t copied = running.copy(count, keys, check, [&](auto& sink, std::size_t position) {
        auto& row = *row_of;
        ++row_of;
        prepare_row(row, position);
        constexpr std::size_t fields = inserted_columns<Table>() + (WithKeys ? 1 : 0);
        sink.row(types_of_fields<Table>(std::make_index_sequence<field_count<Table>>{}), fields, [&](auto& each) {
            if constexpr (WithKeys) each.template field<encoding::standard>(field<facts<Table>.key[0]>(row));
            for_each_index<Table>([&](auto index) {
                if constexpr (facts<Table>.is_inserted(index) && storable<field_type<index, Table>>)
                    each.template field<facts<Table>.columns[index].stored_as>(field<index>(row));
            });
        });
    });
    // Only where a trigger was made while it ran, for there was none when it began.
    if (!std::cmp_equal(copied, count))
        throw row_left_out("the database left out " + std::to_string(static_cast<std::int64_t>(count) - copied) +
                               " of " + std::to_string(count) +
                               " rows, as a trigger may do that was made meanwhile; the others were inserted",
                           0, Core::template text<copy_rows<Table, WithKeys>>());
}
template <class Table, bool WithKeys, class Core, class Iterator, class Given>
void copy_once(Core& core, Iterator first, std::size_t count, [[maybe_unused]] Given& given) {
    if constexpr (WithKeys) {
        std::vector<std::int64_t>& keys = given.room();
        keys.clear();
        given.run([&] {
            run_copy<Table, true>(core, first, count, keys, [&](auto& row, std::size_t position) {
                check_key<Table, Core>(keys[position]);
                given.exchange(row);
            });
        });
    } else {
        std::vector<std::int64_t> none;
        run_copy<Table, false>(core, first, count, none, [](const auto&, std::size_t) {});
    }
}
/// Without a transaction it is tried again by itself when the table was altered since it was looked at.
template <class Table, bool WithKeys, class Core, class Iterator, class Given>
bool copy_again(Core& core, Iterator first, std::size_t count, Given& given) {
    try {
        copy_once<Table, WithKeys>(core, first, count, given);
        return true;
    } catch (const serialization_failure&) {
        if (core.handle.in_transaction()) throw;
    }
    if (can_copy<Table>(core)) copy_once<Table, WithKeys>(core, first, count, given);
    else if (has_scalar_columns<Table>()) insert_as_columns<Table, WithKeys>(core, first, count, given);
    else return false;
    return true;
}

/// False if nothing was done, because columns are arrays themselves.
template <class Table, bool WritesBack, class Core, class Iterator>
bool insert_arrays(Core& core, Iterator first, std::size_t count) {
    const bool is_copied = (count >= copied_from || !has_scalar_columns<Table>()) && can_copy<Table>(core);
    if (!is_copied && !has_scalar_columns<Table>()) return false;
    const auto insert = [&](auto& given) {
        raise(core, before_write<Table>{write_operation::insert});
        if (is_copied) return copy_again<Table, WritesBack>(core, first, count, given);
        insert_as_columns<Table, WritesBack>(core, first, count, given);
        return true;
    };
    const auto insert_in_scope = [&](auto& given) {
        const auto action = [&] { return insert(given); };
        if constexpr (key_may_not_fit<Table, WritesBack>) return run_in_transaction(core, {}, action);
        else return scoped<before_write<Table>>(core, action);
    };
    if constexpr (WritesBack) return keeping_keys<Table>(core, first, insert_in_scope);
    else {
        nothing none;
        return insert_in_scope(none);
    }
}

} // namespace rowan::detail
