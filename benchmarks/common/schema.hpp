#pragma once

// The tables of the Diesel benchmark, as rows and as fixed data. Every contestant stores and returns these.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bench {

struct User {
    std::int64_t id;
    std::string name;
    std::optional<std::string> hair_color;
    bool operator==(const User&) const = default;
};

/// What a program that keeps no rows takes from a user: something of every value.
inline std::uint64_t seen_of(std::int64_t id, std::string_view name, std::optional<std::string_view> hair_color) {
    return static_cast<std::uint64_t>(id) + name.size() + static_cast<unsigned char>(name.back()) +
           (hair_color ? hair_color->size() : 0);
}

struct Post {
    std::int64_t id;
    std::int64_t user_id;
    std::string title;
    std::optional<std::string> body;
};

struct Comment {
    std::int64_t id;
    std::int64_t post_id;
    std::string text;
};

struct PostWithComments {
    Post post;
    std::vector<Comment> comments;
};

struct UserWithPosts {
    User user;
    std::vector<PostWithComments> posts;
};

/// A search form: every part may be left empty.
struct Filter {
    std::optional<std::string_view> name_like;
    std::optional<std::string_view> hair_color;
    std::optional<std::int64_t> min_id;
};

/// Ids count from 1 in the order of the rows, so that inserting the rows in order without their ids gives the same ids.
struct Dataset {
    std::vector<User> users;
    std::vector<Post> posts;
    std::vector<Comment> comments;
};

/// "User 0" has black hair, "User 1" brown, and so on by turns, but every eighth ("User 7") has none: NULL.
inline std::vector<User> make_users(std::size_t count) {
    std::vector<User> users;
    users.reserve(count);
    for (std::size_t index = 0; index < count; ++index) {
        User& user = users.emplace_back();
        user.id = static_cast<std::int64_t>(index + 1);
        user.name = "User " + std::to_string(index);
        if (index % 8 != 7) user.hair_color = index % 2 == 0 ? "black" : "brown";
    }
    return users;
}

inline void add_post(Dataset& data, std::int64_t user_id, std::size_t number) {
    Post& post = data.posts.emplace_back();
    post.id = static_cast<std::int64_t>(data.posts.size());
    post.user_id = user_id;
    post.title = "Post " + std::to_string(number) + " by user " + std::to_string(user_id);
    if (post.id % 3 != 0) post.body = "The body of post " + std::to_string(post.id);
}

inline void add_comment(Dataset& data, std::int64_t post_id, std::size_t number) {
    Comment& comment = data.comments.emplace_back();
    comment.id = static_cast<std::int64_t>(data.comments.size());
    comment.post_id = post_id;
    comment.text = "Comment " + std::to_string(number) + " on post " + std::to_string(post_id);
}

/// `select`, `medium`, `point`, `update`, `dynamic`: users alone.
inline Dataset users_only(std::size_t count) { return {make_users(count), {}, {}}; }

/// `joined`: 0, 1, 2 or 3 posts a user, 1.5 on average.
inline Dataset users_and_posts(std::size_t count) {
    Dataset data = users_only(count);
    for (std::size_t index = 0; index < count; ++index)
        for (std::size_t number = 0; number < index % 4; ++number) add_post(data, data.users[index].id, number);
    return data;
}

/// `assoc`: Diesel's shape, ten posts a user and ten comments a post.
inline Dataset users_posts_comments(std::size_t count) {
    Dataset data = users_only(count);
    for (const User& user : data.users)
        for (std::size_t number = 0; number < 10; ++number) add_post(data, user.id, number);
    for (const Post& post : data.posts)
        for (std::size_t number = 0; number < 10; ++number) add_comment(data, post.id, number);
    return data;
}

/// 64 filters for a table of `count` users: each of the eight combinations of parts, eight times.
/// A pattern matches every name, or none of the last sixteen, so that no query looks at more than some thirty rows,
/// and what is compared is how a statement comes to be, not a table scan.
inline std::vector<Filter> make_filters(std::size_t count) {
    static constexpr std::string_view patterns[] = {"User %", "Us%", "U%", "%ser %"};
    std::vector<Filter> filters;
    for (std::size_t index = 0; index < 64; ++index) {
        const std::size_t parts = index % 8, variant = index / 8;
        Filter& filter = filters.emplace_back();
        if ((parts & 1U) != 0) filter.name_like = patterns[variant % 4];
        if ((parts & 2U) != 0) filter.hair_color = variant % 2 == 0 ? "black" : "brown";
        if ((parts & 4U) != 0) filter.min_id = static_cast<std::int64_t>(1 + variant * count / 8);
        if (filter.name_like && filter.min_id && variant == 7) {
            filter.name_like = "Nobody %";
            filter.min_id = static_cast<std::int64_t>(count) - 15;
        }
    }
    return filters;
}

} // namespace bench
