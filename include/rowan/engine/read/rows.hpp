#pragma once

#include "rowan/driver/error.hpp"
#include "rowan/engine/run/cursor.hpp"
#include "rowan/meta/fields.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace rowan::detail {

template <class Row>
inline constexpr bool has_one_cell = false;
template <class Cell>
inline constexpr bool has_one_cell<row<Cell>> = true;

/// A cursor of which the rows outlive it, so that they can also be kept.
template <class Core, class Projection, class Row>
class rows : public cursor<Core, Projection, Row> {
public:
    /// All rows that are left.
    [[nodiscard]] std::vector<Row> all() {
        std::vector<Row> list;
        into(list);
        return list;
    }
    /// Appends all rows that are left to a vector of the caller.
    [[gnu::hot]] void into(std::vector<Row>& list) {
        // With its last row a statement is given back, and may be gone.
        if (!this->step()) return;
        const std::size_t expected = list.size() + this->running().expected_rows();
        if (list.capacity() < expected) list.reserve(expected);
        const made_in_place next{[this] { return this->make(); }};
        do {
            for (std::size_t left = this->take_ready();; --left) {
                list.emplace_back(next);
                if (left == 0) break;
                this->advance();
            }
        } while (this->step());
    }
    /// The first row, if there is one.
    [[nodiscard]] std::optional<Row> first() {
        std::optional<Row> row;
        if (this->step()) row.emplace(made_in_place{[this] { return this->make(); }});
        this->finish();
        return row;
    }
    /// The only row. Throws `not_found` if there is none and `too_many_rows` if there are more.
    [[nodiscard]] Row one() {
        const std::string sql(this->running().sql());
        if (!this->step()) throw not_found("the query gives no row", 0, sql);
        Row row = this->make();
        if (this->step()) throw too_many_rows("the query gives more than one row", 0, sql);
        return row;
    }
    /// The only column of the only row.
    [[nodiscard]] auto scalar() {
        static_assert(has_one_cell<Row>, "rowan E328: scalar of a query that has several columns; select one");
        if constexpr (has_one_cell<Row>) return one().template get<0>();
    }

protected:
    using cursor<Core, Projection, Row>::cursor;
};

/// What a query gives after a mistake, so that what the program does with it says nothing more. Its functions are not defined.
template <class Row>
struct rows_after_mistake {
    Row* begin();
    Row* end();
    std::vector<given_row<Row>> all();
    void into(std::vector<given_row<Row>>&);
    std::optional<given_row<Row>> first();
    given_row<Row> one();
    auto scalar() {
        if constexpr (has_one_cell<Row>) return one().template get<0>();
    }
    void for_each(const auto&);
};

} // namespace rowan::detail
