#include "support/drivers.hpp"
#include "support/expression.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace user_expression_test {

struct Word {
    std::int64_t id = 0;
    std::string text;
    std::optional<std::string> note;
    std::int64_t bits = 0;
};
template <class Driver>
struct library {
    using driver = Driver;
    using tables = rowan::tables<Word>;
};

} // namespace user_expression_test

// What a program may add to the language: a function in one line, an expression with a text of its own.
namespace shop {

inline constexpr auto hex =
    rowan::function<std::string(std::string), "hex({})", "upper(encode(convert_to({}, 'UTF8'), 'hex'))">;
inline constexpr auto has_bits = rowan::function<bool(std::int64_t, std::int64_t), "({0} & {1} = {1})">;
inline constexpr auto braces = rowan::function<std::string(std::string), "('{{' || {} || '}')">;
inline constexpr auto unicode = rowan::function<std::optional<std::int64_t>(std::string), "unicode({})", "ascii({})">;

/// `content LIKE first || '%'`
template <class Content, class First>
struct begins_with : rowan::expression_interface<begins_with<Content, First>> {
    using expression_type = bool;
    using operands = rowan::operand_list<Content, First>;
    static constexpr int precedence = 4;
    Content content;
    First first;

    constexpr begins_with(Content c, First f) : content(std::move(c)), first(std::move(f)) {}
};

template <class Visitor, class Content, class First>
constexpr void walk(Visitor& visitor, const begins_with<Content, First>& node) {
    rowan::walk_operand<5>(visitor, node.content);
    visitor.text(" LIKE ");
    rowan::walk_operand<5>(visitor, node.first);
    visitor.text(" || '%'");
}

} // namespace shop

namespace user_expression_test {

using namespace rowan;

constexpr auto text = col<&Word::text>;
constexpr auto bits = col<&Word::bits>;

template <class Expression>
consteval bool is_text(Expression expression, std::string_view sqlite, std::string_view postgres) {
    return test::sqlite_text<Word>(expression) == sqlite && test::postgres_text<Word>(expression) == postgres;
}

static_assert(is_text(shop::hex(text), R"(hex("word"."text"))",
                      R"(upper(encode(convert_to("word"."text", 'UTF8'), 'hex')))"));
static_assert(is_text(shop::has_bits(bits + 1, literal<4>), R"((("word"."bits" + ?1) & 4 = 4))",
                      R"((("word"."bits" + $1) & 4 = 4))"));
static_assert(is_text(shop::braces(text), R"(('{' || "word"."text" || '}'))", R"(('{' || "word"."text" || '}'))"));
static_assert(is_text(shop::unicode(text), R"(unicode("word"."text"))", R"(ascii("word"."text"))"));
static_assert(is_text(shop::begins_with(text + "-", literal_text<"x">) == true,
                      R"(("word"."text" || ?1 LIKE 'x' || '%') = ?2)",
                      R"(("word"."text" || $1 LIKE 'x' || '%') = $2)"));

static_assert(callable<decltype(shop::hex), std::string>);
static_assert(!callable<decltype(shop::hex), int>);
static_assert(!callable<decltype(shop::hex), std::string, std::string>);

template <class Driver>
struct filled : connection<library<Driver>> {
    filled() : connection<library<Driver>>(test::empty_database<Driver>::name()) {
        this->create_tables();
        this->insert(Word{0, "abc", {}, 5});
        this->insert(Word{0, "xyz", "q", 2});
    }
};

TEST_SUITE("query") {
    TEST_CASE_TEMPLATE("a function of the database is declared in one line", Driver, TEST_DRIVERS) {
        filled<Driver> db;
        const auto query = select(shop::hex(text).as<"hex">(), shop::hex(col<&Word::note>), shop::unicode(text))
                               .template from<Word>()
                               .where(shop::has_bits(bits, param<"mask">));
        const auto row = db(query, "mask"_p = 4).one();
        static_assert(std::is_same_v<std::remove_cvref_t<decltype(row.template get<0>())>, std::string>);
        static_assert(std::is_same_v<std::remove_cvref_t<decltype(row.template get<1>())>, std::optional<std::string>>);
        static_assert(
            std::is_same_v<std::remove_cvref_t<decltype(row.template get<2>())>, std::optional<std::int64_t>>);
        CHECK(row.template get<"hex">() == "616263");
        CHECK(row.template get<2>() == 97);
        CHECK(test::count_of<Word>(db, shop::has_bits(bits, 3) || shop::braces(text) == "{abc}") == 1);
    }
    TEST_CASE_TEMPLATE("an expression of a program's own has its text from its own walk", Driver, TEST_DRIVERS) {
        filled<Driver> db;
        CHECK(test::count_of<Word>(db, shop::begins_with(text, val("ab"))) == 1);
        CHECK(test::count_of<Word>(db, !shop::begins_with(text, val("ab")) && bits == 2) == 1);
        CHECK(test::value_of<bool, Word>(db, shop::begins_with(text, val("ab"))));
        CHECK(db(select(text).from<Word>().where(shop::begins_with(text, parameter<"first", std::string>{})),
                 "first"_p = "x")
                  .scalar() == "xyz");
    }
}

} // namespace user_expression_test
