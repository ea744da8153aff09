// Who changed what is written into a table, in the transaction of the change.
#include <rowan/hana.hpp>
#include <rowan/sqlite.hpp>

#include <cstdint>
#include <iostream>
#include <stdexcept>
#include <string>
#include <vector>

using namespace rowan;

struct Author {
    std::int64_t id{};
    std::string name{};
};
struct Book {
    std::int64_t id{};
    std::int64_t author_id{};
    std::string title{};
    int year{};
};
template <>
inline constexpr auto rowan::table<Book> =
    define<Book>(foreign_key<&Book::author_id>.references<&Author::id>().on_delete(cascade));

struct AuditEntry {
    std::int64_t id{};
    std::string person{}, operation{}, table_name{};
    std::int64_t row_id{};
    std::string changes{};
};

/// Hears of every row of every table.
struct audit {
    std::string person = "nobody";

    template <class Table>
    void on(const after_insert<Table>& e, auto& db) {
        write(db, "insert", e.row, Table{}, e.row);
    }
    template <class Table>
    void on(const after_update<Table>& e, auto& db) {
        write(db, "update", e.after, e.before, e.after);
    }
    template <class Table>
    void on(const after_remove<Table>& e, auto& db) {
        write(db, "remove", e.row, e.row, Table{});
    }

private:
    template <class Table>
    void write(auto& db, const std::string& operation, const Table& row, const Table& before, const Table& after) {
        AuditEntry entry{.person = person, .operation = operation, .row_id = row.id};
        entry.table_name = name_of(boost::hana::type_c<Table>);
        for (const auto& [field, from, to] : changes(before, after))
            if (field != "id") entry.changes += " " + std::string(field) + ": '" + from + "' -> '" + to + "'";
        // An entry is a row, too, and is not audited itself.
        db(insert<AuditEntry>().values(entry).without_hooks());
    }
};

struct library {
    using driver = sqlite;
    using tables = rowan::tables<Author, Book, AuditEntry>;
    using listeners = rowan::listeners<audit>;
};

int main(int argc, char** argv) {
    connection<library> db{argc > 1 ? argv[1] : ":memory:"};
    db.create_tables();
    std::string& person = db.listener<audit>().person;

    person = "Ann";
    Author author{.name = "Ursula K. Le Guin"};
    db.insert(author);
    std::vector<Book> books{{.author_id = author.id, .title = "The Dispossessed", .year = 1974},
                            {.author_id = author.id, .title = "Tehanu", .year = 1989}};
    db.insert(books);

    person = "Bob";
    db(update<Book>().set(col<&Book::year> = 1990).where(col<&Book::year> > 1980)); // each row of a set
    db.remove(author);                                                              // with the books that go along

    try {
        db.transact([&] {
            db.insert(Author{.name = "Nobody"});
            throw std::runtime_error("changed my mind");
        });
    } catch (const std::runtime_error&) {} // its entry is taken back, too

    for (const AuditEntry& entry : db(select<AuditEntry>().order_by(col<&AuditEntry::id>)))
        std::cout << entry.person << ": " << entry.operation << ' ' << entry.table_name << ' ' << entry.row_id << ':'
                  << entry.changes << '\n';
}
