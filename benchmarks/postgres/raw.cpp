// `raw`: good straightforward libpq code. Statements are prepared, values are texts, checked and copied, one row or
// statement is done after the other, and no trick is played.

#include "libpq.hpp"
#include "workloads.hpp"

#include <charconv>
#include <unordered_map>
#include <utility>

namespace bench {
namespace {

std::int64_t read_integer(const PGresult* result, int row, int column) {
    const char* text = PQgetvalue(result, row, column);
    const char* end = text + PQgetlength(result, row, column);
    std::int64_t value = 0;
    if (const auto read = std::from_chars(text, end, value); read.ec != std::errc{} || read.ptr != end)
        throw postgres_failure{"no integer"};
    return value;
}

std::string_view view_text(const PGresult* result, int row, int column) {
    if (PQgetisnull(result, row, column) != 0) throw postgres_failure{"NULL in a column that must not be null"};
    return {PQgetvalue(result, row, column), static_cast<std::size_t>(PQgetlength(result, row, column))};
}

std::optional<std::string_view> view_optional_text(const PGresult* result, int row, int column) {
    if (PQgetisnull(result, row, column) != 0) return std::nullopt;
    return view_text(result, row, column);
}

User read_user(const PGresult* result, int row) {
    return {read_integer(result, row, 0), std::string{view_text(result, row, 1)},
            std::optional<std::string>{view_optional_text(result, row, 2)}};
}

Post read_post(const PGresult* result, int row, int first) {
    return {read_integer(result, row, first), read_integer(result, row, first + 1),
            std::string{view_text(result, row, first + 2)},
            std::optional<std::string>{view_optional_text(result, row, first + 3)}};
}

const char* text_or_null(const std::optional<std::string>& text) { return text ? text->c_str() : nullptr; }

class raw {
public:
    static constexpr const char* name = "raw";
    using UserPost = std::pair<User, std::optional<Post>>;

    raw() : connection_{connect()} {
        prepare("select", "SELECT id, name, hair_color FROM users");
        prepare("insert", "INSERT INTO users (name, hair_color) VALUES ($1, $2) RETURNING id");
        prepare("load", "INSERT INTO users (name, hair_color) VALUES ($1, $2)");
        prepare("medium",
                "SELECT users.id, users.name, users.hair_color, posts.id, posts.user_id, posts.title, posts.body "
                "FROM users LEFT JOIN posts ON posts.user_id = users.id WHERE users.hair_color = $1");
        prepare("joined",
                "SELECT users.id, users.name, users.hair_color, posts.id, posts.user_id, posts.title, posts.body "
                "FROM users LEFT JOIN posts ON posts.user_id = users.id ORDER BY users.name");
        prepare("point", "SELECT id, name, hair_color FROM users WHERE id = $1");
        prepare("by_hair_color", "SELECT id, name, hair_color FROM users WHERE hair_color = $1");
        prepare("posts_of", "SELECT id, user_id, title, body FROM posts WHERE user_id = ANY ($1)");
        prepare("comments_of", "SELECT id, post_id, text FROM comments WHERE post_id = ANY ($1)");
        prepare("update", "UPDATE users SET name = $1, hair_color = $2 WHERE id = $3");
    }

    void insert(User& user) {
        const result_handle result = rows("insert", {user.name.c_str(), text_or_null(user.hair_color)});
        user.id = read_integer(result.get(), 0, 0);
    }

    void bulk(std::vector<User>& users) {
        transaction all{connection_.get()};
        for (User& user : users) insert(user);
        all.commit();
    }

    void load(const std::vector<User>& users) {
        transaction all{connection_.get()};
        for (const User& user : users) run("load", {user.name.c_str(), text_or_null(user.hair_color)});
        all.commit();
    }

    std::vector<User> select() { return read_users(rows("select", {})); }

    std::uint64_t stream() {
        check(PQsendQueryPrepared(connection_.get(), "select", 0, nullptr, nullptr, nullptr, 0), connection_.get());
        check(PQsetSingleRowMode(connection_.get()), connection_.get());
        std::uint64_t seen = 0;
        while (const result_handle result{PQgetResult(connection_.get())}) {
            if (PQresultStatus(result.get()) == PGRES_TUPLES_OK) continue; // no row: the end
            if (PQresultStatus(result.get()) != PGRES_SINGLE_TUPLE) fail(connection_.get());
            seen += seen_of(read_integer(result.get(), 0, 0), view_text(result.get(), 0, 1),
                            view_optional_text(result.get(), 0, 2));
        }
        return seen;
    }

    std::vector<UserPost> medium(std::string_view hair_color) {
        return read_user_posts(rows("medium", {std::string{hair_color}.c_str()}));
    }

    std::vector<UserPost> joined() { return read_user_posts(rows("joined", {})); }

