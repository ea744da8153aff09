#include <rowan/postgres.hpp>

#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <string>

struct Tree {
    std::int64_t id;
    std::string name;
};

struct forest {
    using driver = rowan::postgres;
    using tables = rowan::tables<Tree>;
};

int main() {
    const char* const server = std::getenv("ROWAN_TEST_POSTGRES");
    if (server == nullptr) {
        std::cout << "skipped: no server\n";
        return 0;
    }
    // The tables end with the connection.
    rowan::connection<forest> db{server + std::string(" options='-c search_path=pg_temp'")};
    db.create_tables();
    Tree rowan_tree{.id = 0, .name = "Sorbus aucuparia"};
    db.insert(rowan_tree);
    std::cout << db.get<Tree>(rowan_tree.id).name << '\n';
}
