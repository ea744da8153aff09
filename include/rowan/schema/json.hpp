#pragma once

#include "rowan/schema/value.hpp"

#include <string>
#include <string_view>

namespace rowan {

/// The text of a JSON document: `jsonb` in PostgreSQL, which refuses what is no JSON and gives it back in a form of its own; a
/// text in SQLite, byte for byte. As `stored` of `value_traits<T>` it makes a document of a type of yours.
struct json {
    std::string text = "null";

    friend bool operator==(const json&, const json&) = default;
};

template <>
struct value_traits<json> {
    static constexpr value_kind kind = value_kind::json;
    using stored = std::string_view;
    static std::string_view to_stored(const json& document) { return document.text; }
    static json from_stored(std::string_view text) { return {std::string(text)}; }
    static constexpr bool is_default(std::string_view) { return true; }
};

} // namespace rowan
