#pragma once

#include <sqlite3.h>

#include <algorithm>
#include <cstddef>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

// SQLite says which name it does not find, but not always where, nor which column a foreign key lacks. This is looked up when the
// error is there already; what cannot be looked up is left out.
namespace rowan::detail {

struct sqlite_finalizer {
    void operator()(sqlite3_stmt* statement) const noexcept { sqlite3_finalize(statement); }
};
using sqlite_handle = std::unique_ptr<sqlite3_stmt, sqlite_finalizer>;

inline sqlite_handle prepare_look_up(sqlite3* handle, const std::string& sql) {
    sqlite3_stmt* statement = nullptr;
    sqlite3_prepare_v2(handle, sql.c_str(), -1, &statement, nullptr);
    return sqlite_handle(statement);
}
/// The rows that a look-up gives, as texts; none if it fails.
inline std::vector<std::vector<std::string>> look_up(sqlite3* handle, const std::string& sql,
                                                     std::initializer_list<std::string_view> values = {}) {
    std::vector<std::vector<std::string>> rows;
    const sqlite_handle statement = prepare_look_up(handle, sql);
    if (!statement) return rows;
    int number = 0;
    for (const std::string_view value : values)
        sqlite3_bind_text64(statement.get(), ++number, value.data() == nullptr ? "" : value.data(), value.size(),
                            SQLITE_STATIC, SQLITE_UTF8);
    while (sqlite3_step(statement.get()) == SQLITE_ROW) {
        auto& row = rows.emplace_back();
        for (int i = 0; i < sqlite3_column_count(statement.get()); ++i) {
            const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement.get(), i));
            row.emplace_back(text == nullptr ? "" : text);
        }
    }
    return rows;
}

inline std::string in_quotes(std::string_view name, char quote) {
    std::string text(1, quote);
    for (const char c : name) {
        if (c == quote) text += c;
        text += c;
    }
    return text += quote;
}
inline std::string in_double_quotes(std::string_view name) { return in_quotes(name, '"'); }
/// The names that a text has in double quotes.
inline std::vector<std::string> names_in_double_quotes(std::string_view text) {
    std::vector<std::string> names;
    for (std::size_t i = text.find('"'); i < text.size(); i = text.find('"', i)) {
        auto& name = names.emplace_back();
        for (++i; i < text.size() && (text[i] != '"' || text.substr(i).starts_with("\"\"")); ++i) {
            name += text[i];
            if (text[i] == '"') ++i;
        }
        if (i < text.size()) ++i;
    }
    return names;
}

/// A column that a foreign key of a table refers to and that the other table, which is there, does not have, as
/// `"author" has no column "code"`; empty if there is none.
inline std::string missing_reference(sqlite3* handle, std::string_view table, std::string_view referred = {}) {
    const auto found = look_up(
        handle,
        R"(SELECT key."table", key."to" FROM pragma_foreign_key_list(?1) AS key WHERE key."to" IS NOT NULL)"
        R"( AND (?2 = '' OR key."table" = ?2 COLLATE NOCASE))"
        R"( AND EXISTS (SELECT 1 FROM pragma_table_xinfo(key."table")) AND NOT EXISTS)"
        R"( (SELECT 1 FROM pragma_table_xinfo(key."table") AS there WHERE there.name = key."to" COLLATE NOCASE))",
        {table, referred});
    return found.empty() ? std::string()
                         : in_double_quotes(found[0][0]) + " has no column " + in_double_quotes(found[0][1]);
}

/// The name of the message `no such column: name`, empty for another one.
inline std::string column_in(std::string_view message) {
    constexpr std::string_view begin = "no such column: ";
    const auto place = message.find(begin);
    return place == std::string_view::npos ? std::string() : std::string(message.substr(place + begin.size()));
}
/// Later versions of SQLite take the name for a text with wrong quotes, which a name that rowan writes never is.
inline std::string without_guess(std::string message) {
    const auto guess = message.find("\" - should this be a string literal");
    if (guess == std::string::npos) return message;
    message.erase(guess);
    if (const auto quote = message.find(": \""); quote != std::string::npos) message.erase(quote + 2, 1);
    return message;
}

