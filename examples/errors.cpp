#include <rowan/sqlite.hpp>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>

using namespace rowan;

struct Author {
    std::int64_t id{};
    std::string name{};
};
struct Book {
    std::int64_t id{};
    std::int64_t author_id{};
    std::string title{};
    std::int16_t year{};
};
template <>
inline constexpr auto rowan::table<Book> =
    define<Book>("books", foreign_key<&Book::author_id>.references<&Author::id>(), unique<&Book::title>,
                 check(col<&Book::year> > 0).named("year_is_positive"));

struct library {
    using driver = sqlite;
    using tables = rowan::tables<Author, Book>;
};

const std::string file = "errors.db";

/// Runs what must fail with an `Error`.
template <class Error, class Action>
void show(const char* name, const Action& action) {
    try {
        action();
        std::cout << name << " was not thrown\n";
    } catch (const Error& error) {
        std::cout << name << " (" << error.code() << "): " << error.what() << '\n';
        if constexpr (requires { error.constraint(); })
            std::cout << "    the constraint: '" << error.constraint() << "'\n";
    }
}

int main() {
    std::filesystem::remove(file);
    connection<library> db{file, {.wal = true}};
    db.create_tables();
    db.insert(Author{.name = "Ursula K. Le Guin"});
    db.insert(Book{.author_id = 1, .title = "The Dispossessed", .year = 1974});
    db.insert(Book{.author_id = 1, .title = "The Lathe of Heaven", .year = 1971});

    show<constraint_violation>("constraint_violation",
                               [&] { db.insert(Book{.author_id = 1, .title = "The Dispossessed", .year = 1975}); });
    show<constraint_violation>("constraint_violation",
                               [&] { db.insert(Book{.author_id = 2, .title = "Ubik", .year = 1969}); });
    show<constraint_violation>("constraint_violation",
                               [&] { db.insert(Book{.author_id = 1, .title = "Gilgamesh", .year = -2100}); });
    show<not_found>("not_found", [&] { (void)db.get<Book>(7); });
    show<too_many_rows>("too_many_rows", [&] { (void)db(select<Book>()).one(); });

    // What another program may leave behind.
    db.execute("UPDATE books SET year = 'long ago' WHERE id = 1; UPDATE books SET year = 99999 WHERE id = 2");
    show<type_mismatch>("type_mismatch", [&] { (void)db.get<Book>(1); });
    show<type_mismatch>("type_mismatch", [&] { (void)db.get<Book>(2); });
    show<schema_mismatch>("schema_mismatch", [&] {
        connection<library> empty{":memory:"};
        (void)empty.get<Book>(1);
    });
    show<syntax_error>("syntax_error", [&] { db.execute("SELEC 1"); });

    // Two connections to one file.
    connection<library> other{file, {.busy_timeout = std::chrono::milliseconds{0}}};
    show<busy>("busy", [&] {
        const auto writing = db.begin({.mode = transaction_mode::immediate});
        other.insert(Author{.name = "Stanislaw Lem"});
    });
    show<serialization_failure>("serialization_failure", [&] {
        const auto reading = other.begin();
        (void)other.get<Author>(1);
        db.insert(Author{.name = "Octavia E. Butler"});
        other.insert(Author{.name = "Stanislaw Lem"});
    });
    show<disk_full>("disk_full", [&] {
        db.execute("PRAGMA max_page_count = 1");
        db.insert(Author{.name = std::string(100'000, 'x')});
    });

    show<read_only_database>("read_only_database", [] {
        connection<library> reader{file, {.read_only = true}};
        reader.insert(Author{.name = "Stanislaw Lem"});
    });
    show<connection_lost>("connection_lost", [] { const connection<library> lost{"no_such_folder/errors.db"}; });
    show<corrupt_database>("corrupt_database", [] {
        std::ofstream("no_database.txt") << std::string(1000, '?');
        const connection<library> none{"no_database.txt"};
    });
    std::filesystem::remove("no_database.txt");
}
