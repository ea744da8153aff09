#include "support/drivers.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace point_in_time_test {

struct Author {
    std::int64_t id = 0;
    std::string name;
    friend bool operator==(const Author&, const Author&) = default;
};
struct Book {
    std::int64_t id = 0;
    std::int64_t author_id = 0;
    std::string title;
    int year = 0;
    friend bool operator==(const Book&, const Book&) = default;
};
/// Has no history: a query of the past sees it as it is.
struct Label {
    std::int64_t id = 0;
    std::string text;
};

/// Writes down which hooks are called, and may refuse.
struct log {
    std::vector<std::string> seen;
    bool refuses = false;
    void on(const rowan::before_insert<Book>&) { note("insert"); }
    void on(const rowan::before_update<Book>&) { note("update"); }
    void on(const rowan::after_remove<Book>&) { note("remove"); }
    void note(const char* event) {
        seen.emplace_back(event);
        if (refuses) throw std::runtime_error("refused");
    }
};

} // namespace point_in_time_test

template <>
inline constexpr auto rowan::table<point_in_time_test::Book> = rowan::define<point_in_time_test::Book>(
    "books", rowan::foreign_key<&point_in_time_test::Book::author_id>.references<&point_in_time_test::Author::id>());
template <>
inline constexpr auto rowan::history<point_in_time_test::Author> = rowan::versioned{};
template <>
inline constexpr auto rowan::history<point_in_time_test::Book> = rowan::versioned{};

namespace point_in_time_test {

using namespace rowan;

template <class Driver>
struct library {
    using driver = Driver;
    using tables = rowan::tables<Author, Book, Label>;
    using listeners = rowan::listeners<log>;
};

/// Five transactions: an author and two books; a title; the author's name and a third book; a removal; and all of it again.
template <class Driver>
struct fixture {
    connection<library<Driver>> db{test::empty_database<Driver>::name()};
    std::vector<transaction_record> at;

