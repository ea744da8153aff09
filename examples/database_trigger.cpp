#include <rowan/sqlite.hpp>

#include <cstdint>
#include <iostream>
#include <string>

using namespace rowan;

struct User {
    std::int64_t id{};
    std::string name{};
    int age{};
};

template <>
inline constexpr auto rowan::triggers<User> = trigger_list(trigger<"birthday">.after(inserted).run(
    update<User>().set(col<&User::age> = col<&User::age> + 1).where(col<&User::id> == new_row<&User::id>)));

struct people {
    using driver = sqlite;
    using tables = rowan::tables<User>;
};

int main() {
    connection<people> db{":memory:"};
    db.create_tables();
    const auto id = db.insert(User{.name = "John", .age = 30});
    std::cout << db.get<User>(id).age << '\n';
}
