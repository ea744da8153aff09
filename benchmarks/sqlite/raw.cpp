// `raw`: good straightforward C API code. Statements are kept, values are checked and copied, and no trick is played.

#include "capi.hpp"
#include "workloads.hpp"

#include <unordered_map>
#include <utility>

namespace bench {
namespace {

std::string read_text(sqlite3_stmt* statement, int column) {
    const unsigned char* text = sqlite3_column_text(statement, column);
    if (text == nullptr) throw sqlite_failure{"NULL in a column that must not be null"};
    const int size = sqlite3_column_bytes(statement, column);
    return {reinterpret_cast<const char*>(text), static_cast<std::size_t>(size)};
}

std::optional<std::string> read_optional_text(sqlite3_stmt* statement, int column) {
    if (sqlite3_column_type(statement, column) == SQLITE_NULL) return std::nullopt;
    return read_text(statement, column);
}

User read_user(sqlite3_stmt* statement) {
    return {sqlite3_column_int64(statement, 0), read_text(statement, 1), read_optional_text(statement, 2)};
}

Post read_post(sqlite3_stmt* statement, int first) {
    return {sqlite3_column_int64(statement, first), sqlite3_column_int64(statement, first + 1),
            read_text(statement, first + 2), read_optional_text(statement, first + 3)};
}

Comment read_comment(sqlite3_stmt* statement) {
    return {sqlite3_column_int64(statement, 0), sqlite3_column_int64(statement, 1), read_text(statement, 2)};
}

class raw {
public:
    static constexpr const char* name = "raw";
    using UserPost = std::pair<User, std::optional<Post>>;

    raw() : database_{open()} {
        select_ = prepare("SELECT id, name, hair_color FROM users");
        insert_ = prepare("INSERT INTO users (name, hair_color) VALUES (?, ?)");
        medium_ =
            prepare("SELECT users.id, users.name, users.hair_color, posts.id, posts.user_id, posts.title, posts.body "
                    "FROM users LEFT JOIN posts ON posts.user_id = users.id WHERE users.hair_color = ?");
        joined_ =
            prepare("SELECT users.id, users.name, users.hair_color, posts.id, posts.user_id, posts.title, posts.body "
                    "FROM users LEFT JOIN posts ON posts.user_id = users.id ORDER BY users.name");
        point_ = prepare("SELECT id, name, hair_color FROM users WHERE id = ?");
        update_ = prepare("UPDATE users SET name = ?, hair_color = ? WHERE id = ?");
        by_hair_color_ = prepare("SELECT id, name, hair_color FROM users WHERE hair_color = ?");
    }

    void fill(const Dataset& data) { fill_tables(database_.get(), data); }
    void clear_users() { execute(database_.get(), "DELETE FROM users"); }

    void insert(std::vector<User>& users) {
        transaction all{database_.get()};
        for (User& user : users) {
            const reset_at_exit reset{insert_.get()};
            bind_text(insert_.get(), 1, user.name);
            bind_text(insert_.get(), 2, user.hair_color);
            run(insert_.get());
            user.id = sqlite3_last_insert_rowid(database_.get());
        }
        all.commit();
    }

    std::vector<User> select() {
        const reset_at_exit reset{select_.get()};
        std::vector<User> users;
        while (next(select_.get())) users.push_back(read_user(select_.get()));
        return users;
    }

    std::uint64_t stream() {
        const reset_at_exit reset{select_.get()};
        const auto text_at = [&](int column) -> std::optional<std::string_view> {
            const unsigned char* text = sqlite3_column_text(select_.get(), column);
            if (text == nullptr) return std::nullopt;
            return std::string_view{reinterpret_cast<const char*>(text),
                                    static_cast<std::size_t>(sqlite3_column_bytes(select_.get(), column))};
        };
        std::uint64_t seen = 0;
        while (next(select_.get())) {
            const std::optional<std::string_view> text = text_at(1);
            if (!text) throw sqlite_failure{"NULL in a column that must not be null"};
            seen += seen_of(sqlite3_column_int64(select_.get(), 0), *text, text_at(2));
        }
        return seen;
    }

    std::vector<UserPost> medium(std::string_view hair_color) {
        const reset_at_exit reset{medium_.get()};
        bind_text(medium_.get(), 1, hair_color);
        return read_user_posts(medium_.get());
    }

    std::vector<UserPost> joined() {
        const reset_at_exit reset{joined_.get()};
        return read_user_posts(joined_.get());
    }

    User point(std::int64_t id) {
        const reset_at_exit reset{point_.get()};
        check(sqlite3_bind_int64(point_.get(), 1, id), database_.get());
        if (!next(point_.get())) throw sqlite_failure{"no such user"};
        return read_user(point_.get());
    }

    void update(const User& user) {
        const reset_at_exit reset{update_.get()};
        bind_text(update_.get(), 1, user.name);
        bind_text(update_.get(), 2, user.hair_color);
        check(sqlite3_bind_int64(update_.get(), 3, user.id), database_.get());
        run(update_.get());
    }

