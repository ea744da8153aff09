#pragma once

#include <doctest/doctest.h>
#include <libpq-fe.h>
#include <sqlite3.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <sstream>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

// What the C API of a database says, to compare with what rowan says: SQL that was written by hand, on rowan's own connection, so
// that it sees what a transaction has done.
namespace test {

/// Bytes, dates and times are texts; a bool is 0 or 1.
using cell = std::variant<std::monostate, std::int64_t, double, std::string>;
using cells = std::vector<cell>;

/// Runs SQL through the C API of SQLite.
inline std::vector<cells> raw_rows(sqlite3* handle, const std::string& sql) {
    sqlite3_stmt* statement = nullptr;
    const int prepared = sqlite3_prepare_v2(handle, sql.c_str(), -1, &statement, nullptr);
    REQUIRE_MESSAGE(prepared == SQLITE_OK, sqlite3_errmsg(handle), " in ", sql);
    std::vector<cells> rows;
    int result = sqlite3_step(statement);
    for (; result == SQLITE_ROW; result = sqlite3_step(statement)) {
        cells& row = rows.emplace_back();
        for (int i = 0; i < sqlite3_column_count(statement); ++i) {
            switch (sqlite3_column_type(statement, i)) {
            case SQLITE_NULL:
                row.emplace_back();
                break;
            case SQLITE_INTEGER:
                row.emplace_back(std::int64_t{sqlite3_column_int64(statement, i)});
                break;
            case SQLITE_FLOAT:
                row.emplace_back(sqlite3_column_double(statement, i));
                break;
            default: {
                const auto* text = static_cast<const char*>(sqlite3_column_blob(statement, i));
                const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement, i));
                row.emplace_back(size == 0 ? std::string() : std::string(text, size));
            }
            }
        }
    }
    sqlite3_finalize(statement);
    REQUIRE_MESSAGE(result == SQLITE_DONE, sqlite3_errmsg(handle), " in ", sql);
    return rows;
}

namespace detail {

/// A value as the server writes it, by the number of its type (SELECT oid, typname FROM pg_type).
inline cell postgres_cell(Oid type, const char* text, std::size_t size) {
    constexpr Oid boolean = 16, bytea = 17, int8 = 20, int2 = 21, int4 = 23, float4 = 700, float8 = 701, numeric = 1700;
    switch (type) {
    case boolean:
        return std::int64_t{*text == 't'};
    case int2:
    case int4:
    case int8:
        return std::int64_t{std::strtoll(text, nullptr, 10)};
    case float4:
    case float8:
    case numeric:
        return std::strtod(text, nullptr);
    case bytea: {
        std::size_t count = 0;
        const std::unique_ptr<unsigned char, decltype(&PQfreemem)> bytes(
            PQunescapeBytea(reinterpret_cast<const unsigned char*>(text), &count), &PQfreemem);
        return std::string(reinterpret_cast<const char*>(bytes.get()), count);
    }
    default:
        return std::string(text, size);
    }
}

} // namespace detail

/// Runs SQL through libpq; of several statements the last one's rows. `numeric` becomes the nearest double.
inline std::vector<cells> raw_rows(PGconn* handle, const std::string& sql) {
    const std::unique_ptr<PGresult, decltype(&PQclear)> result(PQexec(handle, sql.c_str()), &PQclear);
    const ExecStatusType status = PQresultStatus(result.get());
    REQUIRE_MESSAGE((status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK), PQerrorMessage(handle), " in ", sql);
    std::vector<cells> rows(static_cast<std::size_t>(PQntuples(result.get())));
    for (std::size_t r = 0; r < rows.size(); ++r)
        for (int c = 0, row = static_cast<int>(r); c < PQnfields(result.get()); ++c) {
            if (PQgetisnull(result.get(), row, c) == 1) rows[r].emplace_back();
            else
                rows[r].push_back(detail::postgres_cell(PQftype(result.get(), c), PQgetvalue(result.get(), row, c),
                                                        static_cast<std::size_t>(PQgetlength(result.get(), row, c))));
        }
    return rows;
}

/// Runs SQL on a connection of rowan's, but without rowan.
template <class Connection>
    requires requires(Connection& db) { db.handle().native_handle(); }
std::vector<cells> raw_rows(Connection& db, const std::string& sql) {
    return raw_rows(db.handle().native_handle(), sql);
}

/// For messages.
inline std::string text_of(const cells& row) {
    std::string text;
    for (const cell& each : row) {
        if (!text.empty()) text += " | ";
        if (const auto* integer = std::get_if<std::int64_t>(&each)) text += "integer " + std::to_string(*integer);
        else if (const auto* real = std::get_if<double>(&each)) text += "real " + std::to_string(*real);
        else if (const auto* string = std::get_if<std::string>(&each)) text += "'" + *string + "'";
        else text += "null";
    }
    return text;
}
/// Fails with the first row that is not the same.
inline void require_same(const std::vector<cells>& found, const std::vector<cells>& expected) {
    for (std::size_t i = 0; i < found.size() && i < expected.size(); ++i) {
        if (found[i] != expected[i]) FAIL("row ", i, ": ", text_of(found[i]), " is not ", text_of(expected[i]));
    }
    REQUIRE(found.size() == expected.size());
}

/// The rows of hand-written SQL as `test::shown` writes those of rowan: null as `-`, bars between columns, `;` after each row.
template <class Connection>
std::string raw_shown(Connection& db, const std::string& sql) {
    std::ostringstream out;
    for (const cells& row : raw_rows(db, sql)) {
        std::string_view between;
        for (const cell& each : row) {
            out << between;
            std::visit(
                [&](const auto& value) {
                    if constexpr (requires { out << value; }) out << value;
                    else out << '-';
                },
                each);
            between = "|";
        }
        out << ';';
    }
    return out.str();
}

} // namespace test
