#pragma once

// Every legal trick that makes libpq faster on one connection, with the same results as `raw`.

#include "best_write.hpp"
#include "common/tree.hpp"
#include "workloads.hpp"

#include <array>
#include <cstdio>

namespace bench {

/// The parameters of a statement, in the binary format, which for texts is the text. What they are of must outlive them.
template <std::size_t Count>
class parameters {
public:
    template <class... Values>
    explicit parameters(const Values&... values) {
        std::size_t index = 0;
        (set(index++, values), ...);
    }
    parameters(const parameters&) = delete; // some point into themselves
    parameters& operator=(const parameters&) = delete;

    void set(std::size_t index, std::string_view text) { set(index, text.data(), text.size()); }
    void set(std::size_t index, const std::string& text) { set(index, text.data(), text.size()); }
    void set(std::size_t index, const wire& value) { set(index, value.data(), value.size()); }
    void set(std::size_t index, const std::optional<std::string>& text) {
        if (text) set(index, text->data(), text->size());
        else set(index, nullptr, 0);
    }
    void set(std::size_t index, std::int64_t value) {
        integers_[index] = swapped(static_cast<std::uint64_t>(value));
        set(index, reinterpret_cast<const char*>(&integers_[index]), 8);
    }

    int send(PGconn* connection, const char* statement) const {
        return PQsendQueryPrepared(connection, statement, Count, values_.data(), lengths_.data(), formats.data(), 1);
    }
    PGresult* execute(PGconn* connection, const char* statement, std::size_t count = Count) const {
        return PQexecPrepared(connection, statement, static_cast<int>(count), values_.data(), lengths_.data(),
                              formats.data(), 1);
    }

private:
    static constexpr std::array<int, Count> formats = [] {
        std::array<int, Count> binary{};
        binary.fill(1);
        return binary;
    }();
    void set(std::size_t index, const char* value, std::size_t size) {
        values_[index] = value;
        lengths_[index] = static_cast<int>(size);
    }
    std::array<const char*, Count> values_;
    std::array<int, Count> lengths_;
    std::array<std::uint64_t, Count> integers_;
};
template <class... Values>
parameters(const Values&...) -> parameters<sizeof...(Values)>;

class best_statements {
public:
    best_statements() : connection_{connect()} {
        prepare("select", users_sql);
        prepare("joined", joined_sql);
        prepare("medium",
                "SELECT users.id, users.name, users.hair_color, posts.id, posts.user_id, posts.title, posts.body "
                "FROM users LEFT JOIN posts ON posts.user_id = users.id WHERE users.hair_color = $1");
        prepare("insert", "INSERT INTO users (name, hair_color) VALUES ($1, $2) RETURNING id");
        // The order makes sure that the keys come in the order of the rows; it costs nothing that could be measured.
        const std::string insert =
            "INSERT INTO users (name, hair_color) SELECT name, hair_color "
            "FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS row (name, hair_color, place) "
            "ORDER BY place";
        prepare("load", insert);
        prepare("bulk_rows", insert + " RETURNING id");
        prepare("bulk_array", "WITH inserted AS (" + insert + " RETURNING id) SELECT array_agg(id) FROM inserted");
        prepare("point", "SELECT id, name, hair_color FROM users WHERE id = $1");
        prepare("by_hair_color", "SELECT id, name, hair_color FROM users WHERE hair_color = $1 ORDER BY id");
        prepare("posts_of", "SELECT id, user_id, title, body FROM posts WHERE user_id = ANY ($1)");
        prepare("comments_of", "SELECT id, post_id, text FROM comments WHERE post_id = ANY ($1)");
        prepare("update", "UPDATE users SET name = $1, hair_color = $2 WHERE id = $3");
        prepare("lookup", "SELECT id, name, hair_color FROM users WHERE id = ANY ($1)");
        for (unsigned parts = 0; parts < 8; ++parts) {
            std::string sql = std::string{users_sql} + " WHERE true";
            int count = 0;
            if ((parts & 1U) != 0) sql += " AND name LIKE $" + std::to_string(++count);
            if ((parts & 2U) != 0) sql += " AND hair_color = $" + std::to_string(++count);
            if ((parts & 4U) != 0) sql += " AND id >= $" + std::to_string(++count);
            prepare("filter" + std::to_string(parts), sql + " ORDER BY id LIMIT 10");
        }
    }

