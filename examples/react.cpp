#include <rowan/sqlite.hpp>

#include <cstdint>
#include <iostream>
#include <string>

struct User {
    std::int64_t id{};
    std::string name{};
};

struct reporter {
    void on(const rowan::after_execute& e) { std::cout << "executed: " << e.sql << '\n'; }
    void on(const rowan::after_insert<User>& e) { std::cout << "inserted: " << e.row.name << '\n'; }
    void on(const rowan::after_update<User>& e) {
        std::cout << "updated: " << e.before.name << " -> " << e.after.name << '\n';
    }
    void on(const rowan::after_remove<User>& e) { std::cout << "removed: " << e.row.name << '\n'; }
};

struct people {
    using driver = rowan::sqlite;
    using tables = rowan::tables<User>;
    using listeners = rowan::listeners<reporter>;
};

int main(int argc, char** argv) {
    rowan::connection<people> db{argc > 1 ? argv[1] : ":memory:"};
    db.create_tables();

    User john{.name = "John"};
    db.insert(john);
    john.name = "Johnny";
    db.update(john);
    db.remove(john);
}
