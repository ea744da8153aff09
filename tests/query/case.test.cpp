#include "support/drivers.hpp"
#include "support/expression.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

namespace case_test {

enum class Size { small, large };
enum class Binding { soft, hard };
struct Book {
    std::int64_t id = 0;
    std::string title;
    int pages = 0;
    std::optional<std::string> note;
    Size size{};
    Binding binding{};
};
template <class Driver>
struct library {
    using driver = Driver;
    using tables = rowan::tables<Book>;
};

} // namespace case_test

template <>
inline constexpr auto rowan::table<case_test::Book> =
    rowan::define<case_test::Book>(rowan::as_integer<&case_test::Book::size>);

namespace case_test {

using namespace rowan;
using std::string;

constexpr test::text_in<Book> is_text{};

constexpr auto pages = col<&Book::pages>;
constexpr auto title = col<&Book::title>;
constexpr auto note = col<&Book::note>;

constexpr auto size = case_(when(pages < 100, "short"), when(pages < 300, title)).else_("long");
static_assert(
    is_text(size, R"(CASE WHEN "book"."pages" < ?1 THEN ?2 WHEN "book"."pages" < ?3 THEN "book"."title" ELSE ?4 END)",
            R"(CASE WHEN "book"."pages" < $1 THEN $2 WHEN "book"."pages" < $3 THEN "book"."title" ELSE $4 END)"));
static_assert(is_text(case_(when(is_null(note), pages)), R"(CASE WHEN "book"."note" IS NULL THEN "book"."pages" END)"));
static_assert(is_text(case_(when(is_null(note), pages)) + pages,
                      R"(CASE WHEN "book"."note" IS NULL THEN "book"."pages" END + "book"."pages")"));

// The type is that of all results; it is optional if one is, or if there is no else_.
template <class Expression>
using type = typename Expression::expression_type;
static_assert(std::is_same_v<type<decltype(size)>, string>);
static_assert(std::is_same_v<type<decltype(case_(when(pages < 1, "x")))>, std::optional<string>>);
static_assert(std::is_same_v<type<decltype(case_(when(pages < 1, note)).else_(title))>, std::optional<string>>);
static_assert(std::is_same_v<type<decltype(case_(when(pages < 1, pages)).else_(pages))>, int>);
static_assert(std::is_same_v<type<decltype(case_(when(pages < 1, pages)).else_(std::int64_t{1}))>, std::int64_t>);
static_assert(std::is_same_v<type<decltype(case_(when(pages < 1, pages)).else_(0.5))>, double>);
static_assert(std::is_same_v<type<decltype(case_(when(pages < 1, 1)).else_(std::nullopt))>, std::optional<int>>);
static_assert(std::is_same_v<type<decltype(case_(when(pages < 1, param<"x">)).else_(true))>, bool>);

static_assert(alike_operands<decltype(title), const char*, std::string_view>);
static_assert(alike_operands<decltype(pages), double, std::nullopt_t>);
static_assert(!alike_operands<decltype(pages), decltype(title)>);
static_assert(!alike_operands<Size, Binding>);
static_assert(!alike_operands<std::nullopt_t>);

template <class Driver>
struct filled : connection<library<Driver>> {
    filled() : connection<library<Driver>>(test::empty_database<Driver>::name()) {
        this->create_tables();
        this->insert(Book{0, "Emma", 50, {}, Size::large, Binding::hard});
        this->insert(Book{0, "Persuasion", 250, "lent", Size::small, Binding::soft});
        this->insert(Book{0, "Middlemarch", 900, {}, Size::large, Binding::hard});
    }
};
template <class Type, class Database, class Expression>
Type value(connection<Database>& db, const Expression& expression) {
    return test::value_of<Type, Book>(db, expression);
}
template <class Database, class Condition>
std::int64_t count(connection<Database>& db, const Condition& condition) {
    return test::count_of<Book>(db, condition);
}

TEST_SUITE("query") {
    TEST_CASE_TEMPLATE("a case has the result of the first condition that is true", Driver, TEST_DRIVERS) {
        filled<Driver> db;
        string all;
        for (const auto& [found] : db(select(size).from<Book>().order_by(col<&Book::id>))) all += found + " ";
        CHECK(all == "short Persuasion long ");
    }
    TEST_CASE_TEMPLATE("a case without else_ is null where no condition is true", Driver, TEST_DRIVERS) {
        filled<Driver> db;
        CHECK(value<std::optional<int>>(db, case_(when(pages > 100, pages))) == std::nullopt);
        CHECK(value<std::optional<int>>(db, case_(when(pages > 10, pages))) == 50);
        CHECK(value<std::optional<string>>(db, case_(when(pages > 10, note)).else_(title)) == std::nullopt);
    }
    TEST_CASE_TEMPLATE("a case stands where a value does", Driver, TEST_DRIVERS) {
        filled<Driver> db;
        CHECK(count(db, case_(when(pages < 100, "a")).else_(title) == "a") == 1);
        CHECK(count(db, case_(when(pages < 100, false)).else_(true)) == 2);
        db(update<Book>().set(col<&Book::note> = case_(when(pages > 500, "heavy"))).every_row());
        CHECK(db.template get<Book>(3).note == "heavy");
        CHECK(db.template get<Book>(2).note == std::nullopt);
        const auto query =
            select(case_(when(pages < param<"limit">, param<"text">)).else_("no")).template from<Book>().limit(1);
        CHECK(db(query, "limit"_p = 51, "text"_p = "yes").scalar() == "yes");
        CHECK(db(query, "limit"_p = 50, "text"_p = "yes").scalar() == "no");
    }
    TEST_CASE_TEMPLATE("the results are written as the column among them is, whatever the conditions are", Driver,
                       TEST_DRIVERS) {
        filled<Driver> db;
        constexpr auto form = col<&Book::size>;
        CHECK(value<Size>(db, case_(when(pages > 100, Size::small)).else_(form)) == Size::large);
        CHECK(value<Size>(db, case_(when(pages < 100, Size::small)).else_(form)) == Size::small);
        CHECK(value<Binding>(db, case_(when(form == Size::large, Binding::hard)).else_(Binding::soft)) ==
              Binding::hard);
        CHECK(count(db, case_(when(pages < 100, Size::small)).else_(form) == Size::small) == 2);
        CHECK(count(db, case_(when(form == Size::large, Binding::hard)).else_(Binding::soft) == col<&Book::binding>) ==
              3);
    }
}

} // namespace case_test
