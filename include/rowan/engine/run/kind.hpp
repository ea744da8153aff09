#pragma once

#include "rowan/event/events.hpp"

#include <string_view>

namespace rowan::detail {

/// What a statement that rowan has written does: known by its first word, but one with a WITH clause does what it or the first of its
/// queries that writes does, and a SELECT may be there for the types of a COPY. Names stand in double quotes, texts in single ones.
constexpr statement_kind kind_of_text(std::string_view text) {
    if (text.starts_with("INSERT ")) return statement_kind::insert;
    if (text.starts_with("UPDATE ")) return statement_kind::update;
    if (text.starts_with("DELETE ")) return statement_kind::remove;
    if (!text.starts_with("SELECT ") && !text.starts_with("WITH ")) return statement_kind::other;
    char quote = '\0';
    for (; !text.empty(); text.remove_prefix(1)) {
        const char c = text.front();
        if (quote != '\0') {
            if (c == quote) quote = '\0';
        } else if (c == '"' || c == '\'') quote = c;
        else if (text.starts_with("INSERT INTO ") || text.starts_with("; COPY ")) return statement_kind::insert;
        else if (text.starts_with("UPDATE \"")) return statement_kind::update; // no FOR UPDATE
        else if (text.starts_with("DELETE FROM ")) return statement_kind::remove;
    }
    return statement_kind::select;
}

} // namespace rowan::detail
