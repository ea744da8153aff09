// `best`: every legal trick that makes SQLite faster on one thread, with the same results as `raw`.

#include "best_rows.hpp"
#include "workloads.hpp"

#include <array>

namespace bench {
namespace {

class best {
public:
    static constexpr const char* name = "best";

    best() : database_{open()} {
        create_sink(database_.get(), "user_sink", 3, user_sink_);
        create_sink(database_.get(), "seen_sink", 3, seen_sink_);
        create_sink(database_.get(), "user_post_sink", 7, user_post_sink_);
        create_sink(database_.get(), "parent_sink", 3, parent_sink_);
        create_sink(database_.get(), "post_sink", 5, post_sink_);
        create_sink(database_.get(), "comment_sink", 4, comment_sink_);
        array_table<user_source>::create(database_.get());
        array_table<wanted_users>::create(database_.get());
        array_table<wanted_posts>::create(database_.get());
        prepare_statements();
    }
    best(const best&) = delete; // the sinks' addresses are known to the connection
    best& operator=(const best&) = delete;

    void fill(const Dataset& data) { fill_tables(database_.get(), data); }
    void clear_users() { execute(database_.get(), "DELETE FROM users"); }

    void insert(std::vector<User>& users) {
        // One statement is a transaction by itself, so no BEGIN and COMMIT are needed for any number of rows.
        if (users.size() == 1) insert_values(insert_one_.get(), users);
        else if (users.size() == 10) insert_values(insert_ten_.get(), users);
        else insert_source(users);
        // Consecutive, as no id is given, there is no trigger, and the greatest possible id is far away.
        std::int64_t id = sqlite3_last_insert_rowid(database_.get());
        for (auto user = users.rbegin(); user != users.rend(); ++user) user->id = id--;
    }

    std::vector<User> select() {
        auto users = select_hint_.start<std::vector<User>>();
        user_sink_.users = &users;
        run_sink(select_.get());
        return select_hint_.finish(std::move(users));
    }

    std::uint64_t stream() {
        seen_sink_.seen = 0;
        run_sink(stream_.get());
        return seen_sink_.seen;
    }

    std::vector<UserPost> medium(std::string_view hair_color) {
        auto rows = medium_hint_.start<std::vector<UserPost>>();
        user_post_sink_.rows = &rows;
        bind_text(medium_.get(), 1, hair_color);
        run_sink(medium_.get());
        return medium_hint_.finish(std::move(rows));
    }

    std::vector<UserPost> joined() {
        // No sink with ORDER BY or LIMIT: it would need a subquery, which costs more than the sink saves.
        const reset_at_exit reset{joined_.get()};
        auto rows = joined_hint_.start<std::vector<UserPost>>();
        while (next(joined_.get())) append_user_post(rows, column_row{joined_.get()});
        return joined_hint_.finish(std::move(rows));
    }

    User point(std::int64_t id) {
        const reset_at_exit reset{point_.get()};
        sqlite3_bind_int64(point_.get(), 1, id);
        if (!next(point_.get())) throw sqlite_failure{"no such user"};
        return user_of(column_row{point_.get()});
    }

    void update(const User& user) {
        const reset_at_exit reset{update_.get()};
        bind_text(update_.get(), 1, user.name);
        bind_text(update_.get(), 2, user.hair_color);
        sqlite3_bind_int64(update_.get(), 3, user.id);
        run(update_.get());
    }

    std::vector<User> dynamic(const Filter& filter) {
        const std::size_t parts =
            (filter.name_like ? 1U : 0U) + (filter.hair_color ? 2U : 0U) + (filter.min_id ? 4U : 0U);
        sqlite3_stmt* statement = dynamic_[parts].get();
        const reset_at_exit reset{statement};
        int index = 0;
        if (filter.name_like) bind_text(statement, ++index, *filter.name_like);
        if (filter.hair_color) bind_text(statement, ++index, *filter.hair_color);
        if (filter.min_id) sqlite3_bind_int64(statement, ++index, *filter.min_id);
        std::vector<User> users;
        users.reserve(10); // the LIMIT
        while (next(statement)) users.emplace_back(in_place_of{[&] { return user_of(column_row{statement}); }});
        return users;
    }

    std::vector<UserWithPosts> assoc(std::string_view hair_color) {
        auto users = assoc_hint_.start<std::vector<UserWithPosts>>();
        parent_sink_.users = &users;
        bind_text(parents_.get(), 1, hair_color);
        run_sink(parents_.get());

        wanted_users_.users = &users;
        post_sink_ = {&users, nullptr};
        bind_source(posts_.get(), 1, wanted_users_);
        run_sink(posts_.get());

        wanted_posts_.posts.clear();
        for (UserWithPosts& user : users)
            for (PostWithComments& post : user.posts) wanted_posts_.posts.push_back(&post);
        comment_sink_ = {&wanted_posts_.posts, nullptr};
        bind_source(comments_.get(), 1, wanted_posts_);
        run_sink(comments_.get());
        return assoc_hint_.finish(std::move(users));
    }

private:
    static database_handle open() {
        sqlite3* opened = nullptr;
        // A connection is used by one thread at a time, so it needs no mutex.
        constexpr int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
        const int code = sqlite3_open_v2(":memory:", &opened, flags, nullptr);
        database_handle database{opened};
        check(code, opened);
        // Without it, binding a LIKE pattern prepares the statement again.
        check(sqlite3_db_config(opened, SQLITE_DBCONFIG_ENABLE_QPSG, 1, nullptr), opened);
        execute(opened, schema_sql.data());
        return database;
    }

