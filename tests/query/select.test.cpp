#include "support/text.hpp"

#include "support/drivers.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <optional>
#include <string>
#include <tuple>
#include <type_traits>
#include <vector>

namespace select_test {

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
};
struct Award {
    std::int64_t id = 0;
    std::optional<std::int64_t> book_id;
    std::string name;
};
struct Line {
    std::int64_t invoice = 0;
    int number = 0;
    std::string text;
};
struct Note {
    std::int64_t id = 0;
    std::int64_t line_invoice = 0;
    int line_number = 0;
};
template <class Driver>
struct library {
    using driver = Driver;
    using tables = rowan::tables<Author, Book, Award, Line, Note>;
};

} // namespace select_test

template <>
inline constexpr auto rowan::table<select_test::Book> = rowan::define<select_test::Book>(
    rowan::foreign_key<&select_test::Book::author_id>.references<&select_test::Author::id>());
template <>
inline constexpr auto rowan::table<select_test::Award> = rowan::define<select_test::Award>(
    rowan::foreign_key<&select_test::Award::book_id>.references<&select_test::Book::id>());
template <>
inline constexpr auto rowan::table<select_test::Line> =
    rowan::define<select_test::Line>(rowan::primary_key<&select_test::Line::invoice, &select_test::Line::number>);
template <>
inline constexpr auto rowan::table<select_test::Note> = rowan::define<select_test::Note>(
    rowan::foreign_key<&select_test::Note::line_invoice, &select_test::Note::line_number>.references<&select_test::Line::invoice, &select_test::Line::number>());

