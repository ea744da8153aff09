// Rows are kept in memory, for all connections of a pool, until a transaction that has changed them is committed.
#include <rowan/pool.hpp>
#include <rowan/sqlite.hpp>

#include <cstdint>
#include <filesystem>
#include <iostream>
#include <map>
#include <mutex>
#include <stdexcept>
#include <string>

using namespace rowan;

struct Book {
    std::int64_t id{};
    std::string title{};
};

/// Hears what this program changes; what other programs change, it does not.
class book_cache {
public:
    int read = 0; // from the database

    Book get(auto& pool, std::int64_t id) {
        std::unique_lock lock(mutex_);
        if (const auto found = books_.find(id); found != books_.end()) return found->second;
        const auto generation = generation_;
        lock.unlock();
        Book book = pool.template get<Book>(id);
        lock.lock();
        ++read;
        // What was read while something was committed may be old.
        if (generation_ == generation) books_[id] = book;
        return book;
    }
    // Threads whose transactions are committed one after the other may come here in another order: rows are forgotten, not replaced.
    void on(const committed<Book>& e) noexcept {
        const std::lock_guard lock(mutex_);
        ++generation_;
        for (const row_change<Book>& each : e.changes) books_.erase(each.before ? each.before->id : each.after->id);
    }

private:
    std::mutex mutex_;
    std::map<std::int64_t, Book> books_;
    std::uint64_t generation_ = 0;
};

struct library {
    using driver = sqlite;
    using tables = rowan::tables<Book>;
    using listeners = rowan::listeners<shared<book_cache>>;
};

void use(pool<library>& pool) {
    auto& cache = pool.listener<book_cache>();
    Book book{.title = "The Dispossesed"};
    pool.insert(book);
    const auto show = [&](const char* when) {
        std::cout << when << ": " << cache.get(pool, book.id).title << ", read " << cache.read << "x\n";
    };
    show("inserted");
    show("again");

    book.title = "The Dispossessed";
    try {
        pool.transact([&](auto& db) {
            db.update(book);
            throw std::runtime_error("not yet");
        });
    } catch (const std::runtime_error&) {}
    show("rolled back");
    pool.transact([&](auto& db) { db.update(book); });
    show("committed");
    show("again");
    pool(update<Book>().set(col<&Book::title> = "Tehanu").every_row()); // a set of rows, too
    show("all renamed");
}

int main(int argc, char** argv) {
    const auto file = std::filesystem::temp_directory_path() / "rowan_example_cache.db";
    std::filesystem::remove(file);
    {
        rowan::pool<library> pool(argc > 1 ? argv[1] : file.string(), {.maximum = 4});
        pool.create_tables();
        use(pool);
    }
    std::filesystem::remove(file);
}