    void prepare_statements() {
        select_ = prepare("SELECT user_sink(id, name, hair_color) FROM users");
        stream_ = prepare("SELECT seen_sink(id, name, hair_color) FROM users");
        insert_one_ = prepare("INSERT INTO users (name, hair_color) VALUES (?, ?)");
        insert_ten_ = prepare("INSERT INTO users (name, hair_color) VALUES "
                              "(?,?),(?,?),(?,?),(?,?),(?,?),(?,?),(?,?),(?,?),(?,?),(?,?)");
        insert_all_ = prepare("INSERT INTO users (name, hair_color) SELECT name, hair_color FROM user_source(?1)");
        medium_ = prepare("SELECT user_post_sink(users.id, users.name, users.hair_color, "
                          "posts.id, posts.user_id, posts.title, posts.body) "
                          "FROM users LEFT JOIN posts ON posts.user_id = users.id WHERE users.hair_color = ?1");
        joined_ =
            prepare("SELECT users.id, users.name, users.hair_color, posts.id, posts.user_id, posts.title, posts.body "
                    "FROM users LEFT JOIN posts ON posts.user_id = users.id ORDER BY users.name");
        point_ = prepare("SELECT id, name, hair_color FROM users WHERE id = ?1");
        update_ = prepare("UPDATE users SET name = ?1, hair_color = ?2 WHERE id = ?3");
        parents_ = prepare("SELECT parent_sink(id, name, hair_color) FROM users WHERE hair_color = ?1");
        posts_ = prepare("SELECT post_sink(wanted.position, posts.id, posts.user_id, posts.title, posts.body) "
                         "FROM wanted_users(?1) AS wanted CROSS JOIN posts ON posts.user_id = wanted.id");
        comments_ = prepare("SELECT comment_sink(wanted.position, comments.id, comments.post_id, comments.text) "
                            "FROM wanted_posts(?1) AS wanted CROSS JOIN comments ON comments.post_id = wanted.id");
        for (std::size_t parts = 0; parts < dynamic_.size(); ++parts) {
            std::string sql = "SELECT id, name, hair_color FROM users WHERE true";
            if ((parts & 1U) != 0) sql += " AND name LIKE ?";
            if ((parts & 2U) != 0) sql += " AND hair_color = ?";
            if ((parts & 4U) != 0) sql += " AND id >= ?";
            dynamic_[parts] = prepare(sql + " ORDER BY id LIMIT 10");
        }
    }

    statement_handle prepare(std::string_view sql) const {
        return bench::prepare(database_.get(), sql, SQLITE_PREPARE_PERSISTENT);
    }

    // The text outlives the run of the statement. Binding cannot fail but by a wrong index or a text of gigabytes.
    static void bind_text(sqlite3_stmt* statement, int index, std::string_view text) {
        sqlite3_bind_text(statement, index, text.data(), static_cast<int>(text.size()), SQLITE_STATIC);
    }
    static void bind_text(sqlite3_stmt* statement, int index, const std::string& text) {
        bind_text(statement, index, std::string_view{text});
    }
    static void bind_text(sqlite3_stmt* statement, int index, const std::optional<std::string>& text) {
        if (text) bind_text(statement, index, *text);
        else sqlite3_bind_null(statement, index);
    }

    void insert_values(sqlite3_stmt* statement, const std::vector<User>& users) const {
        const reset_at_exit reset{statement};
        int index = 0;
        for (const User& user : users) {
            bind_text(statement, ++index, user.name);
            bind_text(statement, ++index, user.hair_color);
        }
        run(statement);
    }

    // Against VALUES of 250, 50 and 10 rows this is 0.85 at 100 rows and 0.92 from 1000, but loses at ten.
    void insert_source(const std::vector<User>& users) const {
        const reset_at_exit reset{insert_all_.get()};
        user_source source{&users};
        bind_source(insert_all_.get(), 1, source);
        run(insert_all_.get());
    }

    bool next(sqlite3_stmt* statement) const {
        const int code = sqlite3_step(statement);
        if (code != SQLITE_ROW && code != SQLITE_DONE) fail(database_.get());
        return code == SQLITE_ROW;
    }

    void run(sqlite3_stmt* statement) const {
        if (sqlite3_step(statement) != SQLITE_DONE) fail(database_.get());
    }

    void run_sink(sqlite3_stmt* statement) const {
        const reset_at_exit reset{statement};
        if (sqlite3_step(statement) != SQLITE_ROW) fail(database_.get());
    }

    user_sink user_sink_;
    seen_sink seen_sink_;
    user_post_sink user_post_sink_;
    parent_sink parent_sink_;
    post_sink post_sink_;
    comment_sink comment_sink_;
    wanted_users wanted_users_;
    wanted_posts wanted_posts_;
    database_handle database_; // before the statements, so that it is closed after them
    statement_handle select_, stream_, insert_one_, insert_ten_, insert_all_, medium_, joined_, point_, update_,
        parents_, posts_, comments_;
    std::array<statement_handle, 8> dynamic_;
    row_count_hint select_hint_, medium_hint_, joined_hint_, assoc_hint_;
};

const bool registered = register_workloads<best>();

} // namespace
} // namespace bench
