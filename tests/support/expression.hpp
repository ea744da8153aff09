#pragma once

#include "rowan/sqlite.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <type_traits>

namespace test {

/// What stands between SELECT and FROM.
template <class Dialect, class Table, class Expression>
consteval std::string_view text_of(Expression expression) {
    const auto text = rowan::sql_text<Dialect>(rowan::select(expression).template from<Table>());
    constexpr std::string_view from = " FROM \"";
    std::size_t end = text.size();
    while (text.substr(end, from.size()) != from) --end;
    return text.substr(7, end - 7);
}
template <class Table, class Expression>
consteval std::string_view sqlite_text(Expression expression) {
    return text_of<rowan::sqlite, Table>(expression);
}
template <class Table, class Expression>
consteval std::string_view postgres_text(Expression expression) {
    return text_of<rowan::postgres_dialect, Table>(expression);
}

/// Whether an expression over a table has a text, in one dialect and in the other, or the same in both:
/// `constexpr test::text_in<Book> is_text{};`.
template <class Table>
struct text_in {
    template <class Expression>
    consteval bool operator()(Expression expression, std::string_view sqlite, std::string_view postgres) const {
        return sqlite_text<Table>(expression) == sqlite && postgres_text<Table>(expression) == postgres;
    }
    template <class Expression>
    consteval bool operator()(Expression expression, std::string_view both) const {
        return (*this)(expression, both, both);
    }
};

/// The value of an expression in the first row of a table, which must be of the type `Type`.
template <class Type, class Table, class Connection, class Expression>
Type value_of(Connection& db, const Expression& expression) {
    auto query = rowan::select(expression).template from<Table>().limit(1);
    static_assert(std::is_same_v<std::remove_cvref_t<decltype(db(query).scalar())>, Type>);
    return db(query).scalar();
}

/// The number of rows that meet a condition.
template <class Table, class Connection, class Condition>
std::int64_t count_of(Connection& db, const Condition& condition) {
    return db(rowan::select(rowan::count()).template from<Table>().where(condition)).scalar();
}

} // namespace test
