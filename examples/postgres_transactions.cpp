#include <rowan/postgres.hpp>

#include <cstdint>
#include <iostream>
#include <string>

using namespace rowan;

struct Book {
    std::int64_t id{};
    std::string title{};
    int copies{};
};
template <>
inline constexpr auto rowan::table<Book> = define<Book>("books", unique<&Book::title>);

struct library {
    using driver = postgres;
    using tables = rowan::tables<Book>;
};

constexpr auto all_copies = select(sum(col<&Book::copies>)).from<Book>();

/// A serializable transaction is tried again when another one was in its way.
void lend(connection<library>& db, connection<library>& other, std::int64_t book) {
    int attempts = 0;
    db.transact({.retries = 5, .isolation = isolation_level::serializable}, [&] {
        Book lent = db.get<Book>(book);
        if (++attempts == 1) other(update<Book>().set(col<&Book::copies> = 7).where(col<&Book::id> == book));
        --lent.copies;
        db.update(lent);
    });
    std::cout << db.get<Book>(book).copies << " copies after " << attempts << " attempts\n";
}

/// After an error PostgreSQL runs nothing more in a transaction, so what may fail goes into one inside of it.
void add_unless_known(connection<library>& db, const Book& book) {
    try {
        auto inner = db.begin(); // a savepoint
        db.insert(book);
        inner.commit();
    } catch (const constraint_violation& error) {
        std::cout << error.constraint() << ": " << book.title << " is known\n";
    }
}

/// Both databases or none: each promises to commit, then each does.
void move_copy(connection<library>& from, connection<library>& to, std::int64_t book) {
    auto giving = from.begin();
    from(update<Book>().set(col<&Book::copies> = col<&Book::copies> - 1).where(col<&Book::id> == book));
    auto taking = to.begin();
    to.insert(Book{.title = "Roadside Picnic", .copies = 1});

    giving.prepare("move 1, giving");
    taking.prepare("move 1, taking");
    for (const std::string& name : from.prepared_transactions()) std::cout << "prepared: " << name << '\n';
    from.commit_prepared("move 1, giving");
    to.commit_prepared("move 1, taking");
}

int main(int, char** argv) {
    connection<library> db{argv[1]}, other{argv[1]};
    db.create_tables();
    Book solaris{.title = "Solaris", .copies = 3};
    db.insert(solaris);

    lend(db, other, solaris.id);

    // A report that reads for long sees one moment, waits until it can, and then neither fails nor disturbs.
    auto reading = db.begin({.isolation = isolation_level::serializable, .read_only = true, .deferrable = true});
    std::cout << db(all_copies).scalar().value_or(0) << " copies in the report\n";
    try {
        auto inner = db.begin();
        db.insert(Book{.title = "The Invincible"});
    } catch (const read_only_database&) {
        std::cout << "nothing is written in it\n";
    }
    reading.commit();

    auto transaction = db.begin();
    add_unless_known(db, {.title = "Solaris"});
    add_unless_known(db, {.title = "Ubik", .copies = 1});
    transaction.commit();
    std::cout << db(select(count()).from<Book>()).scalar() << " books\n";

    move_copy(db, other, solaris.id);
    std::cout << db.get<Book>(solaris.id).copies << " copies, " << db(select(count()).from<Book>()).scalar()
              << " books\n";

    // One program at a time: the others wait, or do without.
    {
        const auto lock = db.lock("inventory");
        std::cout << (other.try_lock("inventory") ? "nobody has the lock\n" : "somebody has the lock\n");
    }
    std::cout << (other.try_lock("inventory") ? "nobody has the lock\n" : "somebody has the lock\n");
    db.transact([&] {
        db.lock_in_transaction(4711);
        std::cout << (other.try_lock(4711) ? "nobody has the lock\n" : "locked to the end of the transaction\n");
    });
}
