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

namespace laws_many_test {

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
struct Word {
    std::string name{};
    std::string meaning{};
};

} // namespace laws_many_test

template <>
inline constexpr auto rowan::table<laws_many_test::Word> =
    rowan::define<laws_many_test::Word>(rowan::primary_key<&laws_many_test::Word::name>);
template <>
inline constexpr auto rowan::table<laws_many_test::Book> = rowan::define<laws_many_test::Book>(
    rowan::foreign_key<&laws_many_test::Book::author_id>.references<&laws_many_test::Author::id>(),
    rowan::unique<&laws_many_test::Book::title>,
    rowan::check(rowan::col<&laws_many_test::Book::year> > 0).named("year_is_positive"));

namespace laws_many_test {

using namespace rowan;
using test::caught;
using namespace test::laws;

template <class Driver>
struct library {
    using driver = Driver;
    using tables = rowan::tables<Author, Book, Word>;
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
    TEST_CASE_TEMPLATE("keys that repeat give their row each time, texts among them", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        here.fill(5);
        const std::vector<int> keys{5, 2, 5, 5, 1, 2};
        const auto found = db.template get<Book>(keys);
        REQUIRE(found.size() == keys.size());
        for (std::size_t i = 0; i < keys.size(); ++i)
            CHECK(found[i] == Book{keys[i], 1, "book " + std::to_string(keys[i]), keys[i]});
        const auto maybe = db.template find<Book>(std::vector<int>{4, 6, 4, 6});
        REQUIRE(maybe.size() == 4);
        CHECK(maybe[0] == db.template get<Book>(4));
        CHECK(maybe[2] == maybe[0]);
        CHECK_FALSE(maybe[1]);
        CHECK_FALSE(maybe[3]);

        // The database may order texts in another way than the program.
        const std::vector<std::string> names{"b", "A", "_", "\xC3\xA4", "a", "B", "", "a b", "ab"};
        for (const std::string& name : names) db.insert(Word{name, "the word '" + name + "'"});
        for (const std::string_view extra : {"b", "a b"}) {
            std::vector<std::string_view> wanted(names.begin(), names.end());
            wanted.push_back(extra);
            const auto words = db.template get<Word>(wanted);
            REQUIRE(words.size() == wanted.size());
            for (std::size_t i = 0; i < wanted.size(); ++i) {
                CHECK(words[i].name == wanted[i]);
                CHECK(words[i].meaning == "the word '" + words[i].name + "'");
            }
        }
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

} // namespace laws_many_test
