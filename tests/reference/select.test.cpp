#include "reference/reference.hpp"

#include <doctest/doctest.h>

#include <type_traits>

namespace reference_select_test {

using namespace rowan;
using namespace reference;

constexpr auto authors = select<Author>();
static_assert(is_written(authors, R"(SELECT "author"."id", "author"."name", "author"."country" FROM "author")"));
static_assert(std::is_same_v<row_type<decltype(authors)>, Author>);

constexpr auto pairs = select<Author, Book>().join<Book>();
static_assert(is_written(pairs,
                         R"(SELECT "author"."id", "author"."name", "author"."country", "book"."id", "book"."author_id")"
                         R"(, "book"."title", "book"."year", "book"."price" FROM "author")"
                         R"( JOIN "book" ON "book"."author_id" = "author"."id")"));

constexpr auto loans =
    select(title, col<&Loan::reader>.as<"who">(), (year / 10 * 10).as<"decade">()).from<Loan>().join<Book>();
static_assert(is_written(
    loans, R"(SELECT "book"."title", "loan"."reader" AS "who", "book"."year" / ?1 * ?2 AS "decade" FROM "loan")"
           R"( JOIN "book" ON "loan"."book_id" = "book"."id")"));

constexpr auto along_key = select(title, name).from<Book>().join<Author>();
static_assert(is_written(
    along_key,
    R"(SELECT "book"."title", "author"."name" FROM "book" JOIN "author" ON "book"."author_id" = "author"."id")"));

constexpr auto by_condition =
    select(title, name).from<Book>().join<Author>(col<&Author::id> == col<&Book::author_id> && year > 1960);
static_assert(is_written(by_condition,
                         R"(SELECT "book"."title", "author"."name" FROM "book")"
                         R"( JOIN "author" ON "author"."id" = "book"."author_id" AND "book"."year" > ?1)"));

constexpr auto with_books = select(name, title).from<Author>().left_join<Book>();
static_assert(is_written(with_books, R"(SELECT "author"."name", "book"."title" FROM "author")"
                                     R"( LEFT JOIN "book" ON "book"."author_id" = "author"."id")"));
static_assert(std::is_same_v<row_type<decltype(with_books)>,
                             row<cell<"name", std::string>, cell<"title", std::optional<std::string>>>>);

constexpr auto whole_or_none = select<Author, Book>().left_join<Book>();
static_assert(std::is_same_v<std::tuple_element_t<1, row_type<decltype(whole_or_none)>>, std::optional<Book>>);

constexpr auto of_the_other = select(name, title).from<Book>().right_join<Author>();
static_assert(is_written(of_the_other, R"(SELECT "author"."name", "book"."title" FROM "book")"
                                       R"( RIGHT JOIN "author" ON "book"."author_id" = "author"."id")"));

constexpr auto of_both = select(name, title).from<Book>().full_join<Author>();
static_assert(is_written(of_both, R"(SELECT "author"."name", "book"."title" FROM "book")"
                                  R"( FULL JOIN "author" ON "book"."author_id" = "author"."id")"));

constexpr auto every_pair = select(name, title).from<Author>().cross_join<Book>();
static_assert(is_written(every_pair, R"(SELECT "author"."name", "book"."title" FROM "author" CROSS JOIN "book")"));

constexpr auto books = [](bool with_author) {
    return select(title, name).from<Book>().join<Author>(when(with_author)).order_by(year);
};
static_assert(is_written(
    books(true),
    R"(SELECT "book"."title", "author"."name" FROM "book" JOIN "author" ON "book"."author_id" = "author"."id")"
    R"( ORDER BY "book"."year")"));
static_assert(std::is_same_v<row_type<decltype(books(true))>,
                             row<cell<"title", std::string>, cell<"name", std::optional<std::string>>>>);

constexpr auto from_country = [](std::optional<std::string_view> country) {
    return select(title).from<Book>().join<Author>(when(
        country.has_value(), col<&Author::id> == col<&Book::author_id> && reference::country == country.value_or("")));
};
static_assert(is_written(from_country(std::nullopt),
                         R"(SELECT "book"."title" FROM "book")"
                         R"( JOIN "author" ON "author"."id" = "book"."author_id" AND "author"."country" = ?1)"));

TEST_CASE_TEMPLATE("what a select gives", Driver, TEST_DRIVERS) {
    filled<Driver> db;
    CHECK(db(authors).all().size() == 3);
    for (const auto& [author, book] : db(pairs)) CHECK(author.id == book.author_id);
    for (const auto& row : db(loans))
        CHECK((row.template get<"title">() == row.template get<0>() && row.template get<"decade">() == 1960));
}
TEST_CASE_TEMPLATE("joins", Driver, TEST_DRIVERS) {
    filled<Driver> db;
    CHECK(db(along_key).all().size() == 3);
    CHECK(db(by_condition).all().size() == 3);
    CHECK(db(with_books).all().size() == 4);
    for (const auto& [author, book] : db(whole_or_none)) CHECK(book.has_value() == (author.id != 3));
    CHECK(db(of_the_other).all().size() == 4);
    CHECK(db(of_both).all().size() == 4);
    CHECK(db(every_pair).all().size() == 9);
    for (const auto& row : db(books(false))) CHECK_FALSE(row.template get<"name">().has_value());
    for (const auto& row : db(books(true))) CHECK(row.template get<"name">().has_value());
    CHECK(list(db, from_country("PL")) == "Solaris");
    CHECK(db(from_country(std::nullopt)).all().size() == 3);
}

} // namespace reference_select_test
