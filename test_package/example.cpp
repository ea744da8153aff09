#include <rowan/sqlite.hpp>

#include <cstdint>
#include <iostream>
#include <string>

struct Tree {
    std::int64_t id;
    std::string name;
};

struct forest {
    using driver = rowan::sqlite;
    using tables = rowan::tables<Tree>;
};

int main() {
    rowan::connection<forest> db{":memory:"};
    db.create_tables();
    Tree rowan_tree{.id = 0, .name = "Sorbus aucuparia"};
    db.insert(rowan_tree);
    std::cout << db.get<Tree>(rowan_tree.id).name << '\n';
}
