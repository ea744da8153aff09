#include "support/drivers.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

// Rows that a foreign key has removed or changed with those that they refer to raise their events.
namespace event_cascades_test {

using namespace rowan;

struct Author {
    std::int64_t id = 0;
    std::string name;
};
/// Without handlers of its own.
struct Book {
    std::int64_t id = 0;
    std::int64_t author_id = 0;
    std::string title;
    int edition = 1;
};
struct Page {
    std::int64_t id = 0;
    std::int64_t book_id = 0;
    int number = 0;
};
/// Refers to two columns.
struct Print {
    std::int64_t id = 0;
    std::string title;
    int edition = 0;
};
struct Review {
    std::int64_t id = 0;
    std::optional<std::int64_t> book_id;
    std::string text;
};
/// Without a key.
struct Mark {
    std::int64_t page_id = 0;
    std::string text;
};
struct Node {
    std::int64_t id = 0;
    std::optional<std::int64_t> parent_id;
};

} // namespace event_cascades_test

namespace rowan {
template <>
inline constexpr auto table<event_cascades_test::Book> = define<event_cascades_test::Book>(
    foreign_key<&event_cascades_test::Book::author_id>.references<&event_cascades_test::Author::id>().on_delete(
        cascade),
    unique<&event_cascades_test::Book::title, &event_cascades_test::Book::edition>);
template <>
inline constexpr auto table<event_cascades_test::Page> = define<event_cascades_test::Page>(
    foreign_key<&event_cascades_test::Page::book_id>.references<&event_cascades_test::Book::id>().on_delete(cascade));
template <>
inline constexpr auto table<event_cascades_test::Print> = define<event_cascades_test::Print>(
    foreign_key<&event_cascades_test::Print::title, &event_cascades_test::Print::edition>
        .references<&event_cascades_test::Book::title, &event_cascades_test::Book::edition>()
        .on_delete(cascade)
        .on_update(cascade));
template <>
inline constexpr auto table<event_cascades_test::Review> = define<event_cascades_test::Review>(
    foreign_key<&event_cascades_test::Review::book_id>.references<&event_cascades_test::Book::id>().on_delete(
        set_null));
template <>
inline constexpr auto table<event_cascades_test::Mark> = define<event_cascades_test::Mark>(
    foreign_key<&event_cascades_test::Mark::page_id>.references<&event_cascades_test::Page::id>().on_delete(cascade));
template <>
inline constexpr auto table<event_cascades_test::Node> = define<event_cascades_test::Node>(
    foreign_key<&event_cascades_test::Node::parent_id>.references<&event_cascades_test::Node::id>().on_delete(cascade));
} // namespace rowan

namespace event_cascades_test {

using trace = std::vector<std::string>;

struct listener {
    trace seen;
    bool refuses = false;

    template <class Table>
    void note(const char* what, const Table& row) {
        if constexpr (requires { row.id; }) seen.push_back(what + std::to_string(row.id));
        else seen.push_back(what + row.text);
    }
    void on(const before_remove<Author>& e) { note("before author ", e.row); }
    void on(const after_remove<Author>& e) { note("after author ", e.row); }
    void on(const before_remove<Page>& e) {
        note("before page ", e.row);
        if (refuses && e.row.number == 2) throw std::runtime_error("page 2 stays");
    }
    void on(const after_remove<Page>& e) { note("after page ", e.row); }
    void on(const after_remove<Print>& e) { note("after print ", e.row); }
    void on(const after_remove<Mark>& e) { note("after mark ", e.row); }
    void on(const before_update<Review>& e) { note(e.row.book_id ? "? " : "before null ", e.row); }
    void on(const after_update<Review>& e) { note(e.after.book_id ? "? " : "after null ", e.after); }
    void on(const before_remove<Node>& e) { note("before node ", e.row); }
    void on(const after_remove<Node>& e) { note("after node ", e.row); }
};
struct print_listener {
    void on(const after_update<Print>&) {}
};
struct print_shop {
    using driver = sqlite;
    using tables = rowan::tables<Author, Book, Print>;
    using listeners = rowan::listeners<print_listener>;
};
/// Writes to rows that are about to be removed.
struct writing_listener {
    trace seen;

    void on(const after_remove<Book>& e, auto& db) {
        db(update<Author>()
               .set(col<&Author::name> = "without " + e.row.title)
               .where(col<&Author::id> == e.row.author_id));
    }
    void on(const after_update<Author>& e) { seen.push_back(e.before.name + " > " + e.after.name); }
    void on(const before_remove<Author>& e) { seen.push_back("? " + e.row.name); }
    void on(const after_remove<Author>& e) { seen.push_back("- " + e.row.name); }
    void on(const before_remove<Node>& e, auto& db) {
        db(update<Node>().set(col<&Node::parent_id> = e.row.id).where(col<&Node::id> == e.row.id));
    }
    void on(const after_remove<Node>& e) { seen.push_back(e.row.parent_id ? "in a circle" : "on top"); }
};
template <class Driver>
struct writing_library {
    using driver = Driver;
    using tables = rowan::tables<Author, Book, Node>;
    using listeners = rowan::listeners<writing_listener>;
};
template <class Driver>
struct library {
    using driver = Driver;
    using tables = rowan::tables<Author, Book, Page, Print, Review, Mark, Node>;
    using listeners = rowan::listeners<listener>;
};

template <class Driver>
struct fixture {
    connection<library<Driver>> db{test::empty_database<Driver>::name()};
    listener& heard = db.template listener<listener>();

