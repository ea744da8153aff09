#include "rowan/values.hpp"
#include "support/caught.hpp"
#include "support/drivers.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

// Values of parameters that no column could hold, or not in both ways that they are asked for.
namespace parameter_values_test {

enum class State : std::uint8_t { open, closed };

struct Task {
    std::int64_t id = 0;
    std::string name;
    State state = State::open;
    State stage = State::open;
    std::int8_t small = 0;
};
/// What may be null, of each kind that a driver sends in its own way.
struct Person {
    std::int64_t id = 0;
    std::string name{};
    std::optional<std::string> country{};
    std::optional<std::int16_t> age{};
    std::optional<double> height{};
    std::optional<State> state{};
    std::optional<State> stage{};
    std::optional<std::chrono::sys_seconds> born{};
    std::optional<rowan::uuid> token{};
    friend bool operator==(const Person&, const Person&) = default;
};
template <class Driver>
struct work {
    using driver = Driver;
    using tables = rowan::tables<Task, Person>;
};

} // namespace parameter_values_test

template <>
inline constexpr auto rowan::table<parameter_values_test::Person> = rowan::define<parameter_values_test::Person>(
    rowan::as_integer<&parameter_values_test::Person::stage>, rowan::unique<&parameter_values_test::Person::name>);
template <>
inline constexpr auto rowan::table<parameter_values_test::Task> =
    rowan::define<parameter_values_test::Task>(rowan::as_integer<&parameter_values_test::Task::stage>);

