#include "support/caught.hpp"
#include "support/drivers.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

namespace persistence_test {

enum class Colour { red, green };

struct Book {
    std::int64_t id = 0;
    std::string title;
    std::optional<int> year;
};
struct Line {
    std::string text;
    std::int64_t invoice = 0;
    int number = 0;
    int doubled = 0;
    friend bool operator==(const Line&, const Line&) = default;
};
struct Country {
    std::string code;
    std::string name;
};
struct Paint {
    Colour colour{};
    std::chrono::sys_days day;
    double litres = 0;
};
struct Tag {
    std::string name;
};
struct Counter {
    std::uint16_t id = 0;
    int count = 0;
};
struct Fixed {
    int id = 0;
    std::string name;
};
template <class Driver>
struct shop {
    using driver = Driver;
    using tables = rowan::tables<Book, Line, Country, Paint, Tag, Counter, Fixed>;
};

} // namespace persistence_test

// The order of a key is that of its declaration, not of the fields.
template <>
inline constexpr auto rowan::table<persistence_test::Line> = rowan::define<persistence_test::Line>(
    rowan::primary_key<&persistence_test::Line::number, &persistence_test::Line::invoice>,
    rowan::generated<&persistence_test::Line::doubled>(rowan::col<&persistence_test::Line::number> * 2));
template <>
inline constexpr auto rowan::table<persistence_test::Country> =
    rowan::define<persistence_test::Country>(rowan::primary_key<&persistence_test::Country::code>);
template <>
inline constexpr auto rowan::table<persistence_test::Paint> = rowan::define<persistence_test::Paint>(
    rowan::primary_key<&persistence_test::Paint::colour, &persistence_test::Paint::day>,
    rowan::as_integer<&persistence_test::Paint::colour>);
template <>
inline constexpr auto rowan::table<persistence_test::Tag> =
    rowan::define<persistence_test::Tag>(rowan::primary_key<&persistence_test::Tag::name>);
template <>
inline constexpr auto rowan::table<persistence_test::Fixed> =
    rowan::define<persistence_test::Fixed>(rowan::primary_key<&persistence_test::Fixed::id>.natural());

