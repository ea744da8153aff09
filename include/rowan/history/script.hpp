#pragma once

#include <cstddef>
#include <string_view>

namespace rowan::detail {

/// What a statement of the program's own SQL may do to the record of the transaction.
enum class script_effect : unsigned char { none, writes, commits };

/// Takes the first word off a statement, which is behind blanks and comments.
constexpr std::string_view take_word(std::string_view& sql) {
    const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
    for (std::size_t i = 0; i < sql.size();) {
        const std::string_view rest = sql.substr(i);
        if (rest.starts_with("--")) i += rest.find('\n') < rest.size() ? rest.find('\n') + 1 : rest.size();
        else if (rest.starts_with("/*")) i += rest.find("*/", 2) < rest.size() ? rest.find("*/", 2) + 2 : rest.size();
        else if (!is_letter(rest[0])) ++i;
        else {
            std::size_t size = 1;
            while (size < rest.size() && is_letter(rest[size])) ++size;
            sql = rest.substr(size);
            return rest.substr(0, size);
        }
    }
    return {};
}
constexpr bool is_word(std::string_view text, std::string_view upper) {
    if (text.size() != upper.size()) return false;
    for (std::size_t i = 0; i < text.size(); ++i)
        if ((text[i] & ~0x20) != upper[i]) return false;
    return true;
}
/// Of a statement of SQLite. The rows that go with a table that is dropped may have a history.
constexpr script_effect effect_of(std::string_view sql, bool is_read_only) {
    const std::string_view word = take_word(sql);
    if (is_word(word, "COMMIT") || is_word(word, "END")) return script_effect::commits;
    if (is_read_only) return script_effect::none;
    for (const std::string_view each : {"INSERT", "REPLACE", "UPDATE", "DELETE", "WITH"})
        if (is_word(word, each)) return script_effect::writes;
    return is_word(word, "DROP") && is_word(take_word(sql), "TABLE") ? script_effect::writes : script_effect::none;
}

} // namespace rowan::detail