namespace parameter_values_test {

using namespace rowan;

constexpr auto name = col<&Person::name>;
constexpr auto country = col<&Person::country>;
constexpr auto age = col<&Person::age>;

// Null can be given where null means something, and nowhere else.
using null = decltype("x"_p = std::nullopt);
using text_or_null = decltype("x"_p = std::optional<std::string>());
template <class Query, class... Arguments>
inline constexpr bool runs = runnable<Query, work<sqlite>, Arguments...>;
template <class Condition>
using where = decltype(select<Person>().where(std::declval<Condition>()));
static_assert(runs<where<decltype(is_distinct_from(country, param<"x">))>, null>);
static_assert(runs<where<decltype(is_not_distinct_from(param<"x">, country))>, text_or_null>);
static_assert(runs<where<decltype(is_not_distinct_from(name, param<"x">))>, text_or_null>);
static_assert(runs<where<decltype(is_not_distinct_from(name, param<"x", std::string>))>, text_or_null>);
static_assert(!runs<where<decltype(is_not_distinct_from(country, param<"x">))>, decltype("x"_p = std::optional(1))>);
static_assert(!runs<where<decltype(country == param<"x">)>, null>);
static_assert(!runs<where<decltype(country == param<"x">)>, text_or_null>);
static_assert(!runs<where<decltype(country == param<"x"> || is_distinct_from(country, param<"x">))>, text_or_null>);
static_assert(!runs<where<decltype(is_distinct_from(country, param<"x">) || country == param<"x">)>, null>);
static_assert(!runs<where<decltype(is_distinct_from(param<"x">, std::nullopt))>, null>);
static_assert(!runs<where<decltype(between(age, param<"x">, 3))>, null>);
static_assert(runs<decltype(update<Person>().set(country = param<"x">).every_row()), null>);
static_assert(!runs<decltype(update<Person>().set(name = param<"x">).every_row()), null>);
static_assert(!runs<decltype(update<Person>().set(name = param<"x">).every_row()), text_or_null>);
static_assert(
    !runs<decltype(update<Person>().set(age = param<"x">).every_row()), decltype("x"_p = std::optional(1.5))>);
static_assert(!comparable_with<decltype(country), decltype(param<"x", std::optional<std::string>>)>);
static_assert(!assignable_from<decltype(name), decltype(param<"x", std::optional<std::string>>)>);
static_assert(assignable_from<decltype(country), decltype(param<"x", std::optional<std::string>>)>);
// The last operand of `coalesce` is what stands for null.
static_assert(std::is_same_v<decltype(coalesce(country, param<"x">))::expression_type, std::string>);
static_assert(std::is_same_v<decltype(coalesce(param<"x">, country))::expression_type, std::optional<std::string>>);
static_assert(std::is_same_v<decltype(coalesce(param<"x">, name))::expression_type, std::string>);
static_assert(!runs<where<decltype(coalesce(country, param<"x">) == "")>, null>);
static_assert(runs<where<decltype(coalesce(param<"x">, name) == name)>, null>);

TEST_SUITE("query") {
    TEST_CASE_TEMPLATE("null is looked for by a parameter where null is a value", Driver, TEST_DRIVERS) {
        connection<work<Driver>> db{test::empty_database<Driver>::name()};
        db.create_tables();
        db.insert(Person{.name = "none"});
        const auto born = std::chrono::sys_seconds(std::chrono::sys_days(std::chrono::year(1970) / 2 / 3));
        const uuid token = uuid{{1, 2, 3}};
        db.insert(Person{.name = "all",
                         .country = "PL",
                         .age = std::int16_t{84},
                         .height = 1.5,
                         .state = State::closed,
                         .stage = State::closed,
                         .born = born,
                         .token = token});
        const auto finds = [&](auto column, auto given) {
            using Value = detail::without_optional<typename decltype(column)::expression_type>;
            const auto same = select(name).template from<Person>().where(is_not_distinct_from(column, param<"x">));
            const auto other = select(name).template from<Person>().where(is_distinct_from(param<"x">, column));
            // In any order: the statement that was prepared for null takes a value, and the other way round.
            CHECK(db(same, "x"_p = std::nullopt).scalar() == "none");
            CHECK(db(same, "x"_p = given).scalar() == "all");
            CHECK(db(other, "x"_p = std::optional<Value>(given)).scalar() == "none");
            CHECK(db(other, "x"_p = std::optional<Value>()).scalar() == "all");
            CHECK(db(other, "x"_p = std::nullopt).scalar() == "all");
            CHECK(db(same, "x"_p = std::optional<Value>()).scalar() == "none");
        };
        finds(country, std::string("PL"));
        finds(age, std::int16_t{84});
        finds(col<&Person::height>, 1.5);
        finds(col<&Person::state>, State::closed);
        finds(col<&Person::stage>, State::closed);
        finds(col<&Person::born>, born);
        finds(col<&Person::token>, token);
        CHECK(db(select<Person>().where(is_not_distinct_from(name, param<"x">)), "x"_p = std::nullopt).all().empty());
        CHECK(db(select<Person>().where(is_distinct_from(name, param<"x">)), "x"_p = std::nullopt).all().size() == 2);
    }
    TEST_CASE_TEMPLATE("a parameter sets null, and what coalesce is to leave as it is", Driver, TEST_DRIVERS) {
        connection<work<Driver>> db{test::empty_database<Driver>::name()};
        db.create_tables();
        constexpr auto add =
            insert<Person>().set(name = param<"name">, country = param<"country">, age = param<"age">,
                                 col<&Person::height> = param<"height">, col<&Person::state> = param<"state">);
        const std::optional<std::string_view> none;
        CHECK(db(add, "name"_p = "a", "country"_p = none, "age"_p = std::nullopt, "height"_p = std::optional<double>(),
                 "state"_p = std::nullopt) == 1);
        CHECK(db(add, "name"_p = "b", "country"_p = "PL", "age"_p = std::optional(3), "height"_p = 1.5,
                 "state"_p = State::closed) == 1);
        CHECK(db.template get<Person>(1) == Person{.id = 1, .name = "a"});
        CHECK(db.template get<Person>(2).age == 3);

        constexpr auto again = add.template on_conflict<&Person::name>().do_update(
            country = param<"country">, age = param<"age">, col<&Person::state> = param<"state">);
        CHECK(db(again, "name"_p = "b", "country"_p = std::nullopt, "age"_p = std::nullopt, "height"_p = std::nullopt,
                 "state"_p = std::nullopt) == 1);
        CHECK(db.template get<Person>(2) == Person{.id = 2, .name = "b", .height = 1.5});

        constexpr auto change = update<Person>()
                                    .set(country = coalesce(param<"country">, country), age = param<"age">)
                                    .where(name == param<"name">);
        CHECK(db(change, "name"_p = "b", "country"_p = "DE", "age"_p = 7) == 1);
        CHECK(db(change, "name"_p = "b", "country"_p = std::nullopt, "age"_p = std::nullopt) == 1);
        CHECK(db.template get<Person>(2) == Person{.id = 2, .name = "b", .country = "DE", .height = 1.5});
        CHECK_THROWS_AS(db(change, "name"_p = "b", "country"_p = none, "age"_p = std::optional(70'000)), type_mismatch);
        CHECK_THROWS_AS(db(update<Person>().set(age = std::optional(70'000)).every_row()), type_mismatch);

        constexpr auto itself = select(param<"x", std::optional<int>>);
        CHECK(db(itself, "x"_p = std::nullopt).scalar() == std::nullopt);
        CHECK(db(itself, "x"_p = 5).scalar() == 5);
    }
    TEST_CASE_TEMPLATE("a value is not written in two ways for one parameter", Driver, TEST_DRIVERS) {
        connection<work<Driver>> db{test::empty_database<Driver>::name()};
        db.create_tables();
        db.insert(Task{.name = "a", .state = State::closed, .stage = State::closed});
        constexpr auto state = col<&Task::state>;
        constexpr auto stage = col<&Task::stage>;
        const auto each = select<Task>().where(state == param<"state">, stage == param<"stage">);
        CHECK(db(each, "state"_p = State::closed, "stage"_p = State::closed).all().size() == 1);
        const auto both = select<Task>().where(state == param<"s">, stage == param<"s">);
        const auto failure = test::caught<type_mismatch>([&] { (void)db(both, "s"_p = State::closed).all(); });
        CHECK(std::string(failure.what()).find("give each its own parameter") != std::string::npos);
        const auto set = update<Task>().set(state = param<"s">, stage = param<"s">).every_row();
        CHECK_THROWS_AS(db(set, "s"_p = State::open), type_mismatch);
        CHECK(db.template get<Task>(1).state == State::closed);
    }
    TEST_CASE_TEMPLATE("the value of a parameter fits the field that is set to it", Driver, TEST_DRIVERS) {
        connection<work<Driver>> db{test::empty_database<Driver>::name()};
        db.create_tables();
        db.insert(Task{.name = "a", .small = 1});
        constexpr auto set = update<Task>().set(col<&Task::small> = param<"n">).every_row();
        CHECK_THROWS_AS(db(set, "n"_p = 300), type_mismatch);
        CHECK(db(set, "n"_p = -128) == 1);
        CHECK(db.template get<Task>(1).small == -128);
    }
}

} // namespace parameter_values_test
