#include "support/drivers.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace writers_test {

struct Author {
    std::int64_t id = 0;
    std::string name;
    int books = 0;
};
struct Book {
    std::int64_t id = 0;
    std::int64_t author_id = 0;
    std::string title;
    int pages = 0;
};
/// A tree, of which each node that is inserted or removed takes others along.
struct Node {
    std::int64_t id = 0;
    std::optional<std::int64_t> parent_id;
    int depth = 0;
};
struct Line {
    std::int64_t id = 0;
    std::string sql;
};

/// Writes each statement that changes books into a table, by statements of its own.
struct statement_log {
    bool writes = false;

    void on(const rowan::after_execute& e, auto& db) {
        if (!writes || e.sql.find("\"books\"") == std::string_view::npos) return;
        db.insert(Line{0, std::string(e.sql)});
        db.insert(Line{0, std::string(e.sql)});
    }
};

} // namespace writers_test

template <>
inline constexpr auto rowan::table<writers_test::Book> = rowan::define<writers_test::Book>("books");

template <>
struct rowan::hooks<writers_test::Book> {
    using Author = writers_test::Author;
    using Book = writers_test::Book;

    static void on(const after_insert<Book>& e, auto& db) {
        db(rowan::update<Author>()
               .set(col<&Author::books> = col<&Author::books> + 1)
               .where(col<&Author::id> == e.row.author_id));
        if (e.row.title == "bad") throw std::runtime_error("bad");
    }
    static void on(const after_update<Book>& e, auto& db) {
        Author author = db.template get<Author>(e.after.author_id);
        author.name += " (" + std::to_string(e.before.pages) + "->" + std::to_string(e.after.pages) + ")";
        db.update(author);
    }
    static void on(const after_remove<Book>& e, auto& db) {
        db(rowan::update<Author>()
               .set(col<&Author::books> = col<&Author::books> - 1)
               .where(col<&Author::id> == e.row.author_id));
    }
};

template <>
struct rowan::hooks<writers_test::Node> {
    using Node = writers_test::Node;

    static void on(const after_insert<Node>& e, auto& db) {
        if (e.row.depth < 4) {
            db.insert(Node{0, e.row.id, e.row.depth + 1});
            db.insert(Node{0, e.row.id, e.row.depth + 1});
        }
    }
    static void on(const before_remove<Node>& e, auto& db) {
        for (const Node& child : db(select<Node>().where(col<&Node::parent_id> == e.row.id))) db.remove(child);
    }
};

namespace writers_test {

using namespace rowan;

template <class Driver>
struct library {
    using driver = Driver;
    using tables = rowan::tables<Author, Book, Node, Line>;
    using listeners = rowan::listeners<statement_log>;
};

template <class Driver>
struct fixture {
    connection<library<Driver>> db{test::empty_database<Driver>::name()};

    fixture() {
        db.create_tables();
        db.insert(Author{0, "Le Guin", 0});
    }
    Author author() { return db.template get<Author>(1); }
    std::int64_t nodes() { return db(select(count()).from<Node>()).scalar(); }
};

TEST_SUITE("event") {
    TEST_CASE_TEMPLATE("what a handler writes is part of the write", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        db.insert(Book{0, 1, "The Dispossessed", 341});
        CHECK(here.author().books == 1);
        db.insert(std::vector<Book>{{0, 1, "a", 1}, {0, 1, "b", 2}});
        CHECK(here.author().books == 3);
        db.update(Book{1, 1, "The Dispossessed", 387});
        CHECK(here.author().name == "Le Guin (341->387)");
        db.template remove<Book>(1);
        CHECK(here.author().books == 2);
        CHECK_THROWS_AS(db.insert(Book{0, 1, "bad", 1}), std::runtime_error);
        CHECK(here.author().books == 2);
        CHECK(db(select(count()).from<Book>()).scalar() == 2);
    }
    TEST_CASE_TEMPLATE("what a handler writes goes with the transaction", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        {
            auto tx = db.begin();
            db.insert(Book{0, 1, "a", 1});
            CHECK(here.author().books == 1);
            CHECK_THROWS_AS(db.insert(std::vector<Book>{{0, 1, "b", 1}, {0, 1, "bad", 1}}), std::runtime_error);
            CHECK(here.author().books == 1);
        }
        CHECK(here.author().books == 0);
        CHECK(db(select(count()).from<Book>()).scalar() == 0);
    }
    TEST_CASE_TEMPLATE("a handler may do what called it: a statement runs within itself", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        Node root{};
        db.insert(root);
        CHECK(root.id == 1);
        CHECK(here.nodes() == 31);
        db.remove(root);
        CHECK(here.nodes() == 0);
        std::vector<Node> roots{{0, std::nullopt, 3}, {0, std::nullopt, 3}};
        db.insert(roots);
        CHECK(here.nodes() == 6);
        CHECK(roots[1].id == roots[0].id + 1); // a range is inserted before its handlers are called
        CHECK(db.template get<Node>(roots[1].id).depth == 3);
    }
    TEST_CASE_TEMPLATE("a handler that writes after each statement does not disturb what the statement gives", Driver,
                       TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        for (int i = 0; i < 10; ++i) db.insert(Book{0, 1, "x", i});
        db.template listener<statement_log>().writes = true;
        Book book{0, 1, "The Dispossessed", 341};
        db.insert(book);
        CHECK(book.id == 11);
        CHECK(db.template get<Book>(11).pages == 341);
        CHECK(db(rowan::update<Book>().set(col<&Book::pages> = 1).every_row().without_hooks()) == 11);
        CHECK_FALSE(db.template remove<Book>(99));
        CHECK_THROWS_AS(db.update(Book{99, 1, "x", 1}), not_found);
        CHECK(db.template remove<Book>(11));
        CHECK(db(rowan::remove<Book>().where(col<&Book::id> == 99).without_hooks()) == 0);
    }
}

} // namespace writers_test