    std::vector<User> dynamic(const Filter& filter) {
        std::string sql = "SELECT id, name, hair_color FROM users";
        const char* separator = " WHERE ";
        const auto add = [&](const char* condition) {
            sql += std::exchange(separator, " AND ");
            sql += condition;
        };
        if (filter.name_like) add("name LIKE ?");
        if (filter.hair_color) add("hair_color = ?");
        if (filter.min_id) add("id >= ?");
        sql += " ORDER BY id LIMIT 10";

        const statement_handle statement = prepare(sql);
        int index = 0;
        if (filter.name_like) bind_text(statement.get(), ++index, *filter.name_like);
        if (filter.hair_color) bind_text(statement.get(), ++index, *filter.hair_color);
        if (filter.min_id) check(sqlite3_bind_int64(statement.get(), ++index, *filter.min_id), database_.get());
        std::vector<User> users;
        while (next(statement.get())) users.push_back(read_user(statement.get()));
        return users;
    }

    std::vector<UserWithPosts> assoc(std::string_view hair_color) {
        std::vector<UserWithPosts> users;
        std::unordered_map<std::int64_t, std::size_t> user_index;
        {
            const reset_at_exit reset{by_hair_color_.get()};
            bind_text(by_hair_color_.get(), 1, hair_color);
            while (next(by_hair_color_.get())) users.push_back({read_user(by_hair_color_.get()), {}});
        }
        std::vector<std::int64_t> ids;
        for (const UserWithPosts& user : users) {
            user_index.emplace(user.user.id, ids.size());
            ids.push_back(user.user.id);
        }
        const statement_handle posts = prepare_in("SELECT id, user_id, title, body FROM posts WHERE user_id IN (", ids);
        ids.clear();
        while (next(posts.get())) {
            Post post = read_post(posts.get(), 0);
            ids.push_back(post.id);
            users[user_index.at(post.user_id)].posts.push_back({std::move(post), {}});
        }
        std::unordered_map<std::int64_t, PostWithComments*> post_by_id;
        for (UserWithPosts& user : users)
            for (PostWithComments& post : user.posts) post_by_id.emplace(post.post.id, &post);
        const statement_handle comments = prepare_in("SELECT id, post_id, text FROM comments WHERE post_id IN (", ids);
        while (next(comments.get())) {
            Comment comment = read_comment(comments.get());
            post_by_id.at(comment.post_id)->comments.push_back(std::move(comment));
        }
        return users;
    }

private:
    static database_handle open() {
        sqlite3* opened = nullptr;
        const int code = sqlite3_open(":memory:", &opened);
        database_handle database{opened};
        check(code, opened);
        execute(opened, schema_sql.data());
        return database;
    }

    statement_handle prepare(std::string_view sql) const { return bench::prepare(database_.get(), sql); }

    statement_handle prepare_in(std::string sql, const std::vector<std::int64_t>& ids) const {
        for (std::size_t index = 0; index < ids.size(); ++index) sql += index == 0 ? "?" : ",?";
        statement_handle statement = prepare(sql + ")");
        int index = 0;
        for (const std::int64_t id : ids) check(sqlite3_bind_int64(statement.get(), ++index, id), database_.get());
        return statement;
    }

    void bind_text(sqlite3_stmt* statement, int index, std::string_view text) const {
        check(sqlite3_bind_text(statement, index, text.data(), static_cast<int>(text.size()), SQLITE_TRANSIENT),
              database_.get());
    }

    void bind_text(sqlite3_stmt* statement, int index, const std::optional<std::string>& text) const {
        if (text) bind_text(statement, index, std::string_view{*text});
        else check(sqlite3_bind_null(statement, index), database_.get());
    }

    void bind_text(sqlite3_stmt* statement, int index, const std::string& text) const {
        bind_text(statement, index, std::string_view{text});
    }

    bool next(sqlite3_stmt* statement) const {
        const int code = sqlite3_step(statement);
        if (code != SQLITE_ROW && code != SQLITE_DONE) fail(database_.get());
        return code == SQLITE_ROW;
    }

    void run(sqlite3_stmt* statement) const {
        if (next(statement)) throw sqlite_failure{"a row from a statement that returns none"};
    }

    std::vector<UserPost> read_user_posts(sqlite3_stmt* statement) const {
        std::vector<UserPost> rows;
        while (next(statement)) {
            UserPost row{read_user(statement), std::nullopt};
            if (sqlite3_column_type(statement, 3) != SQLITE_NULL) row.second = read_post(statement, 3);
            rows.push_back(std::move(row));
        }
        return rows;
    }

    database_handle database_; // first, so that it is closed last
    statement_handle select_, insert_, medium_, joined_, point_, update_, by_hair_color_;
};

const bool registered = register_workloads<raw>();

} // namespace
} // namespace bench
