#include "support/drivers.hpp"

#include <doctest/doctest.h>

#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

// A value is the same however it comes to a database: bound in the select, bound in the condition, in the text of the statement, in
// the definition of a table, and out of a column.
namespace property_literals_test {

constexpr double denormal = std::numeric_limits<double>::denorm_min();
constexpr double largest = std::numeric_limits<double>::max();
constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr std::int64_t least = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t greatest = std::numeric_limits<std::int64_t>::max();
constexpr std::string_view quotes = "it's \"quoted\" '' \\ ?1 $1 :name -- /* ; %_";

struct Kept {
    std::int64_t id = 0;
    std::int64_t whole = 0;
    double real = 0;
    std::string text;
};
struct Defaults {
    std::int64_t id = 0;
    std::int64_t lowest = least;
    std::int64_t highest = greatest;
    std::int8_t tiny = -128;
    std::uint64_t wide = static_cast<std::uint64_t>(greatest);
    double zero = -0.0;
    double smallest = denormal;
    double negative = -largest;
    double endless = -infinity;
    double fraction = 0.1 + 0.2;
    float single = std::numeric_limits<float>::max();
    std::string text{quotes};
    std::string empty;
    std::string beyond = "é \xf0\x9f\x98\x80";
};
/// Texts of SQLite may be any bytes.
struct Bytes {
    std::int64_t id = 0;
    std::string bytes = "\xff é \xf0\x9f\x98\x80";
};
struct Signs {
    std::int64_t id = 0;
    int number = 0;
    double real = 0;
};
template <class Driver>
struct database {
    using driver = Driver;
    using tables = rowan::tables<Kept, Defaults, Signs>;
};

struct database_of_bytes {
    using driver = rowan::sqlite;
    using tables = rowan::tables<Bytes>;
};

} // namespace property_literals_test

template <>
inline constexpr auto rowan::table<property_literals_test::Bytes> = rowan::define<property_literals_test::Bytes>(
    rowan::default_value<&property_literals_test::Bytes::bytes>("\xff é \xf0\x9f\x98\x80"));
template <>
inline constexpr auto rowan::table<property_literals_test::Defaults> = [] {
    using namespace property_literals_test;
    return define<Defaults>(
        default_value<&Defaults::lowest>(least), default_value<&Defaults::highest>(greatest),
        default_value<&Defaults::tiny>(std::int8_t{-128}), default_value<&Defaults::wide>(std::uint64_t{greatest}),
        default_value<&Defaults::zero>(-0.0), default_value<&Defaults::smallest>(denormal),
        default_value<&Defaults::negative>(-largest), default_value<&Defaults::endless>(-infinity),
        default_value<&Defaults::fraction>(0.1 + 0.2),
        default_value<&Defaults::single>(std::numeric_limits<float>::max()), default_value<&Defaults::text>(quotes),
        default_value<&Defaults::empty>(""), default_value<&Defaults::beyond>("é \xf0\x9f\x98\x80"),
        check(col<&Defaults::lowest> == least && col<&Defaults::highest> == greatest && col<&Defaults::tiny> == -128),
        check(col<&Defaults::smallest> == denormal && col<&Defaults::negative> == -largest &&
              col<&Defaults::endless> == -infinity && col<&Defaults::fraction> == 0.1 + 0.2),
        check(col<&Defaults::text> == quotes && col<&Defaults::empty> == ""));
}();
// A sign behind a sign would begin a comment.
template <>
inline constexpr auto rowan::table<property_literals_test::Signs> = rowan::define<property_literals_test::Signs>(
    rowan::check(rowan::col<&property_literals_test::Signs::number> == -rowan::val(-5)),
    rowan::check(rowan::col<&property_literals_test::Signs::number> - -5 == 10),
    rowan::check(rowan::col<&property_literals_test::Signs::real> == -rowan::val(-0.0)));

namespace property_literals_test {

using namespace rowan;

template <fixed_string Text>
concept text_literal = requires { literal_text<Text>; };
template <auto Value>
concept value_literal = requires { literal<Value>; };
template <char Character>
concept escape_character = requires { escape<Character>; };

static_assert(text_literal<""> && text_literal<"'"> && !text_literal<"\0"> && !text_literal<"a\0b">);
static_assert(value_literal<1> && value_literal<-0.0> && value_literal<denormal> && !value_literal<infinity> &&
              !value_literal<-infinity> && !value_literal<std::numeric_limits<double>::quiet_NaN()>);
static_assert(escape_character<'\\'> && escape_character<'\''> && !escape_character<'\0'> && !escape_character<'\xc3'>);
static_assert(sql_text<sqlite>(select(-literal<-0.0>)) == "SELECT -(-0.0)");
static_assert(sql_text<sqlite>(select(-literal<least>)) == "SELECT -(-9223372036854775808)");
static_assert(sql_text<sqlite>(select(-literal<0.0>, -val(-5))) == "SELECT -0.0, -?1");

template <class Driver>
struct fixture {
    connection<database<Driver>> db{test::empty_database<Driver>::name()};

    fixture() { db.create_tables(); }

