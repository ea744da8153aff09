// One function for each way to reach the database. It is compiled in three ways, and the machine code compared.
#include "rowan/sqlite.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

struct Book {
    std::int64_t id = 0;
    std::int64_t author_id = 0;
    std::string title;
    std::optional<int> year;
};

#ifdef ZERO_COST_WITH_LISTENER
struct counter {
    std::int64_t count = 0;
    void on(const rowan::after_insert<Book>&) { ++count; }
    void on(const rowan::after_update<Book>&) { ++count; }
    void on(const rowan::after_remove<Book>&) { ++count; }
    void on(const rowan::after_load<Book>&) { ++count; }
    void on(const rowan::after_execute&) { ++count; }
    void on(const rowan::after_commit&) noexcept { ++count; }
};
#endif

struct library {
    using driver = rowan::sqlite;
    using tables = rowan::tables<Book>;
#ifdef ZERO_COST_WITH_LISTENER
    using listeners = rowan::listeners<counter>;
#endif
};
using database = rowan::connection<library>;
using rowan::col;

extern "C" {
void probe_insert(database& db, Book& book);
void probe_bulk_insert(database& db, std::vector<Book>& books);
void probe_get(database& db, std::int64_t id, Book& book);
void probe_update(database& db, Book& book);
void probe_update_column(database& db, Book& book);
void probe_remove(database& db, const Book& book);
void probe_upsert(database& db, Book& book);
std::int64_t probe_select(database& db, int year);
std::int64_t probe_update_statement(database& db, int year);
void probe_transaction(database& db, Book& book);
void probe_savepoint(database& db, Book& book);
}

void probe_insert(database& db, Book& book) { db.insert(book); }
void probe_bulk_insert(database& db, std::vector<Book>& books) { db.insert(books); }
void probe_get(database& db, std::int64_t id, Book& book) { book = db.get<Book>(id); }
void probe_update(database& db, Book& book) { db.update(book); }
void probe_update_column(database& db, Book& book) { db.update(book, rowan::only<&Book::title>); }
void probe_remove(database& db, const Book& book) { db.remove(book); }
void probe_upsert(database& db, Book& book) { db.upsert(book); }
std::int64_t probe_select(database& db, int year) {
    std::int64_t sum = 0;
    for (const Book& book : db(rowan::select<Book>().where(col<&Book::year> >= year))) sum += book.id;
    return sum;
}
std::int64_t probe_update_statement(database& db, int year) {
    return db(rowan::update<Book>().set(col<&Book::year> = year).where(col<&Book::id> > 7).without_hooks());
}
void probe_transaction(database& db, Book& book) {
    db.transact([&] { db.insert(book); });
}
void probe_savepoint(database& db, Book& book) {
    auto outer = db.begin();
    auto inner = db.begin();
    db.insert(book);
    inner.commit();
    outer.commit();
}
