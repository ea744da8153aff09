#pragma once

#include "support/dialect_text.hpp"
#include "support/drivers.hpp"
#include "support/shown.hpp"

#include <cstdint>
#include <optional>
#include <set>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

// The tables that the tests of clauses share.
namespace library_test {

enum class Status { open, closed };
struct Author {
    std::int64_t id = 0;
    std::string name;
    std::optional<std::string> country{};
};
struct Book {
    std::int64_t id = 0;
    std::int64_t author_id = 0;
    std::string title;
    int year = 0;
    std::optional<double> price{};
    Status status{};
};
/// A tree.
struct Employee {
    std::int64_t id = 0;
    std::string name;
    std::optional<std::int64_t> boss_id{};
};
/// Has a key of two columns, a unique index and defaults.
struct Sale {
    std::string shop;
    int day = 0;
    int number = 0;
    int amount = 0;
};
struct Counter {
    std::int64_t id = 0;
    int value = 0;
};
/// What queries of books for each author give; no table.
struct Total {
    std::int64_t author_id = 0;
    std::int64_t books = 0;
};
/// A node of the tree with its depth; no table.
struct Level {
    std::int64_t id = 0;
    int depth = 0;
};

} // namespace library_test

template <>
inline constexpr auto rowan::table<library_test::Book> = rowan::define<library_test::Book>(
    "books", rowan::foreign_key<&library_test::Book::author_id>.references<&library_test::Author::id>(),
    rowan::unique<&library_test::Book::title>, rowan::as_integer<&library_test::Book::status>);
template <>
inline constexpr auto rowan::table<library_test::Employee> = rowan::define<library_test::Employee>(
    rowan::foreign_key<&library_test::Employee::boss_id>.references<&library_test::Employee::id>());
template <>
inline constexpr auto rowan::table<library_test::Sale> =
    rowan::define<library_test::Sale>(rowan::primary_key<&library_test::Sale::shop, &library_test::Sale::day>,
                                      rowan::index<&library_test::Sale::number>.unique(),
                                      rowan::default_value<&library_test::Sale::amount>(1));
template <>
inline constexpr auto rowan::table<library_test::Counter> =
    rowan::define<library_test::Counter>(rowan::default_value<&library_test::Counter::value>(7));

namespace library_test {

template <class Driver>
struct library {
    using driver = Driver;
    using tables = rowan::tables<Author, Book, Employee, Sale, Counter>;
};

inline constexpr auto author_id = rowan::col<&Author::id>;
inline constexpr auto author_name = rowan::col<&Author::name>;
inline constexpr auto country = rowan::col<&Author::country>;
inline constexpr auto book_id = rowan::col<&Book::id>;
inline constexpr auto book_author = rowan::col<&Book::author_id>;
inline constexpr auto title = rowan::col<&Book::title>;
inline constexpr auto year = rowan::col<&Book::year>;
inline constexpr auto price = rowan::col<&Book::price>;
inline constexpr auto status = rowan::col<&Book::status>;

template <class Database>
void fill(rowan::connection<Database>& db) {
    db.create_tables();
    db.insert(std::vector<Author>{{0, "Le Guin", "US"}, {0, "Lem", "PL"}, {0, "Nobody", {}}});
    db.insert(std::vector<Book>{{0, 1, "Dispossessed", 1974, 9.5, Status::open},
                                {0, 1, "Lathe", 1971, {}, Status::closed},
                                {0, 2, "Solaris", 1961, 7.25, Status::open},
                                {0, 1, "Tehanu", 1990, 9.5, Status::closed}});
    db.insert(std::vector<Employee>{{0, "Ann", {}}, {0, "Bob", 1}, {0, "Cid", 1}, {0, "Dee", 2}});
    db.insert(std::vector<Sale>{{"north", 1, 11, 5}, {"south", 1, 12, 6}});
}

/// A database with rows in it.
template <class Driver>
struct fixture {
    rowan::connection<library<Driver>> db{test::empty_database<Driver>::name()};

    fixture() { fill(db); }

    template <class Query, class... Arguments>
    std::string rows(const Query& query, Arguments... arguments) {
        return test::shown(db(query, std::move(arguments)...));
    }
    /// The rows of a query that has no order, in the order of their texts.
    template <class Query, class... Arguments>
    std::string sorted_rows(const Query& query, Arguments... arguments) {
        std::istringstream text(rows(query, std::move(arguments)...));
        std::multiset<std::string> lines;
        for (std::string line; std::getline(text, line, ';');) lines.insert(line);
        std::string sorted;
        for (const std::string& line : lines) sorted += line + ';';
        return sorted;
    }
};

} // namespace library_test
