#include "rowan/hana.hpp"

#include "rowan/rowan.hpp"
#include "rowan/sqlite.hpp"

#include <boost/hana/at.hpp>
#include <boost/hana/concept/foldable.hpp>
#include <boost/hana/contains.hpp>
#include <boost/hana/length.hpp>
#include <boost/hana/tuple.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace hana_test {

namespace hana = boost::hana;
using namespace rowan;

struct Author {
    std::int64_t id{};
    std::string name{};
};
struct Book {
    std::int64_t id{};
    std::string title{};
    std::optional<int> year{};
};
struct log_of_sql {
    void on(const before_execute&) {}
};
template <class Row>
struct keeps {
    void on(const after_insert<Row>&) {}
};
struct audit {};

struct library {
    using driver = sqlite;
    using tables = rowan::tables<Author, Book>;
    using listeners = rowan::listeners<log_of_sql, keeps<Book>>;
};

static_assert(hana::Foldable<library::tables>::value && hana::Foldable<library::listeners>::value &&
              hana::Foldable<extensions<audit>>::value);
static_assert(decltype(hana::length(library::tables{}))::value == 2);
static_assert(decltype(hana::length(rowan::tables<>{}))::value == 0);
static_assert(decltype(hana::contains(hana::to_tuple(library::tables{}), hana::type_c<Book>))::value);
static_assert(!decltype(hana::contains(hana::to_tuple(library::tables{}), hana::type_c<audit>))::value);

template <class List>
std::vector<std::string> names_in(const List& list) {
    std::vector<std::string> names;
    hana::for_each(list, [&](auto each) { names.emplace_back(name_of(each)); });
    return names;
}

// A column by its position is the column of the field there, with its type and its text.
using second = std::remove_cvref_t<decltype(hana::at_c<1>(fields<Book>))>;
static_assert(std::is_same_v<second::expression_type, std::string>);
constexpr auto by_position =
    select(hana::at_c<1>(fields<Book>)).from<Book>().where(hana::at_c<2>(fields<Book>) == param<"year">);
constexpr auto by_member = select(col<&Book::title>).from<Book>().where(col<&Book::year> == param<"year">);
static_assert(sql_text<library>(by_position) == sql_text<library>(by_member));

TEST_SUITE("query") {
    TEST_CASE("the tables, listeners and extensions of a database are Foldables of Boost.Hana") {
        CHECK(names_in(library::tables{}) == std::vector<std::string>{"Author", "Book"});
        CHECK(names_in(library::listeners{}) == std::vector<std::string>{"log_of_sql", "keeps"});
        CHECK(names_in(extensions<audit>{}) == std::vector<std::string>{"audit"});
    }
    TEST_CASE("the columns of a table are a sequence, and each gives the field of a row") {
        CHECK(names_in(fields<Book>) == std::vector<std::string>{"id", "title", "year"});
        Book book{1, "Tehanu", 1990};
        hana::for_each(fields<Book>, [&](auto column) {
            if constexpr (std::is_same_v<typename decltype(column)::expression_type, std::string>)
                value_of(column, book) += "!";
        });
        CHECK(book.title == "Tehanu!");
        const Book& constant = book;
        CHECK(&value_of(hana::at_c<2>(fields<Book>), constant) == &book.year);
    }
    TEST_CASE("columns by position are expressions of a query") {
        using namespace rowan::literals;
        connection<library> db(":memory:");
        db.create_tables();
        db.insert(std::vector{Book{0, "Solaris", 1961}, Book{0, "Tehanu", 1990}});
        CHECK(db(by_position, "year"_p = 1990).scalar() == "Tehanu");
        db(update<Book>().set(hana::at_c<1>(fields<Book>) = "Eden").where(hana::at_c<2>(fields<Book>) == 1961));
        CHECK(db.get<Book>(1).title == "Eden");
    }
    TEST_CASE("changes are visited by type") {
        std::vector<std::string> seen;
        const auto visit = hana::overload(
            [&](auto column, const std::string& before, const std::string& after) {
                seen.push_back(std::string(name_of(column)) + ": " + before + " -> " + after);
            },
            [&](auto column, const std::optional<int>& before, const std::optional<int>& after) {
                seen.push_back(std::string(name_of(column)) + ": " + std::to_string(before.value_or(0)) + " -> " +
                               std::to_string(after.value_or(0)));
            },
            [&](auto column, std::int64_t, std::int64_t) { seen.emplace_back(name_of(column)); });
        each_change(Book{1, "Tehanu", {}}, Book{1, "Tenar", 1990}, visit);
        CHECK(seen == std::vector<std::string>{"title: Tehanu -> Tenar", "year: 0 -> 1990"});
        seen.clear();
        each_change(Book{1, "Tehanu", 1990}, Book{2, "Tehanu", 1990}, visit);
        CHECK(seen == std::vector<std::string>{"id"});
        seen.clear();
        each_change(Book{1, "Tehanu", 1990}, Book{1, "Tehanu", 1990}, visit);
        CHECK(seen.empty());
    }
}

} // namespace hana_test