/// Whether writing to the table, or reading the view, fails with this message by itself.
inline bool fails_alone(sqlite3* handle, std::string_view message, const std::string& table, std::string_view type,
                        const std::string& schema) {
    const auto fails = [&](const std::string& sql) {
        return !prepare_look_up(handle, sql) && without_guess(sqlite3_errmsg(handle)) == message;
    };
    // A temporary trigger may be one of a table that is not temporary.
    const std::string name = (schema == "temp" ? "" : in_double_quotes(schema) + ".") + in_double_quotes(table);
    if (type == "view") return fails("SELECT * FROM " + name);
    const auto columns = look_up(handle, "SELECT name FROM pragma_table_xinfo(?1) WHERE hidden = 0", {table});
    std::string all;
    for (const auto& column : columns)
        all += (all.empty() ? "" : ", ") + in_double_quotes(column[0]) + " = " + in_double_quotes(column[0]);
    return fails("INSERT INTO " + name + " DEFAULT VALUES") || fails("UPDATE " + name + " SET " + all) ||
           fails("DELETE FROM " + name);
}

/// Whether a statement makes the whole file anew, and so reads all definitions.
inline bool is_vacuum(std::string_view sql) {
    constexpr std::string_view word = "vacuum";
    const auto begin = std::min(sql.find_first_not_of(" \t\n\r"), sql.size());
    return std::ranges::equal(sql.substr(begin, word.size()), word,
                              [](char left, char right) { return (left | 0x20) == right; });
}
/// Which trigger or view, or which definition that a statement reads, has a text in double quotes, which is not in the statement
/// itself: `trigger "audit"`. Empty if there is none.
inline std::string with_text_in_double_quotes(sqlite3* handle, std::string_view message, std::string_view sql) {
    const std::string quoted = in_double_quotes(column_in(message));
    const bool is_in_statement = sql.find(quoted) != std::string_view::npos, reads_all = is_vacuum(sql);
    const auto is_cause = [&](const std::string& schema, const std::string& type, const std::string& name,
                              const std::string& table) {
        // ALTER TABLE says where.
        if (message.starts_with("error in ")) return message.starts_with("error in " + type + " " + name + ": ");
        if (type != "trigger" && type != "view") return reads_all;
        if (is_in_statement && sql.find(table) == std::string_view::npos) return false;
        return fails_alone(handle, message, table, type, schema);
    };
    std::string found;
    for (const auto& database : look_up(handle, "SELECT name FROM pragma_database_list")) {
        const std::string text = "SELECT type, name, tbl_name FROM " + in_double_quotes(database[0]) +
                                 ".sqlite_schema WHERE instr(sql, ?1) > 0";
        for (const auto& row : look_up(handle, text, {quoted}))
            if (is_cause(database[0], row[0], row[1], row[2]))
                found += (found.empty() ? "" : " or ") + row[0] + " " + in_double_quotes(row[1]);
    }
    return found;
}

/// A message about a missing name, with what SQLite leaves out. It is called right after the error.
inline std::string explain_missing_name(sqlite3* handle, std::string message, std::string_view sql) {
    // A name in double quotes that stands in the statement itself has a place there.
    const bool has_place = sqlite3_error_offset(handle) >= 0 && !is_vacuum(sql);
    message = without_guess(std::move(message));
    if (message.starts_with("foreign key mismatch - ")) {
        const auto names = names_in_double_quotes(message);
        if (names.size() != 2) return message;
        const std::string missing = missing_reference(handle, names[0], names[1]);
        return message + ": " +
               (missing.empty()
                    ? "what it refers to is neither the primary key nor unique in " + in_double_quotes(names[1])
                    : missing);
    }
    const std::string name = column_in(message);
    if (name.empty() || has_place) return message;
    if (const std::string where = with_text_in_double_quotes(handle, message, sql); !where.empty())
        message += "; the " + where + " has " + in_double_quotes(name) +
                   " in double quotes, which is a name and never a text here: for the text write " +
                   in_quotes(name, '\'');
    return message;
}

} // namespace rowan::detail
