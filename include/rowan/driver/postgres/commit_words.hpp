#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace rowan::detail {

/// What runs when an error occurs, as far as it decides what the error means.
struct running_text {
    std::string_view sql;
    /// The statement may have been committed, if the connection is lost while it runs.
    bool may_commit;
};

/// Where words stand in a text of the library outside of its quoted names and texts, in which a quote is doubled; `npos` if nowhere.
inline std::size_t find_unquoted(std::string_view sql, std::string_view words) {
    char quote = '\0';
    for (std::size_t i = 0; i < sql.size(); ++i) {
        const char c = sql[i];
        if (quote != '\0') quote = c == quote ? '\0' : quote;
        else if (c == '"' || c == '\'') quote = c;
        else if (sql.substr(i, words.size()) == words) return i;
    }
    return std::string_view::npos;
}

/// Whether a statement of the library only reads. Where that is in doubt, it is taken to write; so is the text of a COPY, which
/// begins with a query.
inline bool is_read(std::string_view sql) {
    const auto has = [sql](std::string_view words) {
        if (sql.find(words) == std::string_view::npos) return false;
        // An expression of the program's own may have a quote that a backslash keeps open.
        return sql.find('\\') != std::string_view::npos || find_unquoted(sql, words) != std::string_view::npos;
    };
    if (sql.starts_with("SELECT ")) return !has("; COPY ");
    if (sql.starts_with("WITH ")) return !has("INSERT INTO ") && !has("UPDATE ") && !has("DELETE FROM ");
    return sql.starts_with("EXPLAIN ") && !has("ANALYZE");
}

/// What the text of a statement says of commits.
struct commit_words {
    /// It ends a transaction, or goes back in it.
    bool is_commit = false, is_rollback = false;
    /// It reads, and changes nothing that the session would have to count.
    bool is_query = false;
    /// It commits by itself where there is no transaction.
    bool is_write = false;

    commit_words() = default;
    explicit commit_words(std::string_view sql)
        : is_commit(sql.starts_with("COMMIT")), is_rollback(sql.starts_with("ROLLBACK")), is_query(is_read(sql)),
          is_write(!is_query && !sql.starts_with("BEGIN")) {}
};

/// Whether a text has a word of letters, in whatever case.
inline bool has_word(std::string_view sql, std::string_view word) {
    const auto is_same = [](char left, char right) { return (left | 0x20) == right; };
    const auto is_letter = [](char c) { return (c | 0x20) >= 'a' && (c | 0x20) <= 'z'; };
    for (auto place = sql.begin();; ++place) {
        place = std::search(place, sql.end(), word.begin(), word.end(), is_same);
        if (place == sql.end()) return false;
        const auto after = place + static_cast<std::ptrdiff_t>(word.size());
        if ((place == sql.begin() || !is_letter(place[-1])) && (after == sql.end() || !is_letter(*after))) return true;
    }
}

/// Whether SQL that the program wrote may commit something. No more is known of it than its words.
inline bool may_commit_as_text(std::string_view sql, bool is_in_transaction) {
    const bool has_several = sql.find(';') != std::string_view::npos;
    if (!is_in_transaction) return has_several || !(sql.starts_with("BEGIN") || sql.starts_with("SET "));
    // What follows a rollback is by itself.
    const bool goes_on = has_several && (has_word(sql, "rollback") || has_word(sql, "abort"));
    return goes_on || has_word(sql, "commit") || has_word(sql, "end") || has_word(sql, "prepare");
}

} // namespace rowan::detail
