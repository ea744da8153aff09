#pragma once

// What a contestant returned is compared with what the data says it must be, so a contestant that does less work aborts.

#include "common/schema.hpp"

#include <cstdio>
#include <cstdlib>

namespace bench {

/// How many rows, and the sum of their hashes: equal for the same rows in any order.
struct Summary {
    std::size_t rows = 0;
    std::uint64_t hash = 0;
    bool operator==(const Summary&) const = default;

    void add(std::uint64_t row_hash) {
        ++rows;
        hash += row_hash;
    }
};

inline std::uint64_t mix(std::uint64_t seed, std::uint64_t value) {
    std::uint64_t hash = (seed ^ value) * 0x9e3779b97f4a7c15U;
    return hash ^ (hash >> 29U);
}

inline std::uint64_t mix(std::uint64_t seed, std::string_view text) {
    std::uint64_t hash = mix(seed, text.size());
    for (const char character : text) hash = mix(hash, static_cast<unsigned char>(character));
    return hash;
}

inline std::uint64_t mix(std::uint64_t seed, std::int64_t value) {
    return mix(seed, static_cast<std::uint64_t>(value));
}

inline std::uint64_t mix(std::uint64_t seed, const std::optional<std::string>& text) {
    return text ? mix(mix(seed, std::uint64_t{1}), std::string_view{*text}) : mix(seed, std::uint64_t{2});
}

inline std::uint64_t hash_of(const User& user) {
    return mix(mix(mix(11, user.id), std::string_view{user.name}), user.hair_color);
}

inline std::uint64_t hash_of(const Post& post) {
    return mix(mix(mix(mix(12, post.id), post.user_id), std::string_view{post.title}), post.body);
}

inline std::uint64_t hash_of(const Comment& comment) {
    return mix(mix(mix(13, comment.id), comment.post_id), std::string_view{comment.text});
}

inline std::uint64_t hash_of(const User& user, const std::optional<Post>& post) {
    return mix(hash_of(user), post ? hash_of(*post) : 0U);
}

inline Summary summary_of_users(const std::vector<User>& users) {
    Summary summary;
    for (const User& user : users) summary.add(hash_of(user));
    return summary;
}

/// Any range of rows that bind to [user, optional post].
template <class Rows>
Summary summary_of_pairs(const Rows& rows) {
    Summary summary;
    for (const auto& [user, post] : rows) summary.add(hash_of(user, post));
    return summary;
}

/// Any range of [user, range of [post, range of comment]]. `rows` counts the comments, so that it says something.
template <class Tree>
Summary summary_of_tree(const Tree& tree) {
    Summary summary;
    for (const auto& [user, posts] : tree) {
        Summary of_posts;
        for (const auto& [post, comments] : posts) {
            Summary of_comments;
            for (const Comment& comment : comments) of_comments.add(hash_of(comment));
            of_posts.add(mix(mix(hash_of(post), of_comments.hash), std::uint64_t{of_comments.rows}));
            summary.rows += of_comments.rows;
        }
        summary.hash += mix(mix(hash_of(user), of_posts.hash), std::uint64_t{of_posts.rows});
    }
    return summary;
}

inline void require(bool holds, const char* workload, const char* contestant, const char* what) {
    if (holds) return;
    std::fprintf(stderr, "%s/%s: %s\n", workload, contestant, what);
    std::abort();
}

inline void require_same(const Summary& got, const Summary& expected, const char* workload, const char* contestant) {
    if (got == expected) return;
    std::fprintf(stderr, "%s/%s: %zu rows with hash %llx instead of %zu with %llx\n", workload, contestant, got.rows,
                 static_cast<unsigned long long>(got.hash), expected.rows,
                 static_cast<unsigned long long>(expected.hash));
    std::abort();
}

/// What `joined` returns for the data.
inline Summary expected_pairs(const Dataset& data, std::optional<std::string_view> hair_color) {
    Summary summary;
    std::size_t next = 0; // posts come in the order of their users
    for (const User& user : data.users) {
        const bool wanted = !hair_color || user.hair_color == *hair_color;
        bool any = false;
        for (; next < data.posts.size() && data.posts[next].user_id == user.id; ++next, any = true)
            if (wanted) summary.add(hash_of(user, data.posts[next]));
        if (wanted && !any) summary.add(hash_of(user, std::nullopt));
    }
    return summary;
}

/// What `assoc` returns for the data.
inline Summary expected_tree(const Dataset& data, std::string_view hair_color) {
    std::vector<UserWithPosts> tree;
    std::size_t next_post = 0, next_comment = 0; // both come in the order of their parents
    for (const User& user : data.users) {
        UserWithPosts node{user, {}};
        for (; next_post < data.posts.size() && data.posts[next_post].user_id == user.id; ++next_post) {
            PostWithComments& post = node.posts.emplace_back();
            post.post = data.posts[next_post];
            for (; next_comment < data.comments.size() && data.comments[next_comment].post_id == post.post.id;
                 ++next_comment)
                post.comments.push_back(data.comments[next_comment]);
        }
        if (user.hair_color == hair_color) tree.push_back(std::move(node));
    }
    return summary_of_tree(tree);
}

/// What `dynamic` returns for the users: the first ten by id. The patterns of `make_filters` match every name or none.
inline std::vector<User> expected_matches(const std::vector<User>& users, const Filter& filter) {
    std::vector<User> matches;
    for (const User& user : users) {
        if (matches.size() == 10) break;
        if (filter.name_like && filter.name_like->starts_with("Nobody")) continue;
        if (filter.hair_color && user.hair_color != *filter.hair_color) continue;
        if (filter.min_id && user.id < *filter.min_id) continue;
        matches.push_back(user);
    }
    return matches;
}

} // namespace bench
