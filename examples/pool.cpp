#include <rowan/pool.hpp>
#include <rowan/sqlite.hpp>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <iostream>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

using namespace rowan;
using namespace std::chrono_literals;

struct Book {
    std::int64_t id{};
    std::string title{};
    int year{};
};
struct library {
    using driver = sqlite;
    using tables = rowan::tables<Book>;
};

constexpr auto since = select<Book>().where(col<&Book::year> >= param<"year">).order_by(col<&Book::year>);
static_assert(is_replica_safe<decltype(since)>);

void use(pool<library>& pool) {
    Book book{.title = "The Dispossessed", .year = 1974};
    pool.insert(book);
    for (const Book& each : pool(since, "year"_p = 1970)) std::cout << each.year << ' ' << each.title << '\n';

    auto db = pool.acquire(); // rowan::pooled<library>
    db->insert(Book{.title = "The Word for World Is Forest", .year = 1972});
    for (const Book& each : (*db)(since, "year"_p = 1970)) std::cout << each.year << ' ' << each.title << '\n';
} // here the pool has it again

void fail(pool<library>& pool) {
    const auto count = pool.with([](auto& db) { return db(select(rowan::count()).from<Book>()).scalar(); });
    try {
        pool.transact([](auto& db) {
            db.insert(Book{.title = "Tehanu", .year = 1990});
            throw std::runtime_error("out of ink");
        });
    } catch (const std::runtime_error& error) {
        std::cout << error.what() << ": still " << count << " of " << pool(select<Book>()).size() << " books\n";
    }
}

void share(pool<library>& pool) {
    std::vector<std::thread> threads;
    for (int i = 0; i < 50; ++i)
        threads.emplace_back([&, i] { pool.insert(Book{.title = "Volume " + std::to_string(i), .year = 2000 + i}); });
    for (auto& each : threads) each.join();

    const pool_statistics now = pool.statistics();
    std::cout << pool(since, "year"_p = 2000).size() << " books by " << now.created << " connections, " << now.in_use
              << " in use\n";
}

void wait_in_vain(pool<library>& pool) {
    const auto db = pool.acquire(); // the only one that writes
    try {
        pool.insert(Book{});
    } catch (const pool_exhausted& error) {
        std::cout << error.what() << '\n';
    }
}

int main() {
    const std::string file = std::filesystem::temp_directory_path() / "rowan_example_pool.db";
    std::filesystem::remove(file);
    {
        rowan::pool<library> pool(file, {.minimum = 1, .maximum = 4, .acquire_timeout = 1min}, {.busy_timeout = 1min});
        pool.create_tables();
        use(pool);
        fail(pool);
        share(pool);
    }
    {
        rowan::pool<library> pool(file, {.acquire_timeout = 10ms});
        wait_in_vain(pool);
    }
    try {
        const rowan::pool<library> pool(":memory:");
    } catch (const not_shareable& error) {
        std::cout << error.what() << '\n';
    }
    std::filesystem::remove(file);
}