    fixture() {
        db.create_tables();
        const auto act = [&](const auto& action) {
            db.transact(action);
            at.push_back(db.transactions().back());
            // So that no two have the same time.
            db.execute("UPDATE rowan_transaction SET at = '2024-01-0" + std::to_string(at.size()) +
                       " 00:00:00.000' WHERE id = " + std::to_string(at.back().id));
            at.back() = db.transactions().back();
        };
        act([&] {
            db.insert(Author{0, "Le Guin"});
            db.insert(std::vector<Book>{{0, 1, "a", 1960}, {0, 1, "b", 1970}});
        });
        act([&] { db.update(Book{1, 1, "A", 1960}); });
        act([&] {
            db.update(Author{1, "Ursula K. Le Guin"});
            db.insert(Book{0, 1, "c", 1980});
        });
        act([&] { db.template remove<Book>(2); });
        act([&] { db.upsert(Book{2, 1, "b again", 1990}); });
        db.insert(Label{0, "label"});
        db.template listener<log>().seen.clear();
    }
    template <class Point>
    std::string titles(Point point) {
        std::string text;
        for (const Book& book : db(select<Book>().as_of(point).order_by(col<&Book::id>))) text += book.title + ",";
        return text;
    }
};

TEST_SUITE("history") {
    TEST_CASE_TEMPLATE("a query as of a transaction sees what that transaction left", Driver, TEST_DRIVERS) {
        fixture<Driver> made;
        const char* expected[] = {"a,b,", "A,b,", "A,b,c,", "A,c,", "A,b again,c,"};
        for (std::size_t i = 0; i < 5; ++i) {
            CAPTURE(i);
            CHECK(made.titles(made.at[i].id) == expected[i]);
            CHECK(made.titles(made.at[i].at) == expected[i]);
            CHECK(made.titles(made.at[i].at + std::chrono::hours(1)) == expected[i]);
            CHECK(made.titles(made.at[i].at + std::chrono::microseconds(1)) == expected[i]);
            CHECK(made.titles(made.at[i].at - std::chrono::milliseconds(1)) == (i == 0 ? "" : expected[i - 1]));
            CHECK(made.titles(made.at[i].at - std::chrono::microseconds(1)) == (i == 0 ? "" : expected[i - 1]));
        }
        CHECK(made.titles(std::int64_t{0}) == "");
        CHECK(made.titles(std::int64_t{-1}) == "");
        CHECK(made.titles(made.at[4].id + 1000) == expected[4]);
        CHECK(made.titles(std::chrono::sys_days(std::chrono::year(1970) / 1 / 1)) == "");
        CHECK(made.titles(std::chrono::system_clock::now()) == expected[4]);
    }
    TEST_CASE_TEMPLATE("a query of the past may say all that a query says", Driver, TEST_DRIVERS) {
        fixture<Driver> made;
        auto& db = made.db;
        const auto then = made.at[2].id;
        const auto young = select<Book>().where(col<&Book::year> >= 1970).order_by(desc(col<&Book::year>)).as_of(then);
        CHECK(db(young).all() == std::vector<Book>{{3, 1, "c", 1980}, {2, 1, "b", 1970}});
        CHECK(db(select<Book>().as_of(then).order_by(col<&Book::id>).limit(1).offset(1)).one().title == "b");
        CHECK(db(select(count()).template from<Book>().as_of(then)).scalar() == 3);
        CHECK(db(select(max(col<&Book::year>)).template from<Book>().as_of(made.at[1].id)).scalar() == 1970);
        CHECK(db(select(col<&Book::title>).template from<Book>().as_of(made.at[0].id).where(col<&Book::id> == 1))
                  .scalar() == "a");
        const auto named = select<Book>().where(col<&Book::title> == param<"title">).as_of(then);
        CHECK(db(named, "title"_p = "b").one().id == 2);
        const std::vector<std::int64_t> ids{1, 3};
        CHECK(db(select<Book>().as_of(then).where(in(col<&Book::id>, ids))).all().size() == 2);
        for (const bool filtered : {false, true})
            CHECK(db(select<Book>().as_of(then).where(when(filtered, col<&Book::id> == 3))).all().size() ==
                  (filtered ? 1U : 3U));
        // The same variant of the query again, at another point, is the same statement with another value.
        CHECK(db(select(count()).template from<Book>().as_of(made.at[3].id)).scalar() == 2);
    }
    TEST_CASE_TEMPLATE("a join of the past sees each versioned table as it was, and others as they are", Driver,
                       TEST_DRIVERS) {
        fixture<Driver> made;
        auto& db = made.db;
        const auto query = [](std::int64_t then) {
            return select<Author, Book>().template join<Book>().where(col<&Book::id> == 1).as_of(then);
        };
        const auto early = db(query(made.at[1].id)).one(), late = db(query(made.at[4].id)).one();
        CHECK(early.template get<0>().name == "Le Guin");
        CHECK(early.template get<1>().title == "A");
        CHECK(late.template get<0>().name == "Ursula K. Le Guin");
        CHECK(db(query(0)).all().empty());
        const auto outer =
            db(select<Author, Book>()
                   .template left_join<Book>(col<&Book::author_id> == col<&Author::id> && col<&Book::id> == 2)
                   .as_of(made.at[3].id))
                .one();
        CHECK(outer.template get<0>().name == "Ursula K. Le Guin");
        CHECK_FALSE(outer.template get<1>());
        const auto label =
            db(select<Book, Label>().template join<Label>(col<&Label::id> == col<&Book::id>).as_of(made.at[0].id))
                .one();
        CHECK(label.template get<0>().title == "a");
        CHECK(label.template get<1>().text == "label");
    }
    TEST_CASE_TEMPLATE("the past does not change, whatever happens", Driver, TEST_DRIVERS) {
        fixture<Driver> made;
        auto& db = made.db;
        auto tx = db.begin();
        db(rowan::update<Book>().set(col<&Book::title> = "x").every_row().without_hooks());
        CHECK(made.titles(made.at[0].id) == "a,b,");
        CHECK(made.titles(made.at[4].id) == "A,b again,c,");
        tx.rollback();
        CHECK(made.titles(made.at[4].id) == "A,b again,c,");
    }
    TEST_CASE_TEMPLATE("versions come in order, from one row, and know the one before", Driver, TEST_DRIVERS) {
        fixture<Driver> made;
        auto& db = made.db;
        const auto versions = db.template versions<Book>(2);
        REQUIRE(versions.size() == 3);
        CHECK(versions[0].operation == version_operation::insert);
        CHECK(versions[1].operation == version_operation::remove);
        CHECK(versions[1].row == Book{2, 1, "b", 1970});
        CHECK(versions[2].operation == version_operation::insert);
        CHECK(versions[0].transaction == made.at[0]);
        CHECK(versions[1].transaction == made.at[3]);
        CHECK(versions[0].end_transaction_id == made.at[3].id);
        CHECK(versions[1].end_transaction_id == made.at[4].id);
        CHECK_FALSE(versions[2].end_transaction_id);
        CHECK_FALSE(db.previous(versions[0]));
        CHECK(db.previous(versions[1]) == versions[0]);
        CHECK(db.previous(versions[2]) == versions[1]);
        const auto together = db.template versions_in<Book>(made.at[0].id);
        REQUIRE(together.size() == 2);
        CHECK(together[0].row.title == "a");
        CHECK(together[1] == versions[0]);
        CHECK(db.template versions_in<Author>(made.at[2].id).at(0).row.name == "Ursula K. Le Guin");
        CHECK(db.template versions_in<Book>(9999).empty());
        CHECK(db.transactions() == made.at);
    }
    TEST_CASE_TEMPLATE("reverting is a write: it calls hooks and begins a version", Driver, TEST_DRIVERS) {
        fixture<Driver> made;
        auto& db = made.db;
        auto& seen = db.template listener<log>().seen;
        const auto versions = db.template versions<Book>(1);
        db.transact({.actor = "ann"}, [&] { db.revert(versions[0]); });
        CHECK(db.template get<Book>(1) == versions[0].row);
        CHECK(seen == std::vector<std::string>{"update"});
        CHECK(db.template versions<Book>(1).size() == 3);
        CHECK(db.template versions<Book>(1)[2].transaction.actor == "ann");
        db.revert(versions[0]);
        CHECK(db.template versions<Book>(1).size() == 3);
        seen.clear();

        const auto second = db.template versions<Book>(2);
        db.revert(second[1]);
        CHECK_FALSE(db.template find<Book>(2));
        CHECK(seen == std::vector<std::string>{"remove"});
        db.revert(second[1]); // is removed already
        db.revert(second[0]);
        CHECK(db.template get<Book>(2) == second[0].row);
        CHECK(seen == std::vector<std::string>{"remove", "insert"});
        CHECK(db.template versions<Book>(2).size() == 5);

        db.template listener<log>().refuses = true;
        CHECK_THROWS_AS(db.revert(second[2]), std::runtime_error);
        CHECK(db.template versions<Book>(2).size() == 5);
        CHECK(db.template get<Book>(2) == second[0].row);
    }
}

} // namespace point_in_time_test
