#pragma once

#include "rowan/engine/transaction/two_phase.hpp"
#include "rowan/sql/mark.hpp"
#include "rowan/sql/object.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

// What the triggers of a history say of themselves in a comment within their text, so that they are made anew when this program
// would make others.
namespace rowan::detail {

/// The generation of the triggers that this rowan makes. A later one is for triggers that an earlier rowan must leave as they are;
/// its triggers stand on the versioned table, and its functions can still be called by the names of this one.
inline constexpr std::int64_t history_generation = 2;

/// Stand in a definition where the mark goes, and around what is a text of SQL in it: no statement has a zero byte.
inline constexpr std::string_view mark_place{"\0-", 2}, literal_begin{"\0(", 2}, literal_end{"\0)", 2};

/// Stand where the schema of a name goes, with a point behind it: of the versioned table, of its history, of the transactions, and of
/// these within a text.
inline constexpr std::string_view table_place{"\0t", 2}, history_place{"\0h", 2}, records_place{"\0r", 2},
    records_in_text{"\0R", 2};

/// Schemas, each with a point behind it, or nothing.
struct schemas_found {
    std::string table, history, records;
};
/// A definition with schemas in their places.
inline std::string placed(std::string_view definition, const schemas_found& schemas) {
    std::string text;
    for (std::size_t i = 0; i < definition.size(); ++i) {
        const std::string_view place = definition.substr(i, 2);
        if (definition[i] != '\0') text += definition[i];
        else {
            if (place == table_place) text += schemas.table;
            else if (place == history_place) text += schemas.history;
            else if (place == records_place) text += schemas.records;
            else if (place == records_in_text)
                for (const char c : schemas.records) text += std::string(c == '\'' ? 2 : 1, c);
            else text += place;
            ++i;
        }
    }
    return text;
}

inline constexpr std::string_view mark_begin = "-- rowan history, generation ";

/// The comment of the triggers of a definition: the generation, and a hash of the definition.
inline std::string mark_of(std::string_view definition) {
    return mark_with(mark_begin, history_generation, hash_of(definition));
}
/// The generation of what a text was marked with; 0 if it has no mark.
inline std::int64_t generation_of(std::string_view text) { return marked_generation(text, mark_begin); }

/// The SQL of a definition, with its mark.
inline std::string completed(std::string_view definition, std::string_view mark) {
    std::string text, literal;
    std::string* target = &text;
    for (std::size_t i = 0; i < definition.size(); ++i) {
        if (definition[i] != '\0') {
            *target += definition[i];
            continue;
        }
        const std::string_view place = definition.substr(i++, 2);
        if (place == mark_place) *target += mark;
        else if (place == literal_begin) target = &literal;
        else {
            text += quoted_text(literal);
            literal.clear();
            target = &text;
        }
    }
    return text;
}

/// Whether of these texts of triggers at least so many have the mark, or one is of a later generation.
inline bool are_marked(const std::vector<std::string>& texts, std::string_view mark, std::size_t count) {
    std::size_t found = 0;
    for (const std::string& text : texts) {
        if (generation_of(text) > history_generation) return true;
        if (text.find(mark) != std::string::npos) ++found;
    }
    return found >= count;
}

} // namespace rowan::detail
