#include "support/drivers.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace into_test {

using namespace rowan;

enum class Shelf : unsigned char { fiction, science };

struct Author {
    std::int64_t id = 0;
    std::string name;
};
struct Book {
    std::int64_t id = 0;
    std::string title;
    std::optional<int> year{};
    std::int64_t author_id = 0;
    Shelf shelf = Shelf::fiction;
    float price = 0;
};

} // namespace into_test

template <>
inline constexpr auto rowan::table<into_test::Book> =
    rowan::define<into_test::Book>(rowan::foreign_key<&into_test::Book::author_id>.references<&into_test::Author::id>(),
                                   rowan::as_integer<&into_test::Book::shelf>);

namespace into_test {

template <class Driver>
struct library {
    using driver = Driver;
    using tables = rowan::tables<Author, Book>;
};

struct BookCount {
    std::string name;
    std::int64_t books = 0;
    std::optional<int> latest;
};
struct Loan {
    std::int64_t number = 0;
    std::string title;
    std::optional<std::int64_t> year;
    std::int32_t author_id = 0;
    Shelf shelf = Shelf::science;
    double price = 0;
};
struct AuthorAndBook {
    std::int64_t author = 0;
    std::string name;
    std::optional<std::int64_t> book;
    std::optional<std::string> title;
    std::optional<int> year;
    std::optional<std::int64_t> author_id;
    std::optional<Shelf> shelf;
    std::optional<float> price;
};

template <class Driver>
struct fixture {
    connection<library<Driver>> db{test::empty_database<Driver>::name()};
    fixture() {
        db.create_tables();
        for (const char* name : {"Le Guin", "Lem", "Nobody"}) db.insert(Author{0, name});
        db.insert(Book{0, "The Dispossessed", 1974, 1, Shelf::fiction, 9.5F});
        db.insert(Book{0, "Malafrena", 1979, 1, Shelf::fiction, 7});
        db.insert(Book{0, "Summa Technologiae", std::nullopt, 2, Shelf::science, 12});
    }
};

constexpr auto counts = select(col<&Author::name>, count(col<&Book::id>).as<"books">(), max(col<&Book::year>))
                            .from<Author>()
                            .left_join<Book>()
                            .group_by(col<&Author::name>)
                            .order_by(col<&Author::name>);

TEST_SUITE("engine") {
    TEST_CASE_TEMPLATE("into gives rows of an aggregate from expressions", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        const auto rows = db(counts.into<BookCount>()).all();
        static_assert(std::is_same_v<decltype(rows), const std::vector<BookCount>>);
        REQUIRE(rows.size() == 3);
        CHECK(rows[0].name == "Le Guin");
        CHECK(rows[0].books == 2);
        CHECK(rows[0].latest == 1979);
        CHECK(rows[1].latest == std::nullopt);
        CHECK(rows[2].books == 0);

        std::string seen;
        for (const BookCount& row : db(counts.into<BookCount>())) seen += row.name + ' ';
        CHECK(seen == "Le Guin Lem Nobody ");
        CHECK(db(counts.limit(1).into<BookCount>()).one().name == "Le Guin");
        CHECK(db(counts.limit(0).into<BookCount>()).first().has_value() == false);
    }
    TEST_CASE_TEMPLATE("into gives rows of an aggregate from a whole table", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        const auto rows = db(select<Book>().order_by(col<&Book::id>).template into<Loan>()).all();
        REQUIRE(rows.size() == 3);
        CHECK(rows[0].number == 1);
        CHECK(rows[0].year == 1974);
        CHECK(rows[0].shelf == Shelf::fiction);
        CHECK(rows[2].shelf == Shelf::science);
        CHECK(rows[2].year == std::nullopt);
        CHECK(rows[0].price == 9.5);
        CHECK(rows[2].author_id == 2);
    }
    TEST_CASE_TEMPLATE("into gives one aggregate for the rows of several tables, null where a join has found none",
                       Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        const auto rows = db(select<Author, Book>()
                                 .left_join<Book>()
                                 .order_by(col<&Author::id>, col<&Book::id>)
                                 .template into<AuthorAndBook>())
                              .all();
        REQUIRE(rows.size() == 4);
        CHECK(rows[1].title == "Malafrena");
        CHECK(rows[1].shelf == Shelf::fiction);
        CHECK(rows[2].year == std::nullopt);
        CHECK(rows[2].price == 12.0F);
        CHECK(rows[3].name == "Nobody");
        CHECK_FALSE(rows[3].book);
        CHECK_FALSE(rows[3].shelf);
    }
    TEST_CASE_TEMPLATE("an integer that the field cannot hold is an error", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        struct Small {
            std::int8_t year = 0;
        };
        CHECK_THROWS_AS((void)db(select(count() * 100).from<Book>().into<Small>()).all(), type_mismatch);
        CHECK(db(select(count() * 10).from<Book>().into<Small>()).one().year == 30);
    }
    TEST_CASE_TEMPLATE("what rows are read into is no part of the text", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        constexpr auto query = select<Book>().where(col<&Book::year> > param<"year">);
        static_assert(sql_text<library<Driver>>(query.template into<Loan>()) == sql_text<library<Driver>>(query));
        CHECK(db(query.template into<Loan>(), "year"_p = 1975).one().title == "Malafrena");
        CHECK(db(query, "year"_p = 1970).all().size() == 2);
    }
    TEST_CASE_TEMPLATE("into is for queries with optional parts too, and is checked as the query is", Driver,
                       TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        for (const bool is_asked : {true, false}) {
            const auto query = select<Book>().where(when(is_asked, col<&Book::year> < 1975)).template into<Loan>();
            CHECK(db(query).all().size() == (is_asked ? 1 : 3));
        }
        static_assert(valid<decltype(counts.into<BookCount>()), library<Driver>>);
        static_assert(
            !valid<decltype(select<Book>().where(col<&Author::id> == 1).template into<Loan>()), library<Driver>>);
    }
}

// What fits, asked without failing. (`fits_into` looks at types alone.)
using TitleAndYear = decltype(select(col<&Book::title>, col<&Book::year>).from<Book>());
template <class First, class Second>
struct Pair {
    First title;
    Second year;
};
template <class... Fields>
inline constexpr bool takes = fits_into<TitleAndYear, Pair<Fields...>>;
static_assert(takes<std::string, std::optional<int>>);
static_assert(takes<std::string, std::optional<unsigned char>>);
static_assert(takes<std::optional<std::string>, std::optional<std::int64_t>>);
static_assert(takes<std::string_view, std::optional<int>>);
static_assert(!takes<std::string, int>);
static_assert(!takes<std::string, std::optional<double>>);
static_assert(!takes<std::string, std::optional<bool>>);
static_assert(!takes<std::string, std::optional<Shelf>>);
static_assert(!takes<bytes, std::optional<int>>);
static_assert(!takes<bytes_view, std::optional<int>>);
static_assert(!takes<std::vector<int>, std::optional<int>>);
static_assert(!takes<const char*, std::optional<int>>);

struct Swapped {
    std::optional<int> year;
    std::optional<std::string> title;
};
struct SwappedNames {
    std::string year;
    std::optional<int> title;
};
struct OneName {
    std::string name;
    std::optional<int> title;
};
struct OtherNames {
    std::string a;
    std::optional<int> b;
};
struct One {
    std::string title;
};
struct Three {
    std::string title;
    std::optional<int> year;
    int more;
};
static_assert(!fits_into<TitleAndYear, Swapped>);
static_assert(!fits_into<TitleAndYear, SwappedNames>);
static_assert(!fits_into<TitleAndYear, OneName>);
static_assert(fits_into<TitleAndYear, OtherNames>);
static_assert(!fits_into<TitleAndYear, One>);
static_assert(!fits_into<TitleAndYear, Three>);
static_assert(!fits_into<TitleAndYear, int>);
// Two columns are called id; the field of that name has the one that stands in its place.
struct Both {
    std::int64_t id = 0;
    std::string name;
    std::int64_t book_id = 0;
    std::string title;
    std::optional<int> year;
    std::int64_t author_id = 0;
    Shelf shelf{};
    float price = 0;
};
static_assert(fits_into<decltype(select<Author, Book>().join<Book>()), Both>);
static_assert(!fits_into<decltype(select<Author, Book>().left_join<Book>()), Both>);

// Real numbers keep their precision.
template <class Number>
struct Price {
    Number price;
};
static_assert(fits_into<decltype(select(col<&Book::price>).from<Book>()), Price<double>>);
static_assert(fits_into<decltype(select(col<&Book::price>).from<Book>()), Price<float>>);
static_assert(!fits_into<decltype(select(col<&Book::price>).from<Book>()), Price<int>>);
static_assert(fits_into<decltype(select(avg(col<&Book::price>)).from<Book>()), Price<std::optional<double>>>);
static_assert(!fits_into<decltype(select(avg(col<&Book::price>)).from<Book>()), Price<std::optional<float>>>);

// As a source, the columns are also stored as the definition of the aggregate says, and nothing is a view.
struct Stored {
    std::string title;
    Shelf shelf = Shelf::fiction;
};
struct Kept {
    std::string title;
    Shelf shelf = Shelf::fiction;
};
struct Seen {
    std::string_view title;
};

} // namespace into_test

template <>
inline constexpr auto rowan::table<into_test::Stored> =
    rowan::define<into_test::Stored>(rowan::as_integer<&into_test::Stored::shelf>);

namespace into_test {

using Shelves = decltype(select(col<&Book::title>, col<&Book::shelf>).from<Book>());
template <class Query, class Row>
inline constexpr bool is_source =
    detail::is_right<detail::row_fit<detail::columns_of<Query>, Row, detail::fit_for::source>>;
static_assert(is_source<Shelves, Stored>);
static_assert(!is_source<Shelves, Kept>);
static_assert(fits_into<Shelves, Kept>);
static_assert(!is_source<decltype(select(col<&Book::title>).from<Book>()), Seen>);

} // namespace into_test
