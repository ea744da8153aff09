#pragma once

#include <cstddef>
#include <string_view>
#include <type_traits>

/// A naming policy turns the name of a type or a field into the name of a table or a column. It belongs to the database
/// description (`using naming = rowan::pascal_case;`), so that one aggregate can be `Album.AlbumId` in one database and
/// `album.album_id` in another. A name that a table's definition gives is taken as it is.
///
/// A policy is a class with `static constexpr void write(Sink& sink, std::string_view name)`, which calls `sink.put(char)`.
namespace rowan {

namespace detail {

constexpr bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
constexpr char to_lower(char c) { return is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c; }
constexpr char to_upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

} // namespace detail

/// `InvoiceLine` -> `invoice_line`, `HTTPRequest` -> `http_request`, `album_id` stays.
struct snake_case {
    template <class Sink>
    static constexpr void write(Sink& sink, std::string_view name) {
        for (std::size_t i = 0; i < name.size(); ++i) {
            const bool begins_word = i > 0 && detail::is_upper(name[i]) && name[i - 1] != '_' &&
                                     (!detail::is_upper(name[i - 1]) ||
                                      (i + 1 < name.size() && !detail::is_upper(name[i + 1]) && name[i + 1] != '_'));
            if (begins_word) sink.put('_');
            sink.put(detail::to_lower(name[i]));
        }
    }
};

/// Names are those of the C++ program.
struct as_written {
    template <class Sink>
    static constexpr void write(Sink& sink, std::string_view name) {
        for (const char c : name) sink.put(c);
    }
};

/// `album_id` -> `AlbumId`, `InvoiceLine` stays.
struct pascal_case {
    template <class Sink>
    static constexpr void write(Sink& sink, std::string_view name) {
        bool begins_word = true;
        for (const char c : name) {
            if (c != '_') sink.put(begins_word ? detail::to_upper(c) : c);
            begins_word = c == '_';
        }
    }
};

namespace detail {

/// Policies that add no quote to a name.
template <class Naming>
inline constexpr bool is_plain_naming =
    std::is_same_v<Naming, snake_case> || std::is_same_v<Naming, as_written> || std::is_same_v<Naming, pascal_case>;

template <class Database>
struct naming_in {
    using type = snake_case;
};
template <class Database>
    requires requires { typename Database::naming; }
struct naming_in<Database> {
    using type = typename Database::naming;
};
/// The naming policy of a database, or of a dialect the default.
template <class Database>
using naming_of = typename naming_in<Database>::type;

} // namespace detail
} // namespace rowan
