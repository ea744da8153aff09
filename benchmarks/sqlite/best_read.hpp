#pragma once

// How `best` gets values out of SQLite: without the connection's mutex, without type tests that the schema makes
// needless, and, where there is no sorter, without leaving the engine's loop at every row.

#include "capi.hpp"
#include "common/in_place.hpp"

#include <algorithm>

namespace bench {

inline std::string_view view_of(sqlite3_value* value) {
    // In this order: the text is made first, and its size is known then.
    const unsigned char* text = sqlite3_value_text(value);
    return {reinterpret_cast<const char*>(text), static_cast<std::size_t>(sqlite3_value_bytes(value))};
}

inline std::optional<std::string_view> optional_view_of(sqlite3_value* value) {
    if (sqlite3_value_type(value) == SQLITE_NULL) return std::nullopt;
    return view_of(value);
}

inline std::string text_of(sqlite3_value* value) { return std::string{view_of(value)}; }

inline std::optional<std::string> optional_text_of(sqlite3_value* value) {
    if (sqlite3_value_type(value) == SQLITE_NULL) return std::nullopt;
    return text_of(value);
}

/// The values of a row, as the arguments of a function or as the columns of a statement.
struct argument_row {
    sqlite3_value** values;
    sqlite3_value* operator[](int index) const { return values[index]; }
};

struct column_row {
    sqlite3_stmt* statement;
    sqlite3_value* operator[](int index) const { return sqlite3_column_value(statement, index); }
};

template <class Row>
User user_of(Row row, int first = 0) {
    return {sqlite3_value_int64(row[first]), text_of(row[first + 1]), optional_text_of(row[first + 2])};
}

template <class Row>
Post post_of(Row row, int first) {
    return {sqlite3_value_int64(row[first]), sqlite3_value_int64(row[first + 1]), text_of(row[first + 2]),
            optional_text_of(row[first + 3])};
}

template <class Row>
Comment comment_of(Row row, int first) {
    return {sqlite3_value_int64(row[first]), sqlite3_value_int64(row[first + 1]), text_of(row[first + 2])};
}

/// Remembers how many rows a query had, to reserve as many for its next run.
class row_count_hint {
public:
    template <class Rows>
    Rows start() const {
        Rows rows;
        rows.reserve(expected_);
        return rows;
    }
    template <class Rows>
    Rows finish(Rows rows) {
        expected_ = rows.size();
        return rows;
    }

private:
    std::size_t expected_ = 0;
};

/// An aggregate function as a sink: one sqlite3_step of `SELECT name(columns) FROM …` calls
/// `receiver.row(argument_row)` for each row.
template <class Receiver>
void create_sink(sqlite3* database, const char* name, int columns, Receiver& receiver) {
    const auto step = [](sqlite3_context* context, int, sqlite3_value** values) noexcept {
        try {
            static_cast<Receiver*>(sqlite3_user_data(context))->row(argument_row{values});
        } catch (...) {
            sqlite3_result_error_nomem(context);
        }
    };
    const auto finish = [](sqlite3_context*) {};
    check(sqlite3_create_function_v2(database, name, columns, SQLITE_UTF8 | SQLITE_DIRECTONLY, &receiver, nullptr, step,
                                     finish, nullptr),
          database);
}

} // namespace bench