    fixture() {
        db.create_tables();
        db.insert(std::vector<Author>{{0, "a"}, {0, "b"}});
        db.insert(std::vector<Book>{{0, 1, "x"}, {0, 1, "y"}, {0, 2, "z"}});
        db.insert(std::vector<Page>{{0, 1, 1}, {0, 1, 2}, {0, 3, 1}});
        db.insert(std::vector<Print>{{0, "x", 1}, {0, "z", 1}});
        db.insert(std::vector<Review>{{0, 2, "good"}, {0, 3, "bad"}});
        db.insert(std::vector<Mark>{{1, "m"}});
    }
    trace seen() { return std::exchange(heard.seen, {}); }
    template <class Table>
    std::int64_t rows() {
        return db(select(count()).template from<Table>()).scalar();
    }
};

TEST_SUITE("event") {
    TEST_CASE_TEMPLATE("what a removal takes along is told, by a row, by its key and in a set", Driver, TEST_DRIVERS) {
        const trace expected{"before author 1", "before page 1", "before page 2", "after mark m", "after page 1",
                             "after page 2",    "after print 1", "before null 1", "after null 1", "after author 1"};
        for (int way = 0; way < 3; ++way) {
            fixture<Driver> here;
            if (way == 0) here.db.remove(Author{1, "a"});
            if (way == 1) CHECK(here.db.template remove<Author>(1));
            if (way == 2) CHECK(here.db(rowan::remove<Author>().where(col<&Author::name> == "a")) == 1);
            CHECK(here.seen() == expected);
            CHECK(here.template rows<Book>() == 1);
            CHECK(here.template rows<Page>() == 1);
            CHECK(here.template rows<Print>() == 1);
            CHECK(here.template rows<Mark>() == 0);
            CHECK(here.db.template get<Review>(1).book_id == std::nullopt);
        }
    }
    TEST_CASE_TEMPLATE("a table that no handler hears of takes others along", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        CHECK(here.db.template remove<Book>(3));
        CHECK(here.seen() == trace{"before page 3", "after page 3", "after print 2", "before null 2", "after null 2"});
        CHECK_FALSE(here.db.template remove<Book>(3));
        CHECK(here.db(rowan::remove<Book>().every_row().without_hooks()) == 2);
        CHECK(here.seen().empty());
        CHECK(here.template rows<Page>() == 0);
    }
    TEST_CASE_TEMPLATE("a handler far down takes everything back", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        here.heard.refuses = true;
        CHECK_THROWS_WITH(here.db.template remove<Author>(1), "page 2 stays");
        CHECK_THROWS_WITH(here.db(rowan::remove<Author>().every_row()), "page 2 stays");
        CHECK(here.template rows<Author>() == 2);
        CHECK(here.template rows<Page>() == 3);
        CHECK(here.db.template get<Review>(1).book_id == 2);
    }
    TEST_CASE_TEMPLATE("a tree goes from its leaves up, however deep it is, and a circle has an end", Driver,
                       TEST_DRIVERS) {
        fixture<Driver> here;
        here.db.insert(std::vector<Node>{{0, std::nullopt}, {0, 1}, {0, 1}, {0, 2}});
        CHECK(here.db.template remove<Node>(1));
        CHECK(here.seen() == trace{"before node 1", "before node 2", "before node 3", "before node 4", "after node 4",
                                   "after node 2", "after node 3", "after node 1"});
        std::vector<Node> chain(400);
        here.db.insert(chain);
        for (std::size_t i = 1; i < chain.size(); ++i) chain[i].parent_id = chain[i - 1].id;
        chain[0].parent_id = chain[7].id; // and back
        for (Node& node : chain) here.db.update(node);
        here.seen();
        here.db.remove(chain[0]);
        CHECK(here.template rows<Node>() == 0);
        CHECK(here.seen().size() == 800);
    }
    TEST_CASE_TEMPLATE("a row that handlers have changed before it is removed is told as it was at last", Driver,
                       TEST_DRIVERS) {
        connection<writing_library<Driver>> db(test::empty_database<Driver>::name());
        db.create_tables();
        db.insert(std::vector<Author>{{0, "a"}, {0, "b"}});
        db.insert(std::vector<Book>{{0, 1, "x"}, {0, 1, "y"}});
        db.insert(Node{});
        CHECK(db(rowan::remove<Author>().every_row()) == 2);
        CHECK(db.template remove<Node>(1));
        CHECK(db.template listener<writing_listener>().seen ==
              trace{"? a", "? b", "a > without x", "without x > without y", "- without y", "- b", "in a circle"});
    }
    TEST_CASE("a change of what others refer to is not served where handlers would hear of them") {
        const auto retitled = update<Book>().set(col<&Book::title> = "t").where(col<&Book::id> == 1);
        using Query = std::remove_const_t<decltype(retitled)>;
        CHECK(detail::is_right<detail::write_check<Query, detail::core<library<sqlite>>>>);
        CHECK_FALSE(detail::is_right<detail::write_check<Query, detail::core<print_shop>>>);
    }
}

} // namespace event_cascades_test