namespace select_test {

using namespace rowan;

constexpr auto title = col<&Book::title>;
constexpr auto year = col<&Book::year>;
constexpr auto price = col<&Book::price>;
constexpr auto name = col<&Author::name>;

/// What stands behind the projection.
template <class Query>
consteval std::string_view rest(Query query) {
    const auto text = sql_text<library<sqlite>>(query);
    return text.substr(test::position(text, " FROM "));
}

// Along the only foreign key, from either end of it.
static_assert(rest(select(title).from<Book>().join<Author>()) ==
              R"( FROM "book" JOIN "author" ON "book"."author_id" = "author"."id")");
static_assert(rest(select(title).from<Author>().join<Book>()) ==
              R"( FROM "author" JOIN "book" ON "book"."author_id" = "author"."id")");
static_assert(rest(select(title).from<Author>().left_join<Book>().join<Award>()) ==
              R"( FROM "author" LEFT JOIN "book" ON "book"."author_id" = "author"."id")"
              R"( JOIN "award" ON "award"."book_id" = "book"."id")");
static_assert(rest(select(title).from<Award>().join<Book>().join<Author>()) ==
              R"( FROM "award" JOIN "book" ON "award"."book_id" = "book"."id")"
              R"( JOIN "author" ON "book"."author_id" = "author"."id")");
static_assert(rest(select<Note>().join<Line>()) ==
              R"( FROM "note" JOIN "line" ON "note"."line_invoice" = "line"."invoice")"
              R"( AND "note"."line_number" = "line"."number")");
static_assert(rest(select<Author>().join<Book>(col<&Author::id> == col<&Book::author_id> && year > 1970)) ==
              R"( FROM "author" JOIN "book" ON "author"."id" = "book"."author_id" AND "book"."year" > ?1)");
static_assert(rest(select<Author>().join<Line>(col<&Line::text> == name).where(col<&Line::text> == "x")) ==
              R"( FROM "author" JOIN "line" ON "line"."text" = "author"."name" WHERE "line"."text" = ?1)");

// The type of a row.
template <class Query, class Row>
constexpr bool gives = std::is_same_v<row_type<Query>, Row>;
template <class Query, class Expected>
constexpr bool gives_value(Query) {
    return std::is_same_v<std::tuple_element_t<0, row_type<Query>>, Expected> &&
           std::tuple_size_v<row_type<Query>> == 1;
}
template <class Expected, class Expression>
constexpr bool is_a(Expression expression) {
    return gives_value<decltype(select(expression)), Expected>(select(expression));
}
static_assert(gives<decltype(select<Book>()), Book> && gives<decltype(select<Book>().where(year > 1).limit(3)), Book>);
static_assert(gives<decltype(select<Book, Author>().join<Author>()),
                    row<cell<fixed_string<0>{}, Book>, cell<fixed_string<0>{}, Author>>>);
static_assert(gives<decltype(select<Author, Book>().left_join<Book>()),
                    row<cell<fixed_string<0>{}, Author>, cell<fixed_string<0>{}, std::optional<Book>>>>);
static_assert(gives<decltype(select(title, year.as<"y">(), count()).from<Book>()),
                    row<cell<"title", std::string>, cell<"y", int>, cell<fixed_string<0>{}, std::int64_t>>>);
static_assert(gives<decltype(select(name, title).from<Author>().left_join<Book>()),
                    row<cell<"name", std::string>, cell<"title", std::optional<std::string>>>>);

static_assert(is_a<int>(year) && is_a<std::string>(title) && is_a<std::optional<double>>(price));
static_assert(is_a<std::int64_t>(year + 1) && is_a<double>(year + 1.5) && is_a<std::optional<double>>(price * 2));
static_assert(is_a<std::int64_t>(-year) && is_a<std::optional<double>>(-price));
static_assert(is_a<std::optional<std::int64_t>>(year / 2) && is_a<std::optional<std::int64_t>>(year % 2) &&
              is_a<std::optional<double>>(1.0 / year));
static_assert(is_a<bool>(year > 1) && is_a<std::optional<bool>>(price > 1.0) && is_a<bool>(!(year == 1)));
static_assert(is_a<bool>(is_null(price)) && is_a<bool>(is_not_null(price)) && is_a<bool>(year > 1 && is_null(price)));
static_assert(is_a<std::optional<bool>>(year > 1 || price > 1.0) && is_a<bool>(like(title, "x")) &&
              is_a<std::optional<bool>>(like(col<&Author::country>, "x")));
static_assert(is_a<bool>(between(year, 1, 2)) && is_a<std::optional<bool>>(between(price, 1.0, 2.0)) &&
              is_a<bool>(in(year, 1, 2)) && is_a<std::optional<bool>>(in(price, 1.0)));
static_assert(is_a<std::int64_t>(count()) && is_a<std::int64_t>(count(price)) &&
              is_a<std::int64_t>(count_distinct(title)));
static_assert(is_a<std::optional<std::int64_t>>(sum(year)) && is_a<std::optional<double>>(sum(price)) &&
              is_a<std::optional<double>>(avg(year)) && is_a<std::optional<std::string>>(min(title)) &&
              is_a<std::optional<int>>(max(year)) && is_a<std::optional<double>>(max(price)));

template <class Driver>
struct filled : connection<library<Driver>> {
    filled() : connection<library<Driver>>(test::empty_database<Driver>::name()) {
        this->create_tables();
        this->insert(std::vector<Author>{{0, "Le Guin", "US"}, {0, "Lem", "PL"}, {0, "Nobody"}});
        this->insert(std::vector<Book>{{0, 1, "The Dispossessed", 1974, 9.5},
                                       {0, 1, "The Lathe of Heaven", 1971},
                                       {0, 2, "Solaris", 1961, 7.25},
                                       {0, 1, "Tehanu", 1990, 9.5}});
        this->insert(Award{0, 1, "Hugo"});
    }
};
template <class Database, class Query>
std::string titles(connection<Database>& db, const Query& query) {
    std::string all;
    for (const auto& row : db(query)) all += row.template get<"title">().substr(0, 5) + ",";
    return all;
}
constexpr auto books = select(title).from<Book>().order_by(col<&Book::id>);

TEST_SUITE("query") {
    TEST_CASE_TEMPLATE("conditions choose rows", Driver, TEST_DRIVERS) {
        filled<Driver> db;
        CHECK(titles(db, books) == "The D,The L,Solar,Tehan,");
        CHECK(titles(db, books.where(year == 1961)) == "Solar,");
        CHECK(titles(db, books.where(year != 1961, year < 1974)) == "The L,");
        CHECK(titles(db, books.where(year >= 1974 || title == "Solaris")) == "The D,Solar,Tehan,");
        CHECK(titles(db, books.where(like(title, "The %"))) == "The D,The L,");
        CHECK(titles(db, books.where(!like(title, "The %") && !(year > 1980))) == "Solar,");
        CHECK(titles(db, books.where(is_null(price))) == "The L,");
        CHECK(titles(db, books.where(is_not_null(price) && price < 9.0)) == "Solar,");
        CHECK(titles(db, books.where(price != 7.25)) == "The D,Tehan,");
        CHECK(titles(db, books.where(between(year, 1961, 1974))) == "The D,The L,Solar,");
        CHECK(titles(db, books.where(in(year, 1961, 1990, 5))) == "Solar,Tehan,");
        CHECK(titles(db, books.where(!in(title, "Solaris", "Tehanu"))) == "The D,The L,");
        CHECK(titles(db, books.where(year + 10 > 1990 - 5)) == "Tehan,");
        CHECK(titles(db, books.where(year % 2 == 0)) == "The D,Tehan,");
        const std::string text = "Solaris";
        CHECK(titles(db, books.where(title == text)) == "Solar,");
        CHECK(titles(db, books.where(title == text.c_str())) == "Solar,");
        CHECK(titles(db, books.where(std::string("Solaris") == title)) == "Solar,");
    }
    TEST_CASE_TEMPLATE("a list of any length is one parameter", Driver, TEST_DRIVERS) {
        filled<Driver> db;
        std::vector<int> years{1961, 1990};
        const auto listed = books.where(in(year, years));
        CHECK(sql_text<library<sqlite>>(listed).find(R"("book"."year" IN rowan_array(?1))") != std::string_view::npos);
        CHECK(titles(db, listed) == "Solar,Tehan,");
        years = {1971};
        CHECK(titles(db, listed) == "The L,");
        years.clear();
        CHECK(titles(db, listed).empty());
        CHECK(titles(db, books.where(!in(year, years))) == "The D,The L,Solar,Tehan,");
        CHECK(titles(db, books.where(in(title, std::vector<std::string>{"Tehanu", "no", ""}))) == "Tehan,");
        CHECK(titles(db, books.where(in(title, std::vector<std::string_view>{"Tehanu"}))) == "Tehan,");
        CHECK(titles(db, books.where(in(price, std::vector<double>{7.25, 1e300}))) == "Solar,");
        const std::vector<std::uint64_t> ids{~std::uint64_t{0}, 2};
        CHECK(titles(db, books.where(in(col<&Book::id>, ids))) == "The L,");
        CHECK(titles(db, books.where(!in(col<&Book::id>, ids))) == "The D,Solar,Tehan,");
        std::vector<std::int64_t> many(100'000);
        for (std::size_t i = 0; i < many.size(); ++i) many[i] = static_cast<std::int64_t>(i) + 3;
        CHECK(titles(db, books.where(in(col<&Book::id>, many))) == "Solar,Tehan,");
    }
    TEST_CASE_TEMPLATE("joins give rows of several tables", Driver, TEST_DRIVERS) {
        filled<Driver> db;
        const auto both = db(select<Book, Author>().join<Author>().where(year < 1972).order_by(year)).all();
        REQUIRE(both.size() == 2);
        CHECK(both[0].template get<0>().title == "Solaris");
        CHECK(both[0].template get<1>().name == "Lem");
        const auto [book, author] = both[1];
        CHECK(book.title == "The Lathe of Heaven");
        CHECK(author.country == "US");

        const auto outer = db(select<Author, Book>()
                                  .left_join<Book>(col<&Book::author_id> == col<&Author::id> && year > 1980)
                                  .order_by(col<&Author::id>))
                               .all();
        REQUIRE(outer.size() == 3);
        CHECK(outer[0].template get<1>()->title == "Tehanu");
        CHECK_FALSE(outer[1].template get<1>());
        CHECK_FALSE(outer[2].template get<1>());

        const auto awards = db(select(name, title, col<&Award::name>.template as<"award">())
                                   .template from<Author>()
                                   .template left_join<Book>()
                                   .template left_join<Award>()
                                   .order_by(col<&Author::id>, year))
                                .all();
        REQUIRE(awards.size() == 5);
        CHECK(awards[1].template get<"title">() == "The Dispossessed");
        CHECK(awards[1].template get<"award">() == "Hugo");
        CHECK(awards[0].template get<"award">() == std::nullopt);
        CHECK(awards[4].template get<"name">() == "Nobody");
        CHECK(awards[4].template get<"title">() == std::nullopt);
    }
    TEST_CASE_TEMPLATE("groups, order, limits and distinct rows", Driver, TEST_DRIVERS) {
        filled<Driver> db;
        const auto groups = db(select(name, count().as<"books">(), sum(price), avg(year), min(title), max(year))
                                   .from<Book>()
                                   .join<Author>()
                                   .group_by(name)
                                   .order_by(desc(count())))
                                .all();
        REQUIRE(groups.size() == 2);
        auto [who, number, total, mean, first, last] = groups[0];
        CHECK(who == "Le Guin");
        CHECK(number == 3);
        CHECK(total == 19.0);
        CHECK(mean.value() == doctest::Approx((1974 + 1971 + 1990) / 3.0));
        CHECK(first == "Tehanu");
        CHECK(last == 1990);
        CHECK(groups[0].template get<"books">() == groups[0].template get<1>());
        CHECK(db(select(name).from<Book>().join<Author>().group_by(name).having(count() > 1)).scalar() == "Le Guin");
        const auto [prices, distinct, all] =
            db(select(count(price), count_distinct(price), count()).from<Book>()).one();
        CHECK(prices == 3);
        CHECK(distinct == 2);
        CHECK(all == 4);
        CHECK(db(select(price).from<Book>().where(is_not_null(price)).distinct()).all().size() == 2);
        constexpr auto by_year = select(title).from<Book>().order_by(year);
        CHECK(titles(db, by_year.limit(2)) == "Solar,The L,");
        CHECK(titles(db, by_year.offset(2)) == "The D,Tehan,");
        CHECK(titles(db, by_year.limit(1).offset(1)) == "The L,");
        CHECK(titles(db, by_year.limit(0)).empty());
        CHECK(titles(db, select(title).from<Book>().order_by(asc(price).nulls_first(), desc(title))) ==
              "The L,Solar,The D,Tehan,");
    }
}

} // namespace select_test
