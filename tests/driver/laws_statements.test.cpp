#include "driver/laws.hpp"
#include "support/caught.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
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
    connection<library<Driver>> db{test::empty_database<Driver>::name()};
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
    TEST_CASE_TEMPLATE("what is not there, is there twice or is no SQL has an error of its own", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        here.fill(2);
        CHECK_THROWS_AS((void)db.template get<Book>(9), not_found);
        CHECK_THROWS_AS(db.update(Book{9, 1, "x", 1}), not_found);
        CHECK_THROWS_AS((void)db(by_id).one(), too_many_rows);
        CHECK_THROWS_AS(db.execute("SELEC 1"), syntax_error);
        CHECK_THROWS_AS(db.execute(std::string("SELECT 1\0; SELECT 2", 19)), syntax_error);
        CHECK_THROWS_AS(db.execute("SELECT * FROM nowhere"), schema_mismatch);
        CHECK_THROWS_AS(db.execute("SELECT none FROM book"), schema_mismatch);
        CHECK_THROWS_AS(db.execute("INSERT INTO author (name) VALUES ('a'); INSERT INTO nowhere VALUES (1)"),
                        schema_mismatch);
        CHECK_THROWS_AS((void)connection<library<Driver>>("/nowhere/at/all"), connection_lost);
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
    TEST_CASE_TEMPLATE("a statement that failed is as good as new", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        for (int i = 0; i < 3; ++i) {
            CHECK_THROWS_AS(db.insert(Book{0, 7, "none", 1}), constraint_violation);
            db.insert(Book{0, 1, "some " + std::to_string(i), 1});
            {
                auto scope = db.begin();
                CHECK_THROWS_AS(db.transact([&] { db.insert(Book{0, 7, "none", 1}); }), constraint_violation);
                db.insert(Book{0, 1, "inside " + std::to_string(i), 1});
                scope.commit();
            }
        }
        CHECK(here.books() == 6);
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
        auto statement = db.handle().prepare("SELECT $1");
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

    TEST_CASE_TEMPLATE("a long stream is read to its end, and statements run in its loop", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        here.fill(3500);
        for (const bool is_inside : {false, true}) {
            CAPTURE(is_inside);
            auto scope = is_inside ? std::optional(db.begin()) : std::nullopt;
            std::int64_t expected = 0;
            for (const auto& row : db.stream(by_id)) {
                REQUIRE(row.template get<"id">() == ++expected);
                if (expected % 1000 == 0) {
                    CHECK(db.template get<Book>(expected).year == expected);
                    db(update<Author>().set(col<&Author::name> = std::to_string(expected)).every_row());
                    for (const auto& inner : db.stream(by_id)) {
                        CHECK(inner.template get<"id">() == 1);
                        break;
                    }
                }
            }
            CHECK(expected == 3500);
            if (scope) scope->commit();
            CHECK(db.template get<Author>(1).name == "3000");
        }
        for (const int limit : {999, 1000, 1001, 2000}) {
            int count = 0;
            db.stream(select(col<&Book::id>).template from<Book>().limit(limit)).for_each([&](const auto&) {
                ++count;
            });
            CHECK(count == limit);
        }
    }
    TEST_CASE_TEMPLATE("a stream that is left, or fails in the middle, leaves nothing behind", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        here.fill(2500);
        for (const bool is_inside : {false, true}) {
            auto scope = is_inside ? std::optional(db.begin()) : std::nullopt;
            for (const auto& row : db.stream(by_id))
                if (row.template get<"id">() == 1500) break;
            const auto failing = [&] {
                for (const auto& row : db.stream(by_id))
                    if (row.template get<"id">() == 1500) throw std::runtime_error("enough");
            };
            CHECK_THROWS_AS(failing(), std::runtime_error);
            const auto narrow = [&] {
                struct Small {
                    std::int64_t id = 0;
                    std::optional<std::int8_t> year;
                };
                db.stream(select(col<&Book::id>, col<&Book::year>).template from<Book>().template into<Small>())
                    .for_each([](const Small&) {});
            };
            CHECK_THROWS_AS(narrow(), type_mismatch);
            CHECK(here.books() == 2500);
            if constexpr (is_postgres<Driver>)
                CHECK(here.raw("SELECT count(*) FROM pg_cursors WHERE name LIKE 'rowan%'")[0][0] ==
                      test::cell(std::int64_t{0}));
        }
        db.execute("DROP TABLE book"); // which nothing reads any longer
    }

    TEST_CASE_TEMPLATE("a range of any size goes in with nulls and from what cannot be changed", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        std::int64_t total = 0;
        for (const int size : {1, 2, 10, 1999, 2000, 5001}) {
            CAPTURE(size);
            std::vector<Book> books;
            for (int i = 0; i < size; ++i)
                books.push_back({-1, 1, std::to_string(total + i), i % 3 == 0 ? std::nullopt : std::optional(i + 1)});
            const std::vector<Book> fixed = books;
            db.insert(books);
            for (Book& book : books) book.title += "'";
            CHECK(db(by_id.offset(total)).all()[static_cast<std::size_t>(size - 1)].id == books.back().id);
            db.insert(fixed.empty() ? fixed : [&] {
                std::vector<Book> others = fixed;
                for (Book& book : others) book.title += "\"";
                return others;
            }());
            CHECK(here.raw("SELECT count(*), count(year) FROM book WHERE id > " + std::to_string(total))[0] ==
                  test::cells{std::int64_t{2} * size, std::int64_t{2} * (size - (size + 2) / 3)});
            total += std::int64_t{2} * size;
            CHECK(here.books() == total);
        }
    }
    TEST_CASE_TEMPLATE("an error anywhere in a range leaves none of it", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        for (const std::size_t size : {std::size_t{2}, std::size_t{1999}, std::size_t{5001}})
            for (const std::size_t place : {std::size_t{0}, size / 2, size - 1}) {
                CAPTURE(size);
                CAPTURE(place);
                std::vector<Book> books;
                for (std::size_t i = 0; i < size; ++i) books.push_back({0, 1, std::to_string(i), 1});
                books[place].author_id = 7;
                CHECK_THROWS_AS(db.insert(books), constraint_violation);
                CHECK_FALSE(db.in_transaction());
                CHECK_FALSE(db.handle().in_transaction());
                CHECK(here.books() == 0);
            }
        here.fill(2100);
        CHECK(here.books() == 2100);
    }

    TEST_CASE_TEMPLATE("many keys are looked up at once, in their order", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        here.fill(1200);
        std::vector<std::int64_t> keys(1200);
        std::iota(keys.rbegin(), keys.rend(), 1);
        const auto found = db.template get<Book>(keys);
        REQUIRE(found.size() == 1200);
        CHECK(found.front().id == 1200);
        CHECK(found.back().year == 1);
        const std::vector<std::int64_t> some{3, 9999, 3, 1};
        const auto maybe = db.template find<Book>(some);
        REQUIRE(maybe.size() == 4);
        CHECK(maybe[0]->id == 3);
        CHECK_FALSE(maybe[1]);
        CHECK(maybe[2] == maybe[0]);
        CHECK(maybe[3]->id == 1);
        CHECK_THROWS_AS((void)db.template get<Book>(some), not_found);
        CHECK(db.template get<Book>(std::vector<std::int64_t>{}).empty());
    }
    TEST_CASE_TEMPLATE("the statements of a pipeline run in their order", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        here.fill(3);
        const auto rename = [](const char* title) {
            return update<Book>().set(col<&Book::title> = title).where(col<&Book::id> == 1);
        };
        const auto title = select(col<&Book::title>).template from<Book>().where(col<&Book::id> == 1);
        for (const bool is_inside : {false, true}) {
            auto scope = is_inside ? std::optional(db.begin()) : std::nullopt;
            auto [first, changed, second, none] = db.pipeline([&](auto& p) {
                p(rename("one"));
                auto before = p(title);
                auto count = p(rename("two"));
                auto after = p(title);
                (void)p(title); // which nobody wants
                return std::tuple(std::move(before), std::move(count), std::move(after),
                                  p(rowan::remove<Book>().where(col<&Book::id> == 99)));
            });
            CHECK(first.get().at(0).template get<0>() == "one");
            CHECK(changed.get() == 1);
            CHECK(second.get().at(0).template get<0>() == "two");
            CHECK(none.get() == 0);
        }
        CHECK(db.template get<Book>(1).title == "two"); // as it was before the second, which was rolled back
    }
    TEST_CASE_TEMPLATE("a pipeline of which a statement fails has no effect, and the next one has", Driver,
                       TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        here.fill(2);
        const auto retitle = [](std::int64_t id, const char* title) {
            return update<Book>().set(col<&Book::title> = title).where(col<&Book::id> == id);
        };
        const auto broken = [&] {
            db.pipeline([&](auto& p) {
                p(retitle(1, "same"));
                p(retitle(2, "same"));
                p(retitle(1, "never"));
            });
        };
        CHECK_THROWS_AS(broken(), constraint_violation);
        CHECK(db.template get<Book>(1).title == "book 1");
        db.transact([&] {
            CHECK_THROWS_AS(db.transact(broken), constraint_violation);
            db.pipeline([&](auto& p) { p(retitle(1, "fine")); });
        });
        CHECK(db.template get<Book>(1).title == "fine");
        const auto thrower = [&] {
            db.pipeline([&](auto& p) {
                p(retitle(1, "sent"));
                throw std::runtime_error("the program's");
            });
        };
        CHECK_THROWS_AS(db.transact(thrower), std::runtime_error);
        CHECK(db.template get<Book>(1).title == "fine");
        CHECK(here.books() == 2);
    }
    TEST_CASE_TEMPLATE("explain says how a statement would run, and runs it not", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        here.fill(3);
        const auto said = [](const auto& plan, const char* part) {
            return std::ranges::any_of(plan,
                                       [&](const plan_row& row) { return row.detail.find(part) != std::string::npos; });
        };
        CHECK(said(db.explain(select<Book>().where(col<&Book::year> == 3)), is_postgres<Driver> ? "Seq Scan" : "SCAN"));
        CHECK(said(db.explain(rowan::remove<Book>().where(col<&Book::year> == 3)), "book"));
        CHECK(here.books() == 3);
    }
}

} // namespace laws_statements_test
