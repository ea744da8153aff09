#pragma once

// How `best` sends many rows: as arrays, which one statement unnests, or by COPY in the binary format.

#include "best_read.hpp"

#include <charconv>
#include <vector>

namespace bench {

/// Room that is used again, for values in the network's order.
class wire {
public:
    void clear() { end_ = buffer_.data(); }
    /// Before values of so many bytes in all are added.
    void make_room(std::size_t bytes) {
        const std::size_t used = size();
        if (buffer_.size() - used >= bytes) return;
        buffer_.resize((used + bytes) * 2);
        end_ = buffer_.data() + used;
    }
    template <std::unsigned_integral Number>
    void number(Number value) {
        const Number sent = swapped(value);
        std::memcpy(end_, &sent, sizeof sent);
        end_ += sizeof sent;
    }
    void value(std::int64_t integer) {
        number(std::uint32_t{8});
        number(static_cast<std::uint64_t>(integer));
    }
    void bytes(std::string_view text) {
        std::memcpy(end_, text.data(), text.size());
        end_ += text.size();
    }
    void value(std::string_view text) {
        number(static_cast<std::uint32_t>(text.size()));
        bytes(text);
    }
    void value(const std::optional<std::string>& text) {
        if (text) value(std::string_view{*text});
        else number(~std::uint32_t{0});
    }
    /// What comes before the values of an array of one dimension.
    void array(std::uint32_t element_type, std::size_t size) {
        number(std::uint32_t{1});
        number(std::uint32_t{1}); // there may be nulls
        number(element_type);
        number(static_cast<std::uint32_t>(size));
        number(std::uint32_t{1});
    }
    const char* data() const { return buffer_.data(); }
    std::size_t size() const { return static_cast<std::size_t>(end_ - buffer_.data()); }

private:
    std::vector<char> buffer_;
    char* end_ = nullptr;
};

inline constexpr std::size_t array_header = 20;
inline constexpr std::uint32_t int8_oid = 20, text_oid = 25;

inline void write_keys(wire& to, const std::vector<std::int64_t>& ids) {
    to.clear();
    to.make_room(array_header + 12 * ids.size());
    to.array(int8_oid, ids.size());
    for (const std::int64_t id : ids) to.value(id);
}

inline void write_names(wire& to, const std::vector<User>& users) {
    std::size_t bytes = array_header;
    for (const User& user : users) bytes += 4 + user.name.size();
    to.clear();
    to.make_room(bytes);
    to.array(text_oid, users.size());
    for (const User& user : users) to.value(std::string_view{user.name});
}

inline void write_hair_colors(wire& to, const std::vector<User>& users) {
    std::size_t bytes = array_header;
    for (const User& user : users) bytes += 4 + (user.hair_color ? user.hair_color->size() : 0);
    to.clear();
    to.make_room(bytes);
    to.array(text_oid, users.size());
    for (const User& user : users) to.value(user.hair_color);
}

/// From a binary array of as many integers.
inline void read_keys(const char* array, std::vector<User>& users) {
    const char* at = array + array_header;
    for (User& user : users) {
        user.id = read_integer(at + 4);
        at += 12;
    }
}

/// From the text of an array of as many integers, `{1,2,3}`.
inline void parse_keys(std::string_view array, std::vector<User>& users) {
    const char *at = array.data(), *end = at + array.size();
    for (User& user : users) {
        const auto [next, error] = std::from_chars(at + 1, end, user.id);
        if (error != std::errc{}) throw postgres_failure{"not as many keys as rows"};
        at = next;
    }
}

/// The rows of COPY FROM, which the connection is in. In pieces of 64 KB: a call for each row costs more.
inline void copy_in(PGconn* connection, wire& buffer, const std::vector<User>& users, bool with_ids) {
    constexpr std::size_t piece = 1 << 16;
    constexpr std::string_view signature{"PGCOPY\n\377\r\n\0", 11};
    const auto send = [&] {
        check(PQputCopyData(connection, buffer.data(), static_cast<int>(buffer.size())), connection);
        buffer.clear();
    };
    buffer.clear();
    buffer.make_room(piece);
    buffer.bytes(signature);
    buffer.number(std::uint64_t{0}); // flags, and no extension
    for (const User& user : users) {
        buffer.make_room(2 + 12 + 8 + user.name.size() + (user.hair_color ? user.hair_color->size() : 0));
        buffer.number(static_cast<std::uint16_t>(with_ids ? 3 : 2));
        if (with_ids) buffer.value(user.id);
        buffer.value(std::string_view{user.name});
        buffer.value(user.hair_color);
        if (buffer.size() >= piece - 256) send();
    }
    buffer.make_room(2);
    buffer.number(std::uint16_t{0xffff});
    send();
    check(PQputCopyEnd(connection, nullptr), connection);
    checked(connection, PQgetResult(connection), PGRES_COMMAND_OK);
    while (PGresult* rest = PQgetResult(connection)) PQclear(rest);
}

} // namespace bench
