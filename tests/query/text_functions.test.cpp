#include "support/drivers.hpp"
#include "support/expression.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace text_functions_test {

struct Word {
    std::int64_t id = 0;
    std::string text;
    std::optional<std::string> note;
    std::int64_t number = 0;
};
template <class Driver>
struct library {
    using driver = Driver;
    using tables = rowan::tables<Word>;
};

using namespace rowan;
using std::string;

constexpr auto text = col<&Word::text>;
constexpr auto note = col<&Word::note>;
constexpr auto number = col<&Word::number>;

constexpr test::text_in<Word> is_text{};

static_assert(is_text(lower(text), R"(lower("word"."text"))"));
static_assert(is_text(upper(note), R"(upper("word"."note"))"));
static_assert(is_text(length(text), R"(length("word"."text"))"));
static_assert(is_text(trim(text), R"(trim("word"."text"))", R"(btrim("word"."text"))"));
static_assert(is_text(trim(text, "xy"), R"(trim("word"."text", ?1))", R"(btrim("word"."text", $1))"));
static_assert(is_text(ltrim(text), R"(ltrim("word"."text"))"));
static_assert(is_text(ltrim(text, note), R"(ltrim("word"."text", "word"."note"))"));
static_assert(is_text(rtrim(text), R"(rtrim("word"."text"))"));
static_assert(is_text(rtrim(text, note), R"(rtrim("word"."text", "word"."note"))"));
static_assert(is_text(replace(text, note, lower(text)),
                      R"(replace("word"."text", "word"."note", lower("word"."text")))"));
static_assert(is_text(substr(text, number), R"(substr("word"."text", "word"."number"))",
                      R"(substr("word"."text", CAST("word"."number" AS integer)))"));
static_assert(is_text(substr(text, 2, number + 1), R"(substr("word"."text", ?1, "word"."number" + ?2))",
                      R"(substr("word"."text", CAST($1 AS integer), CAST("word"."number" + $2 AS integer)))"));
static_assert(is_text(position(text, note), R"(instr("word"."text", "word"."note"))",
                      R"(strpos("word"."text", "word"."note"))"));

// Texts are put together in one way, whatever stands beside them.
static_assert(is_text(text + note, R"("word"."text" || "word"."note")"));
static_assert(is_text(text + "-" + note, R"("word"."text" || ?1 || "word"."note")",
                      R"("word"."text" || $1 || "word"."note")"));
static_assert(is_text(text + (note + text), R"("word"."text" || ("word"."note" || "word"."text"))"));
static_assert(is_text(lower(text + note) == note + text,
                      R"(lower("word"."text" || "word"."note") = "word"."note" || "word"."text")"));
static_assert(is_text(like(text, note + "%"), R"("word"."text" LIKE "word"."note" || ?1)",
                      R"("word"."text" LIKE "word"."note" || $1)"));
static_assert(is_text(length(text) + length(note), R"(length("word"."text") + length("word"."note"))"));

static_assert(callable<decltype(detail::lower_function), decltype(text)>);
static_assert(!callable<decltype(detail::lower_function), decltype(number)>);
static_assert(!callable<decltype(detail::substr_function), decltype(text), double, int>);

template <class Driver>
struct filled : connection<library<Driver>> {
    filled() : connection<library<Driver>>(test::empty_database<Driver>::name()) {
        this->create_tables();
        this->insert(Word{0, "  Gödel, Escher  ", {}, 3});
    }
};
template <class Type, class Database, class Expression>
Type value(connection<Database>& db, const Expression& expression) {
    return test::value_of<Type, Word>(db, expression);
}

TEST_SUITE("query") {
    TEST_CASE_TEMPLATE("functions of text", Driver, TEST_DRIVERS) {
        filled<Driver> db;
        CHECK(value<string>(db, lower(text)) == "  gödel, escher  ");
        CHECK(value<string>(db, upper(trim(text))) == "GöDEL, ESCHER");
        CHECK(value<std::int64_t>(db, length(text)) == 17);
        CHECK(value<string>(db, ltrim(text)) == "Gödel, Escher  ");
        CHECK(value<string>(db, rtrim(text)) == "  Gödel, Escher");
        CHECK(value<string>(db, trim(text, " Ger")) == "ödel, Esch");
        CHECK(value<string>(db, ltrim(text, " G")) == "ödel, Escher  ");
        CHECK(value<string>(db, rtrim(text, " er")) == "  Gödel, Esch");
        CHECK(value<string>(db, replace(trim(text), ", ", "; ")) == "Gödel; Escher");
        CHECK(value<string>(db, replace(text, "", "x")) == "  Gödel, Escher  ");
        CHECK(value<string>(db, substr(text, 10)) == "Escher  ");
        CHECK(value<string>(db, substr(text, number, 5)) == "Gödel");
        CHECK(value<string>(db, substr(text, 99)).empty());
        CHECK(value<std::int64_t>(db, position(text, "Escher")) == 10);
        CHECK(value<std::int64_t>(db, position(text, "Bach")) == 0);
    }
    TEST_CASE_TEMPLATE("a function of null is null", Driver, TEST_DRIVERS) {
        filled<Driver> db;
        CHECK(value<std::optional<string>>(db, lower(note)) == std::nullopt);
        CHECK(value<std::optional<std::int64_t>>(db, length(note)) == std::nullopt);
        CHECK(value<std::optional<string>>(db, replace(text, "x", note)) == std::nullopt);
        CHECK(value<std::optional<string>>(db, text + note) == std::nullopt);
    }
    TEST_CASE_TEMPLATE("texts are put together", Driver, TEST_DRIVERS) {
        filled<Driver> db;
        CHECK(value<string>(db, "<" + trim(text) + ">") == "<Gödel, Escher>");
        CHECK(value<string>(db, trim(text) + string(" and ") + trim(text)) == "Gödel, Escher and Gödel, Escher");
        CHECK(value<bool>(db, trim(text) + "!" == "Gödel, " + substr(text, 10, 6) + "!"));
    }
    TEST_CASE_TEMPLATE("an argument can be a parameter", Driver, TEST_DRIVERS) {
        filled<Driver> db;
        constexpr auto query =
            select(position(text, param<"part">)).template from<Word>().where(substr(text, param<"n">, 1) == "G");
        CHECK(db(query, "part"_p = "del", "n"_p = 3).scalar() == 5);
        db(update<Word>().set(col<&Word::note> = lower(text) + "?").every_row());
        CHECK(db.template get<Word>(1).note == "  gödel, escher  ?");
    }
}

} // namespace text_functions_test
