// The contestant `rowan`: what a user of rowan writes.

#include "rowan/postgres.hpp"

#include "common/tree.hpp"
#include "workloads.hpp"

using bench::Comment, bench::Post, bench::User;

template <>
inline constexpr auto rowan::table<User> = rowan::define<User>("users");
template <>
inline constexpr auto rowan::table<Post> = rowan::define<Post>("posts", rowan::index<&Post::user_id>);
template <>
inline constexpr auto rowan::table<Comment> = rowan::define<Comment>("comments", rowan::index<&Comment::post_id>);

namespace bench {
namespace {

using namespace rowan;

struct blog {
    using driver = rowan::postgres;
    using tables = rowan::tables<User, Post, Comment>;
};

auto by_id(std::int64_t id) { return rowan::select<User>().where(col<&User::id> == id); }

class rowan_contestant {
public:
    static constexpr const char* name = "rowan";

    void insert(User& user) { db.insert(user); }
    void bulk(std::vector<User>& users) { db.insert(users); }
    void load(const std::vector<User>& users) { db.insert(users); }
    std::vector<User> select() { return db(rowan::select<User>()).all(); }

    std::uint64_t stream() {
        std::uint64_t seen = 0;
        for (const auto& user : db.stream(rowan::select<User>()))
            seen += seen_of(user.get<"id">(), user.get<"name">(), user.get<"hair_color">());
        return seen;
    }

    auto medium(std::string_view hair_color) {
        return db(rowan::select<User, Post>()
                      .left_join<Post>(col<&Post::user_id> == col<&User::id>)
                      .where(col<&User::hair_color> == hair_color))
            .all();
    }
    auto joined() {
        return db(rowan::select<User, Post>()
                      .left_join<Post>(col<&Post::user_id> == col<&User::id>)
                      .order_by(col<&User::name>))
            .all();
    }
    User point(std::int64_t id) { return db.get<User>(id); }
    void update(const User& user) { db.update(user); }
    std::vector<User> lookup(const std::vector<std::int64_t>& ids) { return db.get<User>(ids); }

    std::vector<User> ten(five_keys wanted, five_users changed) {
        auto sent = db.pipeline([&](auto& p) {
            std::vector<decltype(p(by_id(0)))> queries;
            queries.reserve(5);
            for (std::size_t index = 0; index < 5; ++index) {
                const User& user = changed[index];
                p(rowan::update<User>()
                      .set(col<&User::name> = user.name, col<&User::hair_color> = user.hair_color)
                      .where(col<&User::id> == user.id));
                queries.push_back(p(by_id(wanted[index])));
            }
            return queries;
        });
        std::vector<User> users;
        users.reserve(5);
        for (auto& each : sent) users.push_back(std::move(each.get().at(0)));
        return users;
    }

    std::vector<User> dynamic(const Filter& filter) {
        return db(rowan::select<User>()
                      .where(
                          when(filter.name_like.has_value(), like(col<&User::name>, filter.name_like.value_or(""))),
                          when(filter.hair_color.has_value(), col<&User::hair_color> == filter.hair_color.value_or("")),
                          when(filter.min_id.has_value(), col<&User::id> >= filter.min_id.value_or(0)))
                      .order_by(col<&User::id>)
                      .limit(10))
            .all();
    }

    std::vector<UserWithPosts> assoc(std::string_view hair_color) {
        std::vector<UserWithPosts> users;
        user_ids_.clear();
        post_ids_.clear();
        posts_.clear();
        for (User& user :
             db(rowan::select<User>().where(col<&User::hair_color> == hair_color).order_by(col<&User::id>))) {
            user_ids_.push_back(user.id);
            users.push_back({std::move(user), {}});
        }
        parent_finder user_of{user_ids_};
        child_appender append_post;
        for (Post& post : db(rowan::select<Post>().where(in(col<&Post::user_id>, user_ids_)))) {
            const std::size_t owner = user_of(post.user_id);
            append_post(users[owner].posts, PostWithComments{std::move(post), {}});
        }
        for (UserWithPosts& user : users)
            for (PostWithComments& post : user.posts) posts_.push_back(&post);
        std::ranges::sort(posts_, {}, [](const PostWithComments* post) { return post->post.id; });
        for (const PostWithComments* post : posts_) post_ids_.push_back(post->post.id);
        parent_finder post_of{post_ids_};
        child_appender append_comment;
        for (Comment& comment : db(rowan::select<Comment>().where(in(col<&Comment::post_id>, post_ids_)))) {
            const std::size_t owner = post_of(comment.post_id);
            append_comment(posts_[owner]->comments, std::move(comment));
        }
        return users;
    }

private:
    connection<blog> db{server()};
    // Room that `assoc` uses again.
    std::vector<std::int64_t> user_ids_, post_ids_;
    std::vector<PostWithComments*> posts_;
};

[[maybe_unused]] const bool registered = register_workloads<rowan_contestant>();

} // namespace
} // namespace bench
