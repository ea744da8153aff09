#pragma once

#include "support/drivers.hpp"
#include "support/random_shape.hpp"
#include "support/sqlite_value.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

// What SQLite makes of expressions of random shape (random_shape.hpp), compared with what they are computed to be in C++.
namespace test {

/// Whether rowan can give the value of the expression.
template <class Expression>
bool can_give(const Expression&, const sqlite_value& value) {
    return is_readable<typename Expression::expression_type>(value);
}
/// Whether the expression has the value, asked in SQL. What cannot be read is not asked: no value of its type is equal to it.
template <class Expression>
auto has_value(const Expression& expression, const sqlite_value& expected) {
    using Type = rowan::detail::without_optional<typename Expression::expression_type>;
    const bool is_asked = can_give(expression, expected);
    rowan::value<std::optional<Type>> wanted(std::in_place, std::nullopt);
    if (is_asked && !is_null(expected)) {
        if constexpr (std::is_integral_v<Type>) wanted.content = static_cast<Type>(as_integer(expected));
        else if constexpr (std::is_floating_point_v<Type>) wanted.content = static_cast<Type>(as_real(expected));
        else wanted.content = std::get<Type>(expected);
    }
    return is_not_distinct_from(expression, wanted) || rowan::val(is_asked) == false;
}
inline void check_same(const sqlite_value& found, const sqlite_value& expected) {
    INFO(shown(found), " is found where ", shown(expected), " is expected");
    CHECK(is_same(found, expected));
}

/// Some trees in one query, each of them in its select and in its where: a row is found only if every value is as it is
/// computed here, and it cannot be read if one of them is of another storage class than its C++ type.
///
/// Returns for how many rows: on PostgreSQL those are left out in which it has to differ.
template <class Tree, unsigned First, class Database, class Row, std::size_t... Index>
int compare_trees(rowan::connection<Database>& db, const std::vector<Row>& rows, std::index_sequence<Index...>) {
    constexpr bool is_sqlite = std::is_same_v<typename Database::driver, rowan::sqlite>;
    int compared = 0;
    for (const Row& row : rows) {
        differs_in_postgres = false;
        const std::array<sqlite_value, sizeof...(Index)> expected{
            Tree::compute(root(First + static_cast<unsigned>(Index)), row)...};
        const auto trees = std::tuple(Tree::template make<root(First + Index)>(row)...);
        const auto query =
            rowan::select(std::get<Index>(trees)...)
                .template from<Row>()
                .where(((rowan::col<&Row::id> == row.id) && ... && has_value(std::get<Index>(trees), expected[Index])));
        INFO("trees ", First, " and more, row ", row.id, ", ", std::string(rowan::sql_text<Database>(query)));
        const bool is_given = (can_give(std::get<Index>(trees), expected[Index]) && ...);
        if (!is_sqlite && (differs_in_postgres || !is_given)) continue;
        ++compared;
        bool is_read = false;
        try {
            for (const auto& given : db(query)) {
                is_read = true;
                (check_same(stored(given.template get<Index>()), expected[Index]), ...);
            }
            CHECK(is_given);
        } catch (const rowan::type_mismatch&) {
            CHECK_FALSE(is_given);
        }
        CHECK(is_read == is_given);
    }
    return compared;
}

} // namespace test
