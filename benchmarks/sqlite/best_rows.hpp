#pragma once

// The C++ ranges that `best` lets SQLite read (sources), and the places that it lets SQLite write rows to (sinks).

#include "array_table.hpp"
#include "best_read.hpp"

namespace bench {

/// Users as rows (name, hair_color).
struct user_source {
    static constexpr const char* name = "user_source";
    static constexpr const char* declaration = "CREATE TABLE x(name, hair_color, source HIDDEN)";
    static constexpr int argument = 2;
    const std::vector<User>* users;
    std::size_t size() const { return users->size(); }
    void column(sqlite3_context* context, std::size_t row, int index) const {
        const User& user = (*users)[row];
        if (index == 0) result(context, user.name);
        else if (user.hair_color) result(context, *user.hair_color);
    }

private:
    static void result(sqlite3_context* context, const std::string& text) {
        sqlite3_result_text(context, text.data(), static_cast<int>(text.size()), SQLITE_STATIC);
    }
};

/// The keys of loaded parents as rows (id, position).
struct parent_source {
    static constexpr const char* declaration = "CREATE TABLE x(id INTEGER, position INTEGER, source HIDDEN)";
    static constexpr int argument = 2;
};

struct wanted_users : parent_source {
    static constexpr const char* name = "wanted_users";
    const std::vector<UserWithPosts>* users = nullptr;
    std::size_t size() const { return users->size(); }
    void column(sqlite3_context* context, std::size_t row, int index) const {
        sqlite3_result_int64(context, index == 0 ? (*users)[row].user.id : static_cast<sqlite3_int64>(row));
    }
};

struct wanted_posts : parent_source {
    static constexpr const char* name = "wanted_posts";
    std::vector<PostWithComments*> posts;
    std::size_t size() const { return posts.size(); }
    void column(sqlite3_context* context, std::size_t row, int index) const {
        sqlite3_result_int64(context, index == 0 ? posts[row]->post.id : static_cast<sqlite3_int64>(row));
    }
};

struct UserPost {
    User user;
    std::optional<Post> post;
};

template <class Row>
void append_user_post(std::vector<UserPost>& rows, Row values) {
    UserPost& row = rows.emplace_back(in_place_of{[&] { return UserPost{user_of(values), std::nullopt}; }});
    if (sqlite3_value_type(values[3]) != SQLITE_NULL) row.post.emplace(in_place_of{[&] { return post_of(values, 3); }});
}

struct user_sink {
    std::vector<User>* users = nullptr;
    void row(argument_row values) {
        users->emplace_back(in_place_of{[&] { return user_of(values); }});
    }
};

struct seen_sink {
    std::uint64_t seen = 0;
    void row(argument_row values) {
        seen += seen_of(sqlite3_value_int64(values[0]), view_of(values[1]), optional_view_of(values[2]));
    }
};

struct user_post_sink {
    std::vector<UserPost>* rows = nullptr;
    void row(argument_row values) { append_user_post(*rows, values); }
};

struct parent_sink {
    std::vector<UserWithPosts>* users = nullptr;
    void row(argument_row values) {
        users->emplace_back(in_place_of{[&] { return UserWithPosts{user_of(values), {}}; }});
    }
};

/// The first child of a parent reserves room for as many as the parent before had.
template <class Children, class Make>
void append_child(Children& children, const Children*& last, Make make) {
    if (&children != last) {
        if (last != nullptr && children.empty()) children.reserve(last->size());
        last = &children;
    }
    children.emplace_back(in_place_of{make});
}

/// Takes rows (position of the user, columns of the post).
struct post_sink {
    std::vector<UserWithPosts>* users = nullptr;
    const std::vector<PostWithComments>* last = nullptr;
    void row(argument_row values) {
        auto& posts = (*users)[static_cast<std::size_t>(sqlite3_value_int64(values[0]))].posts;
        append_child(posts, last, [&] { return PostWithComments{post_of(values, 1), {}}; });
    }
};

/// Takes rows (position of the post, columns of the comment).
struct comment_sink {
    const std::vector<PostWithComments*>* posts = nullptr;
    const std::vector<Comment>* last = nullptr;
    void row(argument_row values) {
        auto& comments = (*posts)[static_cast<std::size_t>(sqlite3_value_int64(values[0]))]->comments;
        append_child(comments, last, [&] { return comment_of(values, 1); });
    }
};

} // namespace bench
