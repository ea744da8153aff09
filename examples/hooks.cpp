#include <rowan/sqlite.hpp>

#include <cstdint>
#include <iostream>
#include <stdexcept>
#include <string>

struct Author {
    std::int64_t id{};
    std::string name{};
};
struct Book {
    std::int64_t id{};
    std::string title{};
};

/// Belongs to the table, in every database: changes a row before it is written, or forbids the write.
template <>
struct rowan::hooks<Book> {
    static void on(before_insert<Book>& e) {
        if (e.row.title.empty()) throw std::invalid_argument("a book needs a title");
        if (e.row.title.ends_with(", The")) e.row.title = "The " + e.row.title.substr(0, e.row.title.size() - 5);
    }
};

/// Belongs to the database, and has a state.
struct audit {
    int removed = 0;

    template <class Table>
    void on(const rowan::after_remove<Table>&) {
        ++removed;
    }
};

struct library {
    using driver = rowan::sqlite;
    using tables = rowan::tables<Author, Book>;
    using listeners = rowan::listeners<audit>;
};

int main() {
    rowan::connection<library> db{":memory:"};
    db.create_tables();

    Author author{.name = "Ursula K. Le Guin"};
    db.insert(author);
    Book book{.title = "Dispossessed, The"};
    db.insert(book);
    std::cout << book.title << '\n';

    try {
        db.insert(Book{});
    } catch (const std::invalid_argument& veto) {
        std::cout << "refused: " << veto.what() << '\n';
    }
    std::cout << db(rowan::select(rowan::count()).from<Book>()).scalar() << " book\n";

    db.remove(book);
    db.remove(author);
    std::cout << db.listener<audit>().removed << " rows removed\n";
}
