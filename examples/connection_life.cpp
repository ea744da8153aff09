#include <rowan/sqlite.hpp>

#include <cstdint>
#include <iostream>

struct User {
    std::int64_t id{};
};

struct life {
    void on(const rowan::before_connect& e) { std::cout << "before connect: " << e.name << '\n'; }
    void on(const rowan::after_connect&) { std::cout << "after connect\n"; }
    void on(const rowan::connect_error& e) { std::cout << "connect error: " << e.error.what() << '\n'; }
    void on(const rowan::before_execute& e) { std::cout << "before execute: " << e.sql << '\n'; }
    void on(const rowan::after_execute& e) { std::cout << "after execute: " << e.rows << " row\n"; }
    void on(const rowan::before_close&) noexcept { std::cout << "before close\n"; }
    void on(const rowan::after_close&) noexcept { std::cout << "after close\n"; }
};

struct people {
    using driver = rowan::sqlite;
    using tables = rowan::tables<User>;
    using listeners = rowan::listeners<life>;
};

int main() {
    {
        rowan::connection<people> db{":memory:"};
        (void)db(rowan::select(rowan::count())).scalar();
    }
    try {
        const rowan::connection<people> db{"/no/such/folder/people.db"};
    } catch (const rowan::connection_lost&) {}
}
