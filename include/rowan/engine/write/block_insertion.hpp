#pragma once

#include "rowan/engine/core.hpp"
#include "rowan/engine/run/lease.hpp"
#include "rowan/engine/transaction/transaction.hpp"
#include "rowan/engine/write/given_keys.hpp"
#include "rowan/engine/write/insert.hpp"
#include "rowan/engine/write/row_binding.hpp"
#include "rowan/event/dispatch.hpp"
#include "rowan/sql/array_statement.hpp"
#include "rowan/sql/row_statement.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>

// Inserting many rows with statements of a few fixed numbers of rows, which take SQLite about a third of the time that one row after
// the other does.
namespace rowan::detail {

template <class Table, class Core>
inline constexpr std::size_t max_rows =
    inserted_columns<Table>() == 0
        ? 1
        : Core::driver::max_parameters / (inserted_columns<Table>() == 0 ? 1 : inserted_columns<Table>());

template <class Table, std::size_t Size, bool WritesBack, class Core, class Iterator, class Given>
bool insert_blocks(Core& core, Iterator& row, std::size_t& count, std::int64_t& key, Given& given) {
    if constexpr (Size <= max_rows<Table, Core>) {
        for (; count >= Size; count -= Size) {
            [[maybe_unused]] Iterator first = row;
            constexpr outcome wanted = WritesBack ? outcome::key : outcome::insertion;
            const auto bind = [&](auto& statement) {
                int number = 1;
                for (std::size_t i = 0; i < Size; ++i, ++row)
                    bind_inserted<false>(statement, number, static_cast<const Table&>(*row));
            };
            const auto last = run<insert_rows<Table, Size, false>, wanted>(core, bind, Size);
            if constexpr (WritesBack) {
                // The end of the keys may be near: a difference of unsigned numbers does not overflow.
                if (static_cast<std::uint64_t>(last) - static_cast<std::uint64_t>(key) != Size) return false;
                check_key<Table, Core>(last);
                for (; first != row; ++first) {
                    given.keep(*first);
                    field<facts<Table>.key[0]>(*first) = static_cast<key_type<Table, 0>>(++key);
                }
            }
        }
    }
    return true;
}
template <class Table, bool WritesBack, class Core, class Iterator, class Given>
bool insert_all_blocks(Core& core, Iterator row, std::size_t count, Given& given) {
    scope_of<Core> scope(core);
    raise(core, before_write<Table>{write_operation::insert});
    std::int64_t key = 0;
    if constexpr (WritesBack)
        key = ask<greatest_key<Table>, std::optional<std::int64_t>>(core, with_values())
                  .value_or(std::nullopt)
                  .value_or(0);
    const bool is_done = insert_blocks<Table, 250, WritesBack>(core, row, count, key, given) &&
                         insert_blocks<Table, 50, WritesBack>(core, row, count, key, given) &&
                         insert_blocks<Table, 10, WritesBack>(core, row, count, key, given) &&
                         insert_blocks<Table, 1, WritesBack>(core, row, count, key, given);
    if (is_done) scope.commit();
    return is_done;
}
// The database makes ascending keys. If the greatest one was P before n rows went in and the last is P + n, theirs are
// P + 1 to P + n; if it is anything else (a trigger inserted rows too, or the keys have come to their end), all is taken
// back and inserted row by row.
template <class Table, bool WritesBack, bool AreKeysKept, class Core, class Iterator>
bool insert_in_blocks(Core& core, Iterator first, std::size_t count) {
    if constexpr (WritesBack && !AreKeysKept) {
        return keeping_keys<Table>(core, first, [&](auto& given) {
            given.room().reserve(count);
            return insert_all_blocks<Table, true>(core, first, count, given);
        });
    } else {
        no_given_keys none;
        return insert_all_blocks<Table, WritesBack>(core, first, count, none);
    }
}

} // namespace rowan::detail