    void insert(User& user) {
        const result_handle result = rows(parameters{user.name, user.hair_color}, "insert");
        user.id = result_row{result.get(), 0}.integer(0);
    }

    // Which way is the best for how many rows was measured: an array of the new keys costs the server more than rows of
    // them, and the client less from 16 rows on; the second round trip of COPY pays from 2000 rows on.
    void bulk(std::vector<User>& users) {
        if (users.size() >= copied) return copy_with_keys(users);
        const bool as_array = users.size() >= 16;
        const result_handle result =
            rows(parameters{names_of(users), hair_colors_of(users)}, as_array ? "bulk_array" : "bulk_rows");
        if (as_array) return read_keys(PQgetvalue(result.get(), 0, 0), users);
        for (int row = 0; User & user : users) user.id = result_row{result.get(), row++}.integer(0);
    }

    void load(const std::vector<User>& users) {
        if (users.size() >= copied) return copy(users);
        run(parameters{names_of(users), hair_colors_of(users)}, "load");
    }

    std::vector<UserPost> medium(std::string_view hair_color) {
        return user_posts_of(rows(parameters{hair_color}, "medium").get());
    }

    User point(std::int64_t id) { return only_user(rows(parameters{id}, "point").get()); }
    void update(const User& user) { run(parameters{user.name, user.hair_color, user.id}, "update"); }

    std::vector<User> lookup(const std::vector<std::int64_t>& ids) {
        write_keys(first_, ids);
        return users_of(rows(parameters{first_}, "lookup").get());
    }

    std::vector<User> ten(five_keys wanted, five_users changed) {
        check(PQenterPipelineMode(get()), get());
        for (std::size_t index = 0; index < 5; ++index) {
            const User& user = changed[index];
            check(parameters{user.name, user.hair_color, user.id}.send(get(), "update"), get());
            check(parameters{wanted[index]}.send(get(), "point"), get());
        }
        check(PQpipelineSync(get()), get());
        const auto next = [&](ExecStatusType expected) {
            result_handle result = checked(get(), PQgetResult(get()), expected);
            if (expected != PGRES_PIPELINE_SYNC) PQgetResult(get()); // null: no more of this statement
            return result;
        };
        std::vector<User> users;
        users.reserve(5);
        for (std::size_t index = 0; index < 5; ++index) {
            next(PGRES_COMMAND_OK);
            users.push_back(only_user(next(PGRES_TUPLES_OK).get()));
        }
        next(PGRES_PIPELINE_SYNC);
        check(PQexitPipelineMode(get()), get());
        return users;
    }

    std::vector<User> dynamic(const Filter& filter) {
        static constexpr const char* names[] = {"filter0", "filter1", "filter2", "filter3",
                                                "filter4", "filter5", "filter6", "filter7"};
        parameters<3> values;
        std::size_t count = 0;
        if (filter.name_like) values.set(count++, *filter.name_like);
        if (filter.hair_color) values.set(count++, *filter.hair_color);
        if (filter.min_id) values.set(count++, *filter.min_id);
        const unsigned parts = (filter.name_like ? 1U : 0U) + (filter.hair_color ? 2U : 0U) + (filter.min_id ? 4U : 0U);
        return users_of(checked(get(), values.execute(get(), names[parts], count), PGRES_TUPLES_OK).get());
    }

