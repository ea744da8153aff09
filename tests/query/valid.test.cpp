#include "rowan/query/check/checks.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <string>

namespace valid_test {

struct Author {
    std::int64_t id = 0;
    std::string name;
};
struct Book {
    std::int64_t id = 0;
    std::int64_t author_id = 0;
    std::string title;
    int year = 0;
};
struct Visit {
    std::int64_t page = 0;
};
struct library {
    using tables = rowan::tables<Author, Book>;
};

template <class Query>
constexpr bool is_valid(const Query&) {
    return rowan::valid<Query, library>;
}

} // namespace valid_test

using namespace valid_test;
using namespace rowan;

template <>
inline constexpr auto rowan::table<Book> = rowan::define<Book>(
    rowan::foreign_key<&Book::author_id>.references<&Author::id>(), rowan::default_value<&Book::year>(0));

namespace {

constexpr auto by_author = select<Book>().where(col<&Author::name> == "Le Guin");
static_assert(!rowan::valid<decltype(by_author), library>);
static_assert(rowan::valid<decltype(by_author.join<Author>()), library>);

TEST_CASE("valid asks whether a query's columns are of its tables") {
    CHECK(is_valid(select(col<&Book::title>).from<Book>()));
    CHECK_FALSE(is_valid(select(col<&Book::title>)));
    CHECK_FALSE(is_valid(select<Book>().order_by(desc(col<&Author::name>))));
    CHECK_FALSE(is_valid(select<Book, Author>()));
    CHECK(is_valid(select<Book, Author>().join<Author>()));
    CHECK(is_valid(select<Author, Book>().left_join<Book>()));
}

TEST_CASE("valid asks whether a query's tables are of the database") {
    CHECK_FALSE(is_valid(select<Visit>()));
    CHECK_FALSE(is_valid(remove<Visit>().every_row()));
}

TEST_CASE("valid asks whether the columns of groups are the same for all rows of a group") {
    constexpr auto title = col<&Book::title>;
    constexpr auto year = col<&Book::year>;
    CHECK(is_valid(select(count()).from<Book>()));
    CHECK(is_valid(select(count(), max(year) - min(year)).from<Book>()));
    CHECK_FALSE(is_valid(select(title, count()).from<Book>()));
    CHECK_FALSE(is_valid(select(title).from<Book>().group_by(year)));
    CHECK(is_valid(select(title, count()).from<Book>().group_by(title)));
    constexpr auto next = year + literal<1>;
    CHECK(is_valid(select(next, next.as<"next">(), count()).from<Book>().group_by(next)));
    CHECK_FALSE(is_valid(select(year, count()).from<Book>().group_by(next)));
    // A primary key decides the other columns of its table, and no others.
    CHECK_FALSE(
        is_valid(select(title, col<&Author::name>, count()).from<Book>().join<Author>().group_by(col<&Book::id>)));
    CHECK(is_valid(select(col<&Author::name>, count()).from<Book>().join<Author>().group_by(col<&Author::id>)));
}

TEST_CASE("valid asks whether a parameter has a type, not for its value") {
    CHECK(is_valid(select<Book>().where(col<&Book::year> >= param<"year">)));
    CHECK_FALSE(is_valid(select<Book>().where(param<"a"> == param<"b">)));
    CHECK_FALSE(is_valid(select<Book>().order_by(param<"a">)));
}

TEST_CASE("valid asks whether a statement says what it writes, and to which rows") {
    constexpr auto year = col<&Book::year>;
    CHECK_FALSE(is_valid(update<Book>().set(year = 1974)));
    CHECK(is_valid(update<Book>().set(year = 1974).every_row()));
    CHECK(is_valid(update<Book>().set(year = 1974).where(col<&Book::id> == 7)));
    CHECK_FALSE(is_valid(update<Book>().where(col<&Book::id> == 7)));
    CHECK_FALSE(is_valid(remove<Book>()));
    CHECK(is_valid(remove<Book>().every_row().every_row()));
}

TEST_CASE("valid asks whether an insert gives all columns that need a value") {
    constexpr auto title = col<&Book::title> = "Tehanu";
    constexpr auto author = col<&Book::author_id> = 1;
    CHECK(is_valid(insert<Book>().set(title, author)));
    CHECK_FALSE(is_valid(insert<Book>().set(title)));
    CHECK_FALSE(is_valid(insert<Book>()));
    CHECK(is_valid(insert<Author>().set(col<&Author::name> = "Le Guin")));
}

} // namespace
