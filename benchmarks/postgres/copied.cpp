// `copied`: COPY, for whatever number of rows. Inserting with it is what bulk inserts are measured against. Reading costs the client
// half of what a result does and no less wall time, but takes no parameters, names no types, and is planned each time: it is told
// beside the others, and is no aim.

#include "best.hpp"

namespace bench {
namespace {

class copied : public best_statements {
public:
    static constexpr const char* name = "copied";

    void bulk(std::vector<User>& users) { copy_with_keys(users); }
    void load(const std::vector<User>& users) { copy(users); }

    std::vector<User> select() {
        std::vector<User> users;
        users.reserve(selected_);
        copy_out<3>(get(), select_copy_.c_str(),
                    [&](const auto& row) { users.emplace_back(in_place_of{[&] { return user_of(row); }}); });
        selected_ = users.size();
        return users;
    }

    std::vector<UserPost> joined() {
        std::vector<UserPost> pairs;
        pairs.reserve(joined_);
        copy_out<7>(get(), joined_copy_.c_str(),
                    [&](const auto& row) { pairs.emplace_back(in_place_of{[&] { return user_post_of(row); }}); });
        joined_ = pairs.size();
        return pairs;
    }

    std::uint64_t stream() {
        std::uint64_t seen = 0;
        copy_out<3>(get(), select_copy_.c_str(), [&](const auto& row) { seen += seen_in(row); });
        return seen;
    }

private:
    static std::string copy_of(const char* query) {
        return std::string{"COPY ("} + query + ") TO STDOUT (FORMAT binary)";
    }
    const std::string select_copy_ = copy_of(users_sql), joined_copy_ = copy_of(joined_sql);
    std::size_t selected_ = 0, joined_ = 0;
};

[[maybe_unused]] const bool registered = register_reads<copied>() && register_bulk<copied>();

} // namespace
} // namespace bench
