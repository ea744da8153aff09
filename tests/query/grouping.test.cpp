#include "rowan/query/grouping.hpp"

#include "support/drivers.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace grouping_test {

struct Author {
    std::int64_t id = 0;
    std::string name;
    int born = 0;
};
struct Book {
    std::int64_t id = 0;
    std::int64_t author_id = 0;
    std::string title;
    int year = 0;
};
struct Line {
    std::int64_t invoice = 0;
    int number = 0;
    std::string text;
};
struct Visit {
    std::string page;
    int hour = 0;
};
/// What a query gives for each author; no table.
struct Share {
    std::int64_t id = 0;
    std::int64_t books = 0;
};
template <class Driver>
struct library {
    using driver = Driver;
    using tables = rowan::tables<Author, Book, Line, Visit>;
};

} // namespace grouping_test

template <>
inline constexpr auto rowan::table<grouping_test::Book> = rowan::define<grouping_test::Book>(
    rowan::foreign_key<&grouping_test::Book::author_id>.references<&grouping_test::Author::id>());
template <>
inline constexpr auto rowan::table<grouping_test::Line> =
    rowan::define<grouping_test::Line>(rowan::primary_key<&grouping_test::Line::invoice, &grouping_test::Line::number>);

namespace grouping_test {

using namespace rowan;

constexpr auto book = col<&Book::id>;
constexpr auto title = col<&Book::title>;
constexpr auto year = col<&Book::year>;
constexpr auto author = col<&Author::id>;
constexpr auto name = col<&Author::name>;

template <class Query>
constexpr bool is_valid(const Query&) {
    return valid<Query, library<sqlite>>;
}
constexpr auto both = [](auto... list) { return select(list...).template from<Book>().template join<Author>(); };

// Without keys all rows are one group, if there is an aggregate anywhere.
static_assert(is_valid(both(title, name)) && is_valid(both(count(), sum(year) + 1)));
static_assert(!is_valid(both(title, count())) && !is_valid(both(year + max(year))));
static_assert(!is_valid(both(title).order_by(count())) && is_valid(both(count()).order_by(max(title))));
static_assert(!is_valid(both(count()).order_by(title)));
static_assert(!is_valid(select<Book>().order_by(count())));

// A key, and what is made of keys.
static_assert(is_valid(both(title, count()).group_by(title)) && is_valid(both(year + 1).group_by(year)));
constexpr auto decade = year / literal<10>;
static_assert(is_valid(both(decade.as<"decade">(), count()).group_by(decade)) &&
              is_valid(both(decade * 10).group_by(decade)) && !is_valid(both(year / literal<20>).group_by(decade)));
// A bound value is bound anew wherever its expression stands again, so that the database does not know them to be the same.
static_assert(!is_valid(both(year / 10, count()).group_by(year / 10)) &&
              is_valid(both((year / 10).as<"decade">(), count()).group_by(named<"decade">)) &&
              !is_valid(both((year / 10).as<"decade">(), count()).group_by(named<"decade">).having(year / 10 > 3)) &&
              is_valid(both(count()).group_by(year / 10)) &&
              is_valid(both(year / param<"n">).group_by(year / param<"n">)));
static_assert(!is_valid(both(year).group_by(decade)) && !is_valid(both(title).group_by(year)));
static_assert(is_valid(both(count()).group_by(year).having(year > 1970 && max(title) < "T")) &&
              !is_valid(both(count()).group_by(year).having(title == "T")));
static_assert(is_valid(both(count()).group_by(year).order_by(desc(year), count())) &&
              !is_valid(both(count()).group_by(year).order_by(desc(title))));
static_assert(is_valid(both(count().filter(title == "T"), string_agg(title, name)).group_by(year)));

// A primary key decides the columns of its own table, if it is whole.
static_assert(is_valid(both(title, year, count()).group_by(book)));
static_assert(!is_valid(both(name).group_by(book)) && is_valid(both(name).group_by(book, author)));
static_assert(!is_valid(both(title).group_by(author)) && is_valid(both(title, name).group_by(book, name)));
constexpr auto lines = select(col<&Line::text>).from<Line>();
static_assert(is_valid(lines.group_by(col<&Line::number>, col<&Line::invoice>)) &&
              !is_valid(lines.group_by(col<&Line::number>)) &&
              !is_valid(lines.group_by(col<&Line::number>, col<&Line::number>)));

// The rows of a query have no key: a field that is called `id` decides nothing.
constexpr auto of_authors = select(col<&Book::author_id>, count()).from<Book>().group_by(col<&Book::author_id>);
constexpr auto share = col<&Share::id>;
constexpr auto books = col<&Share::books>;
constexpr auto beside_cte = [](auto list) {
    return list.template from<Author>().with(cte<Share>(of_authors)).template join<Share>(share == author);
};
constexpr auto beside_subquery = [](auto list) {
    return list.template from<Author>().join(subquery<Share>(of_authors), share == author);
};
constexpr auto is_decided = [](auto beside) {
    return !is_valid(beside(select(books, sum(author))).group_by(share)) &&
           !is_valid(beside(select(books, count())).group_by(author)) &&
           !is_valid(beside(select<Share>()).group_by(share)) &&
           !is_valid(beside(select(share, count())).group_by(share).order_by(books)) &&
           is_valid(beside(select(share, sum(books))).group_by(share)) &&
           is_valid(beside(select(books, sum(author))).group_by(books)) &&
           is_valid(beside(select<Share>()).group_by(share, books)) &&
           is_valid(beside(select(name, books, count())).group_by(author, books));
};
static_assert(is_decided(beside_cte) && is_decided(beside_subquery));

// Whole rows are all of their columns.
static_assert(is_valid(select<Book>().group_by(book)) && !is_valid(select<Book>().group_by(year)));
static_assert(!is_valid(select<Book, Author>().join<Author>().group_by(book)) &&
              is_valid(select<Book, Author>().join<Author>().group_by(book, author)));
static_assert(is_valid(select<Visit>().group_by(col<&Visit::page>, col<&Visit::hour>)) &&
              !is_valid(select<Visit>().group_by(col<&Visit::page>)));

// A window is one over the groups.
static_assert(is_valid(both(year, rank().over(order_by(desc(count()), year))).group_by(year)) &&
              !is_valid(both(rank().over(order_by(title))).group_by(year)) &&
              !is_valid(both(sum(book).over(window())).group_by(year)));
static_assert(is_valid(both(year, sum(sum(book)).over(partition_by(year))).group_by(year)) &&
              is_valid(both(title, sum(book).over(partition_by(year)))));
static_assert(is_valid(both(sum(max(year)).over(window()))) && !is_valid(both(title, sum(max(year)).over(window()))) &&
              !is_valid(both(sum(max(year)))));

TEST_SUITE("query") {
    TEST_CASE_TEMPLATE("a table's columns are decided by its key", Driver, TEST_DRIVERS) {
        connection<library<Driver>> db{test::empty_database<Driver>::name()};
        db.create_tables();
        db.insert(std::vector<Author>{{0, "Le Guin", 1929}, {0, "Lem", 1921}});
        db.insert(std::vector<Book>{{0, 1, "The Dispossessed", 1974}, {0, 1, "Tehanu", 1990}, {0, 2, "Solaris", 1961}});
        const auto rows = db(select(name, col<&Author::born>, count().as<"books">(), min(year))
                                 .template from<Author>()
                                 .template join<Book>()
                                 .group_by(author)
                                 .having(col<&Author::born> < 2000 && count() > 0)
                                 .order_by(desc(count()), name))
                              .all();
        REQUIRE(rows.size() == 2);
        CHECK(rows[0].template get<"name">() == "Le Guin");
        CHECK(rows[0].template get<"books">() == 2);
        CHECK(rows[1].template get<"born">() == 1921);
        CHECK(rows[1].template get<3>() == 1961);
        CHECK(db(select<Author>().group_by(author)).all().size() == 2);
        CHECK(db(select(sum(max(year)).over(window())).from<Book>().group_by(col<&Book::author_id>)).all().size() == 2);
    }
    TEST_CASE_TEMPLATE("rows of a query are in groups by what is selected of them", Driver, TEST_DRIVERS) {
        connection<library<Driver>> db{test::empty_database<Driver>::name()};
        db.create_tables();
        db.insert(std::vector<Author>{{0, "Le Guin", 1929}, {0, "Lem", 1921}, {0, "Dick", 1928}});
        db.insert(std::vector<Book>{{0, 1, "The Dispossessed", 1974}, {0, 1, "Tehanu", 1990}, {0, 2, "Solaris", 1961}});
        db.insert(std::vector<Book>{{0, 3, "Ubik", 1969}});
        const auto check = [&](const auto& query) {
            const auto rows = db(query).all();
            REQUIRE(rows.size() == 2);
            CHECK(rows[0].template get<0>() == 1);
            CHECK(rows[0].template get<1>() == 5);
            CHECK(rows[1].template get<0>() == 2);
            CHECK(rows[1].template get<1>() == 1);
        };
        check(beside_cte(select(books, sum(author))).group_by(books).order_by(books));
        check(beside_subquery(select(books, sum(author))).group_by(books).order_by(books));
    }
}

} // namespace grouping_test
