#pragma once

#include "rowan/driver/error.hpp"
#include "rowan/engine/read/rows.hpp"

#include <cstddef>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace rowan {

/// The rows that a statement with `returning` gave back: it is done when they are there, read or not.
template <class Row>
class returned {
public:
    using row_type = Row;
    using value_type = Row;

    /// None, as beside an error.
    returned() = default;
    explicit returned(std::vector<Row> rows) : rows_(std::move(rows)) {}

    [[nodiscard]] auto begin() { return rows_.begin(); }
    [[nodiscard]] auto end() { return rows_.end(); }
    [[nodiscard]] std::size_t size() const { return rows_.size(); }
    [[nodiscard]] std::vector<Row> all() { return std::move(rows_); }
    /// The first row, if there is one.
    [[nodiscard]] std::optional<Row> first() {
        if (rows_.empty()) return std::nullopt;
        return std::move(rows_.front());
    }
    /// The only row. Throws `not_found` if there is none and `too_many_rows` if there are more.
    [[nodiscard]] Row one() {
        if (rows_.empty()) throw not_found("the statement gives no row", 0, {});
        if (rows_.size() > 1) throw too_many_rows("the statement gives more than one row", 0, {});
        return std::move(rows_.front());
    }
    /// The only column of the only row.
    [[nodiscard]] auto scalar() {
        static_assert(detail::has_one_cell<Row>, "rowan E328: scalar of a query that has several columns; select one");
        if constexpr (detail::has_one_cell<Row>) return one().template get<0>();
    }

private:
    std::vector<Row> rows_;
};

} // namespace rowan