    User point(std::int64_t id) {
        const result_handle result = rows("point", {std::to_string(id).c_str()});
        if (PQntuples(result.get()) == 0) throw postgres_failure{"no such user"};
        return read_user(result.get(), 0);
    }

    void update(const User& user) {
        run("update", {user.name.c_str(), text_or_null(user.hair_color), std::to_string(user.id).c_str()});
    }

    std::vector<User> lookup(const std::vector<std::int64_t>& ids) {
        std::vector<User> users;
        for (const std::int64_t id : ids) users.push_back(point(id));
        return users;
    }

    std::vector<UserWithPosts> assoc(std::string_view hair_color) {
        std::vector<UserWithPosts> users;
        std::unordered_map<std::int64_t, std::size_t> user_index;
        std::string ids;
        for (User& user : read_users(rows("by_hair_color", {std::string{hair_color}.c_str()}))) {
            user_index.emplace(user.id, users.size());
            ids += (ids.empty() ? "{" : ",") + std::to_string(user.id);
            users.push_back({std::move(user), {}});
        }
        const result_handle posts = rows("posts_of", {(ids + "}").c_str()});
        ids.clear();
        for (int row = 0; row < PQntuples(posts.get()); ++row) {
            Post post = read_post(posts.get(), row, 0);
            ids += (ids.empty() ? "{" : ",") + std::to_string(post.id);
            users[user_index.at(post.user_id)].posts.push_back({std::move(post), {}});
        }
        std::unordered_map<std::int64_t, PostWithComments*> post_by_id;
        for (UserWithPosts& user : users)
            for (PostWithComments& post : user.posts) post_by_id.emplace(post.post.id, &post);
        const result_handle comments = rows("comments_of", {(ids + "}").c_str()});
        for (int row = 0; row < PQntuples(comments.get()); ++row) {
            Comment comment{read_integer(comments.get(), row, 0), read_integer(comments.get(), row, 1),
                            std::string{view_text(comments.get(), row, 2)}};
            post_by_id.at(comment.post_id)->comments.push_back(std::move(comment));
        }
        return users;
    }

    std::vector<User> ten(five_keys wanted, five_users changed) {
        std::vector<User> users;
        for (std::size_t index = 0; index < 5; ++index) {
            update(changed[index]);
            users.push_back(point(wanted[index]));
        }
        return users;
    }

    std::vector<User> dynamic(const Filter& filter) {
        std::string sql = "SELECT id, name, hair_color FROM users";
        std::vector<std::string> values;
        const auto add = [&](const char* condition, std::string value) {
            sql += values.empty() ? " WHERE " : " AND ";
            values.push_back(std::move(value));
            sql += condition + std::to_string(values.size());
        };
        if (filter.name_like) add("name LIKE $", std::string{*filter.name_like});
        if (filter.hair_color) add("hair_color = $", std::string{*filter.hair_color});
        if (filter.min_id) add("id >= $", std::to_string(*filter.min_id));
        sql += " ORDER BY id LIMIT 10";

        std::vector<const char*> texts;
        for (const std::string& value : values) texts.push_back(value.c_str());
        return read_users(checked(connection_.get(),
                                  PQexecParams(connection_.get(), sql.c_str(), static_cast<int>(texts.size()), nullptr,
                                               texts.data(), nullptr, nullptr, 0),
                                  PGRES_TUPLES_OK));
    }

private:
    void prepare(const char* statement, const char* sql) { bench::prepare(connection_.get(), statement, sql); }

    PGresult* execute(const char* statement, std::initializer_list<const char*> values) {
        return PQexecPrepared(connection_.get(), statement, static_cast<int>(values.size()), values.begin(), nullptr,
                              nullptr, 0);
    }
    result_handle rows(const char* statement, std::initializer_list<const char*> values) {
        return checked(connection_.get(), execute(statement, values), PGRES_TUPLES_OK);
    }
    void run(const char* statement, std::initializer_list<const char*> values) {
        checked(connection_.get(), execute(statement, values), PGRES_COMMAND_OK);
    }

    static std::vector<User> read_users(const result_handle& result) {
        std::vector<User> users;
        for (int row = 0; row < PQntuples(result.get()); ++row) users.push_back(read_user(result.get(), row));
        return users;
    }

    static std::vector<UserPost> read_user_posts(const result_handle& result) {
        std::vector<UserPost> found;
        for (int row = 0; row < PQntuples(result.get()); ++row) {
            UserPost pair{read_user(result.get(), row), std::nullopt};
            if (PQgetisnull(result.get(), row, 3) == 0) pair.second = read_post(result.get(), row, 3);
            found.push_back(std::move(pair));
        }
        return found;
    }

    connection_handle connection_;
};

[[maybe_unused]] const bool registered = register_workloads<raw>();

} // namespace
} // namespace bench
