#pragma once

#include "rowan/engine/run/execution.hpp"
#include "rowan/engine/transaction/transaction.hpp"
#include "rowan/engine/write/row_binding.hpp"
#include "rowan/event/dispatch.hpp"
#include "rowan/sql/array_statement.hpp"
#include "rowan/sql/row_statement.hpp"

#include <cstddef>
#include <cstdint>

namespace rowan::detail {

/// Inserting many rows with statements of a few fixed numbers of rows, which take SQLite about a third of the time that one row
/// after the other does.
template <class Connection>
class block_insertion {
protected:
    template <class Table>
    static constexpr std::size_t max_rows =
        inserted_columns<Table>() == 0
            ? 1
            : Connection::driver::max_parameters / (inserted_columns<Table>() == 0 ? 1 : inserted_columns<Table>());

    // The database makes ascending keys. If the greatest one was P before n rows went in and the last is P + n, theirs are
    // P + 1 to P + n; if it is anything else (a trigger inserted rows too, or the keys have come to their end), all is taken
    // back and inserted row by row.
    template <class Table, bool WritesBack, class Iterator>
    bool insert_in_blocks(Iterator first, std::size_t count) {
        if constexpr (WritesBack) {
            return self().template keeping_keys<Table>(first, [&](auto& given) {
                given.room().reserve(count);
                return insert_all<Table, true>(first, count, given);
            });
        } else {
            nothing none;
            return insert_all<Table, false>(first, count, none);
        }
    }

private:
    [[nodiscard]] Connection& self() { return static_cast<Connection&>(*this); }

    template <class Table, bool WritesBack, class Iterator, class Given>
    bool insert_all(Iterator row, std::size_t count, Given& given) {
        auto scope = self().begin();
        raise(self(), before_write<Table>{write_operation::insert});
        std::int64_t key = 0;
        if constexpr (WritesBack) key = greatest<Table>();
        const bool is_done = insert_blocks<Table, 250, WritesBack>(row, count, key, given) &&
                             insert_blocks<Table, 50, WritesBack>(row, count, key, given) &&
                             insert_blocks<Table, 10, WritesBack>(row, count, key, given) &&
                             insert_blocks<Table, 1, WritesBack>(row, count, key, given);
        if (is_done) scope.commit();
        return is_done;
    }
    template <class Table, std::size_t Size, bool WritesBack, class Iterator, class Given>
    bool insert_blocks(Iterator& row, std::size_t& count, std::int64_t& key, Given& given) {
        if constexpr (Size <= max_rows<Table>) {
            for (; count >= Size; count -= Size) {
                [[maybe_unused]] Iterator first = row;
                constexpr outcome wanted = WritesBack ? outcome::key : outcome::insertion;
                const auto last = self().template run_bound<insert_rows<Table, Size, false>, wanted, Size>(
                    [&](auto& statement, int& number) {
                        for (std::size_t i = 0; i < Size; ++i, ++row)
                            bind_inserted<false>(statement, number, static_cast<const Table&>(*row));
                    });
                if constexpr (WritesBack) {
                    // The end of the keys may be near: a difference of unsigned numbers does not overflow.
                    if (static_cast<std::uint64_t>(last) - static_cast<std::uint64_t>(key) != Size) return false;
                    self().template check_key<Table>(last);
                    for (; first != row; ++first) {
                        given.keep(*first);
                        field<facts<Table>.key[0]>(*first) = static_cast<key_type<Table, 0>>(++key);
                    }
                }
            }
        }
        return true;
    }
    template <class Table>
    std::int64_t greatest() {
        execution<Connection> running(self(), self().template acquire<greatest_key<Table>>());
        std::int64_t key = 0;
        if (running.step() && !running.statement().is_null(0))
            running.statement().template read<encoding::standard>(0, key);
        running.finish_reading(1);
        return key;
    }
};

} // namespace rowan::detail
