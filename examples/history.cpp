#include <rowan/sqlite.hpp>

#include <cstdint>
#include <iostream>
#include <string>

using namespace rowan;

struct User {
    std::int64_t id{};
    std::string name{};
    std::string email{};
    int age{};
};
template <>
inline constexpr auto rowan::history<User> = versioned{};

struct people {
    using driver = sqlite;
    using tables = rowan::tables<User>;
};

int main() {
    connection<people> db{":memory:"};
    db.create_tables();

    User user{.name = "Alice", .email = "alice@example.org", .age = 30};
    db.transact([&] { db.insert(user); });
    user.name = "Bob";
    db.transact([&] { db.update(user); });

    const auto versions = db.versions<User>(user.id);
    std::cout << versions.size() << " versions\n";
    for (const change& each : changes(versions[0], versions[1]))
        std::cout << each.field << ": " << each.before << " -> " << each.after << '\n';

    const auto first = versions[0].transaction.id;
    std::cout << "as of the first: " << db(select<User>().as_of(first)).one().name << '\n';

    db.revert(versions[0]);
    std::cout << "reverted: " << db.get<User>(user.id).name << ", " << db.versions<User>(user.id).size()
              << " versions\n";
}
