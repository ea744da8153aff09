#include <rowan/postgres.hpp>

#include <chrono>
#include <cstdint>
#include <iostream>
#include <stop_token>
#include <string>
#include <thread>

using namespace rowan;
using namespace std::chrono_literals;

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
    using driver = postgres;
    using tables = rowan::tables<Author, Book>;
};

/// Runs what must fail with an `Error`.
template <class Error, class Action>
void show(const char* name, const Action& action) {
    try {
        action();
        std::cout << name << " was not thrown\n";
    } catch (const Error& error) {
        std::cout << name << " (" << error.sqlstate() << ")\n";
    }
}

int main(int, char** argv) {
    const std::string name = argv[1];
    connection<library> db{name};
    db.create_tables();
    db.insert(Author{.name = "Ursula K. Le Guin"});
    db.insert(Book{.author_id = 1, .title = "The Dispossessed", .year = 1974});

    try {
        db.insert(Book{.author_id = 1, .title = "The Dispossessed", .year = 1975});
    } catch (const constraint_violation& error) {
        const error_details& details = error.details();
        std::cout << error.what() << '\n'
                  << (error.kind() == constraint_kind::unique) << ' ' << error.constraint() << " of " << details.table
                  << ": " << details.detail << '\n';
    }
    show<constraint_violation>("constraint_violation",
                               [&] { db.insert(Book{.author_id = 2, .title = "Ubik", .year = 1969}); });
    show<constraint_violation>("constraint_violation",
                               [&] { db.insert(Book{.author_id = 1, .title = "Gilgamesh", .year = -2100}); });
    show<type_mismatch>("type_mismatch", [&] { db.insert(Author{.name = std::string("zero \0 byte", 11)}); });
    show<transaction_lost>("transaction_lost", [&] {
        auto transaction = db.begin();
        show<constraint_violation>("constraint_violation",
                                   [&] { db.insert(Book{.author_id = 2, .title = "Ubik", .year = 1969}); });
        db.insert(Author{.name = "Stanislaw Lem"});
    });
    show<syntax_error>("syntax_error", [&] { db.execute("SELEC 1"); });
    show<schema_mismatch>("schema_mismatch", [&] { db.execute("SELECT pages FROM books"); });

    // What another program may have changed: the types are compared when a statement is prepared.
    db.execute("ALTER TABLE books ALTER title TYPE bytea USING title::bytea");
    try {
        (void)db.get<Book>(1);
    } catch (const type_mismatch& error) {
        const std::string message = error.what();
        std::cout << message.substr(0, message.find("; in: ")) << '\n';
    }

    // Limits of time, and an end from outside.
    connection<library> hasty{name, {.statement_timeout = 20ms}}, next{name, {.lock_timeout = 20ms}};
    show<canceled>("canceled", [&] { hasty.execute("SELECT pg_sleep(60)"); });
    show<busy>("busy", [&] {
        auto writing = db.begin();
        db.execute("LOCK TABLE author");
        next.insert(Author{.name = "Stanislaw Lem"});
    });
    show<canceled>("canceled", [&] {
        std::jthread watch([&](const std::stop_token& end) {
            while (!end.stop_requested()) {
                std::this_thread::sleep_for(100ms);
                (void)db.cancel();
            }
        });
        db.execute("SELECT pg_sleep(60)");
    });

    show<connection_lost>("connection_lost",
                          [&] { const connection<library> none{name + " dbname=no_such_database"}; });
}