    /// All ways for one value; in the end the constant as it was found.
    template <auto Member, class Constant, class Value>
    void compare(const Constant& constant, const Value& value) {
        Kept row;
        row.*Member = value;
        db.insert(row);
        const auto query = select(constant, val(value), col<Member>)
                               .template from<Kept>()
                               .where(col<&Kept::id> == row.id && col<Member> == constant &&
                                      col<Member> == val(value) && in(constant, std::vector{value}));
        INFO(std::string(sql_text<database<Driver>>(query)));
        int count = 0;
        for (const auto& [written, bound, stored] : db(query)) {
            ++count;
            CHECK(written == value);
            CHECK(bound == value);
            CHECK(stored == value);
            // SQLite keeps a real number without fraction as an integer in a table, and so no zero with a sign
            // (sqlite.org/datatype3.html#storage_classes_and_datatypes).
            if constexpr (std::is_same_v<Value, double>) {
                CHECK(std::signbit(written) == std::signbit(value));
                CHECK(std::signbit(bound) == std::signbit(value));
                CHECK(std::signbit(stored) == (std::is_same_v<Driver, sqlite> ? value < 0 : std::signbit(value)));
            }
        }
        CHECK(count == 1);
    }
    template <std::int64_t... Value>
    void compare_integers() {
        (compare<&Kept::whole>(literal<Value>, Value), ...);
    }
    template <double... Value>
    void compare_reals() {
        (compare<&Kept::real>(literal<Value>, Value), ...);
    }
    template <fixed_string... Text>
    void compare_texts() {
        (compare<&Kept::text>(literal_text<Text>, std::string(Text.view())), ...);
    }
};

TEST_SUITE("query") {
    TEST_CASE_TEMPLATE("an integer is the same as a literal, bound and stored", Driver, TEST_DRIVERS) {
        fixture<Driver> test;
        test.template compare_integers<0, -128, 4294967295, (1LL << 53) + 1, greatest, least, least + 1>();
    }
    TEST_CASE_TEMPLATE("a real number is the same as a literal, bound and stored", Driver, TEST_DRIVERS) {
        fixture<Driver> test;
        test.template compare_reals<0.0, -0.0, -0.1, 0.1 + 0.2, -denormal, 2.2250738585072014e-308, largest, 0x1p53,
                                    -0x1p63, 1e16>();
    }
    TEST_CASE_TEMPLATE("a text is the same as a literal, bound and stored", Driver, TEST_DRIVERS) {
        fixture<Driver> test;
        test.template compare_texts<"", "' '' \" \\", "?1 $1 :name @name -- /* ; %_", "123",
                                    "e\u0301 \u212b \U0001F468\u200d\U0001F469", "a\nb\r\n\t\x01\x7f">();
        // A text of PostgreSQL is one of Unicode.
        if constexpr (std::is_same_v<Driver, sqlite>) test.template compare_texts<"\xff\xc3 \xed\xa0\x80">();
    }
    TEST_CASE_TEMPLATE("a value is the same as a default and in a check", Driver, TEST_DRIVERS) {
        fixture<Driver> test;
        test.db.execute("INSERT INTO \"defaults\" DEFAULT VALUES");
        const Defaults expected;
        const auto found = test.db.template get<Defaults>(1);
        CHECK(found.lowest == expected.lowest);
        CHECK(found.highest == expected.highest);
        CHECK(found.tiny == expected.tiny);
        CHECK(found.wide == expected.wide);
        CHECK(found.zero == expected.zero);
        CHECK(found.smallest == expected.smallest);
        CHECK(found.negative == expected.negative);
        CHECK(found.endless == expected.endless);
        CHECK(found.fraction == expected.fraction);
        CHECK(found.single == expected.single);
        CHECK(found.text == expected.text);
        CHECK(found.empty == expected.empty);
        CHECK(found.beyond == expected.beyond);

        test.db.insert(Signs{0, 5, 0});
        CHECK_THROWS_AS(test.db.insert(Signs{0, -5, 0}), constraint_violation);
    }
    TEST_CASE("a default of SQLite is any bytes") {
        connection<database_of_bytes> db{":memory:"};
        db.create_tables();
        db(insert<Bytes>());
        CHECK(db.get<Bytes>(1).bytes == Bytes().bytes);
    }
    TEST_CASE("what is written as a literal is read as what is bound") {
        detail::sqlite_connection db{":memory:", {}};
        std::mt19937_64 random(20240229);
        const auto compare = [&](const auto& value) {
            std::array<char, 200> buffer{};
            detail::text_sink out{buffer.data()};
            detail::write_literal<sqlite_dialect, encoding::standard>(out, value);
            const auto text = "SELECT l IS b, typeof(l) = typeof(b) FROM (SELECT " +
                              std::string(buffer.data(), out.size) + " AS l, ?1 AS b)";
            INFO(text);
            auto statement = db.prepare(text);
            statement.template bind<encoding::standard>(1, value);
            REQUIRE(statement.step());
            CHECK((statement.read_count(0) == 1 && statement.read_count(1) == 1));
        };
        for (int i = 0; i < 500; ++i) {
            // Of every width, as often as another.
            const auto bits = std::bit_cast<std::int64_t>(random() >> random() % 64);
            compare(bits);
            compare(static_cast<std::int8_t>(bits));
            compare(static_cast<std::uint16_t>(bits));
            compare(static_cast<std::int32_t>(-bits));
            std::string text;
            for (auto size = random() % 60; size > 0; --size)
                text += random() % 3 == 0 ? '\'' : static_cast<char>(1 + random() % 255);
            compare(text);
        }
    }
}

} // namespace property_literals_test
