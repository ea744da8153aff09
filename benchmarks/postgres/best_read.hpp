#pragma once

// How `best` gets values out of libpq: binary, from a result or from COPY, without tests that the schema makes needless.

#include "common/in_place.hpp"
#include "common/schema.hpp"
#include "libpq.hpp"

#include <array>
#include <concepts>
#include <cstring>
#include <utility>

namespace bench {

/// The network's byte order, either way.
template <std::unsigned_integral Number>
Number swapped(Number value) {
    if constexpr (sizeof(Number) == 8) return __builtin_bswap64(value);
    else if constexpr (sizeof(Number) == 4) return __builtin_bswap32(value);
    else return __builtin_bswap16(value);
}

template <std::unsigned_integral Number>
Number read_number(const char* from) {
    Number value;
    std::memcpy(&value, from, sizeof value);
    return swapped(value);
}

inline std::int64_t read_integer(const char* from) {
    return static_cast<std::int64_t>(read_number<std::uint64_t>(from));
}

/// A row of a result in the binary format.
struct result_row {
    const PGresult* result;
    int row;
    bool is_null(int column) const { return PQgetisnull(result, row, column) != 0; }
    std::int64_t integer(int column) const { return read_integer(PQgetvalue(result, row, column)); }
    std::string_view text(int column) const {
        return {PQgetvalue(result, row, column), static_cast<std::size_t>(PQgetlength(result, row, column))};
    }
};

/// A row of COPY TO in the binary format, which is a list of lengths and values.
template <std::size_t Columns>
class copy_row {
public:
    explicit copy_row(const char* at) {
        for (std::string_view& value : values_) {
            const auto length = read_number<std::uint32_t>(at);
            at += 4;
            if (length == null) continue;
            value = {at, length};
            at += length;
        }
    }
    bool is_null(int column) const { return value(column).data() == nullptr; }
    std::int64_t integer(int column) const { return read_integer(value(column).data()); }
    std::string_view text(int column) const { return value(column); }

private:
    static constexpr std::uint32_t null = 0xffff'ffff;
    std::string_view value(int column) const { return values_[static_cast<std::size_t>(column)]; }
    std::array<std::string_view, Columns> values_{};
};

template <class Row>
std::optional<std::string_view> optional_view(const Row& row, int column) {
    if (row.is_null(column)) return std::nullopt;
    return row.text(column);
}

template <class Row>
std::optional<std::string> optional_text(const Row& row, int column) {
    if (row.is_null(column)) return std::nullopt;
    return std::optional<std::string>{std::in_place, row.text(column)};
}

template <class Row>
User user_of(const Row& row) {
    return {row.integer(0), std::string{row.text(1)}, optional_text(row, 2)};
}

template <class Row>
std::uint64_t seen_in(const Row& row) {
    return seen_of(row.integer(0), row.text(1), optional_view(row, 2));
}

struct UserPost {
    User user;
    std::optional<Post> post;
};

template <int First, class Row>
Post post_of(const Row& row) {
    return {row.integer(First), row.integer(First + 1), std::string{row.text(First + 2)},
            optional_text(row, First + 3)};
}

template <class Row>
UserPost user_post_of(const Row& row) {
    UserPost made{user_of(row), std::nullopt};
    if (!row.is_null(3)) made.post.emplace(in_place_of{[&] { return post_of<3>(row); }});
    return made;
}

inline std::vector<User> users_of(const PGresult* result) {
    std::vector<User> users;
    const int rows = PQntuples(result);
    users.reserve(static_cast<std::size_t>(rows));
    for (int row = 0; row < rows; ++row)
        users.emplace_back(in_place_of{[&] { return user_of(result_row{result, row}); }});
    return users;
}

inline std::vector<UserPost> user_posts_of(const PGresult* result) {
    std::vector<UserPost> pairs;
    const int rows = PQntuples(result);
    pairs.reserve(static_cast<std::size_t>(rows));
    for (int row = 0; row < rows; ++row)
        pairs.emplace_back(in_place_of{[&] { return user_post_of(result_row{result, row}); }});
    return pairs;
}

/// Runs `COPY (query) TO STDOUT (FORMAT binary)` and calls `use(copy_row)` for each row. One round trip and no PGresult of
/// the rows, but the server plans it each time, and it takes no parameters.
template <std::size_t Columns, class Use>
void copy_out(PGconn* connection, const char* sql, Use use) {
    check(PQsendQuery(connection, sql), connection);
    checked(connection, PQgetResult(connection), PGRES_COPY_OUT);
    struct release {
        void operator()(char* data) const noexcept { PQfreemem(data); }
    };
    constexpr int header = 19; // signature, flags, and no extension; in front of what comes first
    char* data = nullptr;
    int skipped = header;
    for (int size = 0; (size = PQgetCopyData(connection, &data, 0)) > 0;) {
        const std::unique_ptr<char, release> owner{data};
        const char* at = data + std::exchange(skipped, 0);
        // The end is a row of -1 columns.
        if (data + size - at >= 2 && read_number<std::uint16_t>(at) == Columns) use(copy_row<Columns>{at + 2});
    }
    checked(connection, PQgetResult(connection), PGRES_COMMAND_OK);
    while (PGresult* rest = PQgetResult(connection)) PQclear(rest);
}

} // namespace bench
