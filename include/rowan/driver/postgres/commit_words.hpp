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

/// What the text of a statement says of commits.
struct commit_words {
    /// It ends a transaction, or goes back in it.
    bool is_commit = false, is_rollback = false;
    /// It reads, and changes nothing that the session would have to note.
    bool is_query = false;
    /// It commits by itself where there is no transaction.
    bool is_write = false;

    commit_words() = default;
    // The text of a COPY begins with a query, too.
    explicit commit_words(std::string_view sql)
        : is_commit(sql.starts_with("COMMIT")), is_rollback(sql.starts_with("ROLLBACK")),
          is_query(sql.starts_with("SELECT ") && sql.find("; COPY ") == std::string_view::npos),
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

} // namespace rowan::detail