namespace persistence_test {

using namespace rowan;
using namespace std::chrono;
using test::caught;

template <class Driver>
struct fixture {
    connection<shop<Driver>> db{test::empty_database<Driver>::name()};
    fixture() { db.create_tables(); }
};

TEST_SUITE("engine") {
    TEST_CASE_TEMPLATE("a generated key is written back and returned", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        Book book{.id = 77, .title = "The Dispossessed", .year = 1974};
        CHECK(db.insert(book) == 1);
        CHECK(book.id == 1);
        const Book constant{.id = 77, .title = "Tehanu", .year = {}};
        CHECK(db.insert(constant) == 2);
        CHECK(db.insert(Book{.id = 77, .title = "Lavinia", .year = 2008}) == 3);
        CHECK(db.template get<Book>(2).title == "Tehanu");
        CHECK(db.template get<Book>(2).year == std::nullopt);
        CHECK(db.template get<Book>(3).year == 2008);
        CHECK_FALSE(db.template find<Book>(77));
        static_assert(std::is_same_v<decltype(db.insert(book)), std::int64_t>);
        static_assert(std::is_same_v<decltype(db.insert(Counter{})), std::uint16_t>);
        static_assert(std::is_void_v<decltype(db.insert(Fixed{}))>);
    }
    TEST_CASE_TEMPLATE("a row is found by a key of any type that compares with it", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        db.insert(Book{0, "Tehanu", 1990});
        CHECK(db.template find<Book>(1));
        CHECK(db.template find<Book>(std::int64_t{1}));
        CHECK(db.template find<Book>(1U));
        CHECK_FALSE(db.template find<Book>(-1));
        CHECK(caught<type_mismatch>([&] { (void)db.template find<Book>(~std::uint64_t{0}); }).sql() ==
              test::numbered<Driver>(R"(SELECT "id", "title", "year" FROM "book" WHERE "id" = ?1)"));
        db.insert(Country{"DK", "Denmark"});
        CHECK(db.template get<Country>("DK").name == "Denmark");
        CHECK(db.template get<Country>(std::string("DK")).name == "Denmark");
        CHECK(db.template get<Country>(std::string_view("DK and more").substr(0, 2)).name == "Denmark");
        CHECK_FALSE(db.template find<Country>("dk"));
        CHECK_FALSE(db.template find<Country>(""));
        CHECK_THROWS_AS((void)db.template get<Country>("SE"), not_found);
    }
    TEST_CASE_TEMPLATE("a composite key is given in its order", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        db.insert(Line{"a", 10, 1, 0});
        db.insert(Line{"b", 1, 10, 0});
        CHECK(db.template get<Line>(1, 10) == Line{"a", 10, 1, 2});
        CHECK(db.template get<Line>(10, 1) == Line{"b", 1, 10, 20});
        CHECK_FALSE(db.template find<Line>(10, 10));
        db.update(Line{"c", 10, 1, 99});
        CHECK(db.template get<Line>(1, 10) == Line{"c", 10, 1, 2});
        CHECK(db.template get<Line>(10, 1).text == "b");
        db.upsert(Line{"d", 10, 1, 99});
        db.upsert(Line{"e", 10, 2, 99});
        CHECK(db.template get<Line>(1, 10).text == "d");
        CHECK(db.template get<Line>(2, 10) == Line{"e", 10, 2, 4});
        CHECK(db.template remove<Line>(1, 10));
        CHECK_FALSE(db.template remove<Line>(1, 10));
        db.remove(Line{"", 1, 10, 0});
        CHECK(db(select(count()).from<Line>()).scalar() == 1);
        CHECK_THROWS_AS(db.remove(Line{"", 1, 10, 0}), not_found);
    }
    TEST_CASE_TEMPLATE("a key is written as its column is", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        const sys_days day = 2024y / 2 / 29;
        db.insert(Paint{Colour::green, day, 2.5});
        CHECK(db.template get<Paint>(Colour::green, day).litres == 2.5);
        db.update(Paint{Colour::green, day, 3.5});
        CHECK(db.template get<Paint>(Colour::green, day).litres == 3.5);
        db.upsert(Paint{Colour::green, day, 4.5});
        CHECK(db(select(count()).from<Paint>()).scalar() == 1);
        CHECK_FALSE(db.template find<Paint>(Colour::red, day));
        CHECK(db.template remove<Paint>(Colour::green, day));
    }

    TEST_CASE_TEMPLATE("an update writes the row with its key and no other", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        db.insert(Book{0, "one", 1});
        db.insert(Book{0, "two", 2});
        Book book = db.template get<Book>(2);
        book.title = "deux";
        book.year.reset();
        db.update(book);
        CHECK(db.template get<Book>(2).title == "deux");
        CHECK(db.template get<Book>(2).year == std::nullopt);
        CHECK(db.template get<Book>(1).title == "one");
        book.id = 3;
        const auto error = caught<not_found>([&] { db.update(book); });
        CHECK(error.sql() == test::numbered<Driver>(R"(UPDATE "book" SET "title" = ?1, "year" = ?2 WHERE "id" = ?3)"));
        CHECK_THROWS_AS(db.update(Book{9, "none", 0}), not_found);
        CHECK(db(select(count()).from<Book>()).scalar() == 2);
    }
    TEST_CASE_TEMPLATE("an update of given columns leaves the others", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        Book book{0, "one", 1};
        db.insert(book);
        book.title = "un";
        book.year = 99;
        db.update(book, only<&Book::title>);
        CHECK(db.template get<Book>(1).title == "un");
        CHECK(db.template get<Book>(1).year == 1);
        db.update(book, only<&Book::year, &Book::title>);
        CHECK(db.template get<Book>(1).year == 99);
        const Book constant{1, "uno", 5};
        db.update(constant, only<&Book::title>);
        db.update(Book{1, "", 6}, only<&Book::year>);
        CHECK(db.template get<Book>(1).title == "uno");
        CHECK(db.template get<Book>(1).year == 6);
        book.id = 2;
        CHECK(caught<not_found>([&] { db.update(book, only<&Book::year>); }).sql() ==
              test::numbered<Driver>(R"(UPDATE "book" SET "year" = ?1 WHERE "id" = ?2)"));
    }
    TEST_CASE_TEMPLATE("an upsert inserts what is not there and updates what is", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        Book book{0, "one", 1};
        db.upsert(book);
        CHECK(book.id == 1);
        book.title = "un";
        db.upsert(book);
        CHECK(book.id == 1);
        CHECK(db.template get<Book>(1).title == "un");
        db.upsert(Book{40, "forty", {}});
        CHECK(db.template get<Book>(40).title == "forty");
        db.upsert(Tag{"red"});
        db.upsert(Tag{"red"});
        db.upsert(Tag{"green"});
        CHECK(db(select(count()).from<Tag>()).scalar() == 2);
        db.upsert(Fixed{0, "zero"});
        db.upsert(Fixed{0, "null"});
        CHECK(db.template get<Fixed>(0).name == "null");
    }
    TEST_CASE_TEMPLATE("a key of a natural number is the program's", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        db.insert(Fixed{42, "answer"});
        CHECK(db.template get<Fixed>(42).name == "answer");
        CHECK_THROWS_AS(db.insert(Fixed{42, "again"}), constraint_violation);
        db.insert(Fixed{0, "zero"});
        CHECK(db.template get<Fixed>(0).name == "zero");
    }
    TEST_CASE_FIXTURE(fixture<sqlite>, "what a column holds and the field does not is an error at the column") {
        db.execute("INSERT INTO book VALUES (1, 'big', 2147483648), (2, x'00', 1), (3, 'text', 'MCM')");
        const auto big = caught<type_mismatch>([&] { (void)db.get<Book>(1); });
        CHECK(std::string(big.what()).find("column 'year' holds an integer where an integer within the range") == 0);
        CHECK(big.sql() == R"(SELECT "id", "title", "year" FROM "book" WHERE "id" = ?1)");
        CHECK_THROWS_AS((void)db.get<Book>(2), type_mismatch);
        const auto text = caught<type_mismatch>([&] { (void)db(select<Book>().where(col<&Book::id> == 3)).all(); });
        CHECK(std::string(text.what()).find("column 'year' holds a text where an integer is wanted") == 0);
        CHECK(std::string(text.what()).find("MCM") == std::string::npos);

        db.execute("DROP TABLE book; CREATE TABLE book (id INTEGER PRIMARY KEY, title TEXT, year INTEGER);"
                   "INSERT INTO book VALUES (1, NULL, NULL)");
        const auto null = caught<type_mismatch>([&] { (void)db.get<Book>(1); });
        CHECK(std::string(null.what()).find("column 'title' holds null where a text is wanted") == 0);
        db.insert(Book{0, "there", 5});
        CHECK(db.get<Book>(2).title == "there");
    }
    TEST_CASE_FIXTURE(fixture<sqlite>, "texts go in and out byte for byte, also as keys") {
        using namespace std::string_literals;
        for (const auto& text : {""s, "nul \0 within"s, "\xff\xfe"s, "'; DROP TABLE book; --"s}) {
            db.insert(Country{text, text});
            CHECK(db.get<Country>(text).name == text);
            CHECK(db.get<Country>(text).code == text);
        }
        CHECK(db(select(count()).from<Country>()).scalar() == 4);
    }
}

} // namespace persistence_test