    std::vector<UserWithPosts> assoc(std::string_view hair_color) {
        std::vector<UserWithPosts> users;
        ids_.clear();
        {
            const result_handle found = rows(parameters{hair_color}, "by_hair_color");
            users.reserve(static_cast<std::size_t>(PQntuples(found.get())));
            for (int row = 0; row < PQntuples(found.get()); ++row) {
                users.emplace_back(
                    in_place_of{[&] { return UserWithPosts{user_of(result_row{found.get(), row}), {}}; }});
                ids_.push_back(users.back().user.id);
            }
        }
        write_keys(first_, ids_);
        {
            const result_handle found = rows(parameters{first_}, "posts_of");
            parent_finder owner{ids_};
            child_appender append;
            for (int row = 0; row < PQntuples(found.get()); ++row) {
                const result_row post{found.get(), row};
                append(users[owner(post.integer(1))].posts,
                       in_place_of{[&] { return PostWithComments{post_of<0>(post), {}}; }});
            }
        }
        posts_.clear();
        for (UserWithPosts& user : users)
            for (PostWithComments& post : user.posts) posts_.push_back(&post);
        std::ranges::sort(posts_, {}, [](const PostWithComments* post) { return post->post.id; });
        ids_.clear();
        for (const PostWithComments* post : posts_) ids_.push_back(post->post.id);
        write_keys(first_, ids_);
        const result_handle found = rows(parameters{first_}, "comments_of");
        parent_finder owner{ids_};
        child_appender append;
        for (int row = 0; row < PQntuples(found.get()); ++row) {
            const result_row comment{found.get(), row};
            append(posts_[owner(comment.integer(1))]->comments, in_place_of{[&] {
                       return Comment{comment.integer(0), comment.integer(1), std::string{comment.text(2)}};
                   }});
        }
        return users;
    }

protected:
    static constexpr const char* users_sql = "SELECT id, name, hair_color FROM users";
    static constexpr const char* joined_sql =
        "SELECT users.id, users.name, users.hair_color, posts.id, posts.user_id, posts.title, posts.body "
        "FROM users LEFT JOIN posts ON posts.user_id = users.id ORDER BY users.name";

    PGconn* get() const { return connection_.get(); }

    void copy(const std::vector<User>& users) {
        check(PQsendQuery(get(), "COPY users (name, hair_color) FROM STDIN (FORMAT binary)"), get());
        checked(get(), PQgetResult(get()), PGRES_COPY_IN);
        copy_in(get(), first_, users, false);
    }
    // Two statements in one message are one transaction, and save the round trip of asking for the keys before.
    void copy_with_keys(std::vector<User>& users) {
        char sql[200];
        std::snprintf(sql, sizeof sql,
                      "SELECT array_agg(nextval('users_id_seq')) FROM generate_series(1, %zu);"
                      "COPY users (id, name, hair_color) FROM STDIN (FORMAT binary)",
                      users.size());
        check(PQsendQuery(get(), sql), get());
        {
            const result_handle keys = checked(get(), PQgetResult(get()), PGRES_TUPLES_OK);
            parse_keys(result_row{keys.get(), 0}.text(0), users);
        }
        checked(get(), PQgetResult(get()), PGRES_COPY_IN);
        copy_in(get(), first_, users, true);
    }

    result_handle rows(const char* statement) const {
        return checked(get(), PQexecPrepared(get(), statement, 0, nullptr, nullptr, nullptr, 1), PGRES_TUPLES_OK);
    }

private:
    static constexpr std::size_t copied = 2000;

    void prepare(const std::string& name, const std::string& sql) { bench::prepare(get(), name.c_str(), sql.c_str()); }

    template <std::size_t Count>
    result_handle rows(const parameters<Count>& values, const char* statement) const {
        return checked(get(), values.execute(get(), statement), PGRES_TUPLES_OK);
    }
    template <std::size_t Count>
    void run(const parameters<Count>& values, const char* statement) const {
        checked(get(), values.execute(get(), statement), PGRES_COMMAND_OK);
    }

    const wire& names_of(const std::vector<User>& users) {
        write_names(first_, users);
        return first_;
    }
    const wire& hair_colors_of(const std::vector<User>& users) {
        write_hair_colors(second_, users);
        return second_;
    }

    static User only_user(const PGresult* result) {
        if (PQntuples(result) == 0) throw postgres_failure{"no such user"};
        return user_of(result_row{result, 0});
    }

    connection_handle connection_;
    wire first_, second_;
    // Room that `assoc` uses again.
    std::vector<std::int64_t> ids_;
    std::vector<PostWithComments*> posts_;
};

} // namespace bench
