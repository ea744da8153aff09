#include "support/caught.hpp"
#include "support/drivers.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <string>

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
template <class Driver>
struct work {
    using driver = Driver;
    using tables = rowan::tables<Task>;
};

} // namespace parameter_values_test

using namespace parameter_values_test;
using namespace rowan;

template <>
inline constexpr auto rowan::table<Task> = rowan::define<Task>(rowan::as_integer<&Task::stage>);

TEST_SUITE("query") {
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
