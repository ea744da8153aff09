#include "driver/laws.hpp"
#include "support/caught.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <vector>

namespace laws_statements_test {

struct Author {
    std::int64_t id{};
    std::string name{};
};
struct Book {
    std::int64_t id{};
    std::int64_t author_id{};
    std::string title{};
    std::optional<int> year{};
    friend bool operator==(const Book&, const Book&) = default;
};

} // namespace laws_statements_test

template <>
inline constexpr auto rowan::table<laws_statements_test::Book> = rowan::define<laws_statements_test::Book>(
    rowan::foreign_key<&laws_statements_test::Book::author_id>.references<&laws_statements_test::Author::id>(),
    rowan::unique<&laws_statements_test::Book::title>,
    rowan::check(rowan::col<&laws_statements_test::Book::year> > 0).named("year_is_positive"));

namespace laws_statements_test {

using namespace rowan;
using test::caught;
using namespace test::laws;

template <class Driver>
struct library {
    using driver = Driver;
    using tables = rowan::tables<Author, Book>;
};

/// An author and books of the years 1, 2 and so on.
template <class Driver>
struct fixture {
    law_connection<library<Driver>> db{test::empty_database<Driver>::name()};
    fixture() {
        db.create_tables();
        db.insert(Author{0, "Le Guin"});
    }
    void fill(int count) {
        std::vector<Book> books;
        for (int i = 1; i <= count; ++i) books.push_back({0, 1, "book " + std::to_string(i), i});
        db.insert(books);
    }
    std::int64_t books() { return db(select(count()).template from<Book>()).scalar(); }
    std::vector<test::cells> raw(const std::string& sql) { return test::raw_rows(db, sql); }
};

constexpr auto by_id = select<Book>().order_by(col<&Book::id>);

TEST_SUITE("driver") {
    TEST_CASE_TEMPLATE("each kind of constraint is told apart, and a refused row leaves nothing", Driver,
                       TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        db.insert(Book{0, 1, "Tehanu", 1990});
        const auto kind = [&](const auto& action) {
            const auto error = caught<constraint_violation>(action);
            CHECK_FALSE(db.in_transaction());
            CHECK(here.books() == 1);
            return error.kind();
        };
        CHECK(kind([&] { db.insert(Book{0, 1, "Tehanu", 1}); }) == constraint_kind::unique);
        CHECK(kind([&] { db.insert(Book{0, 7, "x", 1}); }) == constraint_kind::foreign_key);
        CHECK(kind([&] { db.template remove<Author>(1); }) == constraint_kind::foreign_key);
        CHECK(kind([&] { db.insert(Book{0, 1, "x", -1}); }) == constraint_kind::check);
        CHECK(kind([&] { db.execute("INSERT INTO book (id, author_id, title) VALUES (1, 1, 'x')"); }) ==
              constraint_kind::primary_key);
        CHECK(kind([&] { db.execute("INSERT INTO book (author_id) VALUES (1)"); }) == constraint_kind::not_null);
        CHECK(kind([&] { db(update<Book>().set(col<&Book::year> = 0).every_row()); }) == constraint_kind::check);
        const auto named = caught<constraint_violation>([&] { db.insert(Book{0, 1, "s3cret", -1}); });
        CHECK(named.constraint() == "year_is_positive");
        CHECK(std::string(named.what()).find("s3cret") == std::string::npos);
        CHECK(db.template get<Book>(1).year == 1990);
    }
    TEST_CASE_TEMPLATE("SQL that is none, or names what is not there, is refused anywhere in a text", Driver,
                       TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        CHECK_THROWS_AS(db.execute(std::string("SELECT 1\0; SELECT 2", 19)), syntax_error);
        CHECK_THROWS_AS(db.execute("SELECT none FROM book"), schema_mismatch);
        CHECK_THROWS_AS(db.execute("INSERT INTO author (name) VALUES ('a'); INSERT INTO nowhere VALUES (1)"),
                        schema_mismatch);
    }
    TEST_CASE_TEMPLATE("a statement runs within itself, as deep as it likes", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        here.fill(3);
        for (const bool is_inside : {false, true}) {
            auto scope = is_inside ? std::optional(db.begin()) : std::nullopt;
            std::string seen;
            for (const Book& a : db(by_id))
                for (const Book& b : db(by_id))
                    for (const Book& c : db(by_id)) seen += std::to_string(a.id * 100 + b.id * 10 + c.id) + ' ';
            CHECK(seen == "111 112 113 121 122 123 131 132 133 211 212 213 221 222 223 231 232 233 "
                          "311 312 313 321 322 323 331 332 333 ");
        }
    }
    TEST_CASE_TEMPLATE("a parameter may have another value each time, null among them", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        here.fill(3);
        const auto set_year = [&](std::optional<int> year) {
            return db(update<Book>().set(col<&Book::year> = year).where(col<&Book::id> == 2));
        };
        for (const std::optional<int> year : {std::optional<int>(5), std::optional<int>(), std::optional<int>(6)}) {
            CHECK(set_year(year) == 1);
            CHECK(db.template get<Book>(2).year == year);
        }
    }
    TEST_CASE_TEMPLATE("a parameter may be of another type each time", Driver, LAW_DRIVERS) {
        opened<Driver> db;
        auto statement = db.connection.prepare("SELECT $1");
        CHECK(statement.sql() == "SELECT $1");
        const auto round = [&](auto value) {
            statement.template bind<encoding::standard>(1, value);
            REQUIRE(statement.step());
            decltype(value) result{};
            statement.template read<encoding::standard>(0, result);
            CHECK(result == value);
            statement.reset();
        };
        round(1);
        round(std::string("text"));
        round(2.5);
        round(std::optional<std::string>());
        round(2);
        round(true);
    }
    TEST_CASE_TEMPLATE("statements of one text know nothing of each other", Driver, LAW_DRIVERS) {
        opened<Driver> db;
        auto first = db.connection.prepare("SELECT $1 AS n"), second = db.connection.prepare("SELECT $1 AS n");
        first.template bind<encoding::standard>(1, 1);
        second.template bind<encoding::standard>(1, 2);
        REQUIRE(first.step());
        REQUIRE(second.step());
        int number = 0;
        first.template read<encoding::standard>(0, number);
        CHECK(number == 1);
        first.reset();
        second.template read<encoding::standard>(0, number);
        CHECK(number == 2);
        CHECK_FALSE(second.step());
    }
    TEST_CASE_TEMPLATE("a query is prepared once on a connection, and once more for as long as it runs within itself",
                       Driver, LAW_DRIVERS) {
        tableless<Driver> here;
        auto& db = here.db;
        const auto number = [](int value) { return select(val(value).template as<"n">()); };
        using Query = decltype(number(1));
        const auto kept = [&] {
            auto& statement = rowan::detail::acquire<Query>(rowan::detail::core_of(blocking(db)));
            rowan::detail::core_of(blocking(db)).statements.release(statement);
            return &statement;
        };
        const auto* const first = kept();
        for (const int value : {1, 2, 3}) CHECK(db(number(value)).scalar() == value);
        CHECK(kept() == first);
        std::string seen;
        for (const auto& a : db(number(1)))
            for (const auto& b : db(number(2)))
                for (const auto& c : db(number(3))) {
                    seen += std::to_string(a.template get<"n">() * 100 + b.template get<"n">() * 10 +
                                           c.template get<"n">());
                    auto& another = rowan::detail::acquire<Query>(rowan::detail::core_of(blocking(db)));
                    CHECK((&another != first) == reads_lazily);
                    rowan::detail::core_of(blocking(db)).statements.release(another);
                }
        CHECK(seen == "123");
        CHECK(kept() == first);
        CHECK_THROWS_AS(
            {
                for ([[maybe_unused]] const auto& row : db(number(4))) throw std::runtime_error("enough");
            },
            std::runtime_error);
        CHECK(kept() == first);
        CHECK(db(number(5)).scalar() == 5);
    }
    TEST_CASE_TEMPLATE("values come back through a query by every way to read it, nulls too", Driver, LAW_DRIVERS) {
        tableless<Driver> here;
        auto& db = here.db;
        struct Row {
            int number = 0;
            std::string text;
            std::optional<double> real;
        };
        for (const std::optional<double> real : {std::optional<double>(2.5), std::optional<double>()}) {
            const auto query = select(val(7).template as<"number">(), val("text").template as<"text">(),
                                      val(real).template as<"real">());
            const auto row = db(query).one();
            CHECK(row.template get<"number">() == 7);
            CHECK(row.template get<"text">() == "text");
            CHECK(row.template get<"real">() == real);
            CHECK(db(query).all().size() == 1);
            CHECK(db(query).first()->template get<1>() == "text");
            CHECK(db(query.template into<Row>()).one().real == real);
            int streamed = 0;
            for (const auto& each : db.stream(query)) {
                static_assert(
                    !streams_views ||
                    std::is_same_v<std::remove_cvref_t<decltype(each.template get<"text">())>, std::string_view>);
                CHECK(each.template get<"text">() == "text");
                CHECK(each.template get<"real">() == real);
                ++streamed;
            }
            CHECK(streamed == 1);
        }
    }
    TEST_CASE_TEMPLATE("a pipeline gives what each of its queries gives", Driver, LAW_DRIVERS) {
        tableless<Driver> here;
        auto& db = here.db;
        for (const bool is_inside : {false, true}) {
            auto scope = is_inside ? std::optional(db.begin()) : std::nullopt;
            auto [number, text] = db.pipeline([](auto& p) {
                return std::tuple{p(select(val(7).template as<"n">())), p(select(val("text").template as<"t">()))};
            });
            CHECK(number.get().at(0).template get<"n">() == 7);
            CHECK(text.get().at(0).template get<"t">() == "text");
            CHECK(db.transaction_depth() == (is_inside ? 1 : 0));
        }
        CHECK_FALSE(db.handle().in_transaction());
    }
}

} // namespace laws_statements_test
