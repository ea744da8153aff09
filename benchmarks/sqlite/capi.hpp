#pragma once

// What any program on the C API writes first: owners for handles, and errors as exceptions. Shared by `raw` and `best`.

#include "common/schema.hpp"

#include <sqlite3.h>

#include <memory>
#include <stdexcept>

namespace bench {

/// The same for every contestant and workload: no foreign keys, an index for each of the two joins.
inline constexpr std::string_view schema_sql = R"(
CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL, hair_color TEXT);
CREATE TABLE posts (id INTEGER PRIMARY KEY, user_id INTEGER NOT NULL, title TEXT NOT NULL, body TEXT);
CREATE TABLE comments (id INTEGER PRIMARY KEY, post_id INTEGER NOT NULL, text TEXT NOT NULL);
CREATE INDEX posts_user_id ON posts (user_id);
CREATE INDEX comments_post_id ON comments (post_id);
)";

struct sqlite_failure : std::runtime_error {
    using std::runtime_error::runtime_error;
};

struct release_handle {
    void operator()(sqlite3* database) const noexcept { sqlite3_close(database); }
    void operator()(sqlite3_stmt* statement) const noexcept { sqlite3_finalize(statement); }
};
using database_handle = std::unique_ptr<sqlite3, release_handle>;
using statement_handle = std::unique_ptr<sqlite3_stmt, release_handle>;

[[noreturn]] inline void fail(sqlite3* database) { throw sqlite_failure{sqlite3_errmsg(database)}; }

inline void check(int code, sqlite3* database) {
    if (code != SQLITE_OK) fail(database);
}

inline void execute(sqlite3* database, const char* sql) {
    check(sqlite3_exec(database, sql, nullptr, nullptr, nullptr), database);
}

inline statement_handle prepare(sqlite3* database, std::string_view sql, unsigned flags = 0) {
    sqlite3_stmt* statement = nullptr;
    check(sqlite3_prepare_v3(database, sql.data(), static_cast<int>(sql.size()), flags, &statement, nullptr), database);
    return statement_handle{statement};
}

/// Makes a statement ready for its next use however its scope is left.
struct reset_at_exit {
    sqlite3_stmt* statement;
    explicit reset_at_exit(sqlite3_stmt* used) : statement{used} {}
    reset_at_exit(const reset_at_exit&) = delete;
    reset_at_exit& operator=(const reset_at_exit&) = delete;
    ~reset_at_exit() { sqlite3_reset(statement); }
};

/// Rolls back what was not committed.
class transaction {
public:
    explicit transaction(sqlite3* database) : database_{database} { execute(database_, "BEGIN"); }
    transaction(const transaction&) = delete;
    transaction& operator=(const transaction&) = delete;
    ~transaction() {
        if (database_ != nullptr) sqlite3_exec(database_, "ROLLBACK", nullptr, nullptr, nullptr);
    }
    void commit() {
        execute(database_, "COMMIT");
        database_ = nullptr;
    }

private:
    sqlite3* database_;
};

/// Not timed: all rows in order, with the ids that they have.
inline void fill_tables(sqlite3* database, const Dataset& data) {
    const auto bind = [](sqlite3_stmt* statement, int index, const std::string& text) {
        sqlite3_bind_text(statement, index, text.data(), static_cast<int>(text.size()), SQLITE_STATIC);
    };
    const auto bind_optional = [&](sqlite3_stmt* statement, int index, const std::optional<std::string>& text) {
        if (text) bind(statement, index, *text);
        else sqlite3_bind_null(statement, index);
    };
    const auto run = [&](sqlite3_stmt* statement) {
        if (sqlite3_step(statement) != SQLITE_DONE) fail(database);
        sqlite3_reset(statement);
    };
    transaction all{database};
    const statement_handle user_row = prepare(database, "INSERT INTO users VALUES (?, ?, ?)");
    for (const User& user : data.users) {
        sqlite3_bind_int64(user_row.get(), 1, user.id);
        bind(user_row.get(), 2, user.name);
        bind_optional(user_row.get(), 3, user.hair_color);
        run(user_row.get());
    }
    const statement_handle post_row = prepare(database, "INSERT INTO posts VALUES (?, ?, ?, ?)");
    for (const Post& post : data.posts) {
        sqlite3_bind_int64(post_row.get(), 1, post.id);
        sqlite3_bind_int64(post_row.get(), 2, post.user_id);
        bind(post_row.get(), 3, post.title);
        bind_optional(post_row.get(), 4, post.body);
        run(post_row.get());
    }
    const statement_handle comment_row = prepare(database, "INSERT INTO comments VALUES (?, ?, ?)");
    for (const Comment& comment : data.comments) {
        sqlite3_bind_int64(comment_row.get(), 1, comment.id);
        sqlite3_bind_int64(comment_row.get(), 2, comment.post_id);
        bind(comment_row.get(), 3, comment.text);
        run(comment_row.get());
    }
    all.commit();
}

} // namespace bench
