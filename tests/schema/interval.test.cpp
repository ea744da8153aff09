#include "rowan/schema/interval.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <cstdint>
#include <limits>
#include <random>
#include <string>
#include <string_view>

namespace interval_test {

using namespace rowan;
using namespace std::chrono_literals;

static_assert(storable<interval> && detail::kind_of<std::optional<interval>>() == value_kind::interval);

constexpr bool is_written(const interval& value, std::string_view text) {
    detail::interval_buffer buffer{};
    return detail::format_interval(value, buffer) == text && detail::parse_interval(text) == value;
}
constexpr std::int64_t hour = 3'600'000'000;
constexpr auto least32 = std::numeric_limits<std::int32_t>::min();
constexpr auto least64 = std::numeric_limits<std::int64_t>::min(), most64 = std::numeric_limits<std::int64_t>::max();
static_assert(is_written({}, "PT0S"));
static_assert(is_written({14, 3, 4 * hour + 5 * 60'000'000 + 6'789'000}, "P1Y2M3DT4H5M6.789S"));
static_assert(is_written({-14, -3, -(4 * hour + 5 * 60'000'000 + 6'789'000)}, "P-1Y-2M-3DT-4H-5M-6.789S"));
static_assert(is_written({.months = 12}, "P1Y") && is_written({.months = 1}, "P1M") &&
              is_written({.days = -1}, "P-1D"));
static_assert(is_written({.microseconds = 1}, "PT0.000001S") && is_written({.microseconds = -500'000}, "PT-0.5S"));
static_assert(is_written({.days = 40, .microseconds = 30 * hour}, "P40DT30H"));
static_assert(is_written({least32, least32, least64}, "P-178956970Y-8M-2147483648DT-2562047788H-54.775808S"));
static_assert(is_written({.microseconds = most64}, "PT2562047788H54.775807S"));

constexpr bool is_read(std::string_view text, const interval& value) { return detail::parse_interval(text) == value; }
static_assert(is_read("P2W1D", {.days = 15}) && is_read("P+1M", {.months = 1}) &&
              is_read("PT90M", {.microseconds = 3 * hour / 2}));
static_assert(is_read("P0D", {}) && is_read("PT1.5S", {.microseconds = 1'500'000}) &&
              is_read("P1YT1S", {12, 0, 1'000'000}));
static_assert(is_read("P1Y-1M", {.months = 11}));
// The parts are beyond what an interval has, and their sum is not.
static_assert(is_read("P178956971Y-12M", {.months = 2147483640}) && is_read("P-178956971Y4M", {.months = least32}));
static_assert(is_read("P306783379W-2147483646D", {.days = 7}));
static_assert(is_read("PT2562047789H-60M", {.microseconds = 2562047788 * hour}) &&
              is_read("PT2562047788H60M-3600S", {.microseconds = 2562047788 * hour}));
static_assert(is_read("PT9000000000000000H-540000000000000000M1S", {.microseconds = 1'000'000}));
static_assert(is_read("PT153722867280912930H-9223372036854775807M0.5S", {.microseconds = -7 * 60'000'000 + 500'000}));
static_assert(!detail::parse_interval("PT5124095576031H") && !detail::parse_interval("PT5124095577H-1M") &&
              !detail::parse_interval("P768614336404564650Y") && !detail::parse_interval("P357913942Y"));

TEST_SUITE("schema") {
    TEST_CASE("a text that is no interval is refused") {
        for (const char* text : {"",
                                 "P",
                                 "PT",
                                 "P1",
                                 "P1DT",
                                 "1D",
                                 "P1H",
                                 "PT1D",
                                 "PT1Y",
                                 "P1D1Y",
                                 "PT1S1H",
                                 "P1Y1Y",
                                 "P1.5D",
                                 "PT1.5H",
                                 "PT1.S",
                                 "PT.5S",
                                 "PT1.1234567S",
                                 "P--1D",
                                 "P 1D",
                                 "P1D ",
                                 "P1DT1S1S",
                                 "PT1HT1M",
                                 "P2147483648D",
                                 "P178956971Y",
                                 "PT2562047789H",
                                 "P99999999999999999999D",
                                 "p1d",
                                 "1 day"}) {
            CAPTURE(text);
            CHECK_FALSE(detail::parse_interval(text));
            CHECK_THROWS_AS((void)interval_of(text), type_mismatch);
        }
    }
    TEST_CASE("every interval is read as what was written") {
        std::mt19937_64 random(5);
        for (int i = 0; i < 10'000; ++i) {
            const auto bits = random() % 64;
            const interval value{static_cast<std::int32_t>(random() >> (32 + random() % 32)) * (i % 2 == 0 ? 1 : -1),
                                 static_cast<std::int32_t>(random()), static_cast<std::int64_t>(random()) >> bits};
            CHECK(interval_of(text_of(value)) == value);
        }
    }
    TEST_CASE("an interval is made of durations, exactly") {
        using namespace std::chrono;
        static_assert(interval::of(years{1}, months{2}, weeks{1}, days{3}, 4h, 5min, 6789ms, 1us) ==
                      interval{14, 10, 4 * hour + 5 * 60'000'000 + 6'789'001});
        static_assert(interval::of() == interval{} && interval::of(-1h) == interval{.microseconds = -hour});
        static_assert(interval::of(48h) == interval{.microseconds = 48 * hour});
        static_assert(interval::of(days{std::numeric_limits<std::int32_t>::max()}, weeks{1}, -weeks{1}).days ==
                      std::numeric_limits<std::int32_t>::max());
        static_assert(interval::of(hours{9'000'000'000'000}, -minutes{540'000'000'000'000}, 1s) == interval::of(1s));
        CHECK_THROWS_AS((void)interval::of(days{std::numeric_limits<std::int32_t>::max()}, days{1}), type_mismatch);
        using count = duration<std::uint64_t, std::micro>;
        CHECK_THROWS_AS((void)interval::of(count{std::numeric_limits<std::uint64_t>::max()}), type_mismatch);
        CHECK_THROWS_AS((void)interval::of(seconds{std::numeric_limits<std::int64_t>::max()}), type_mismatch);
    }
}

} // namespace interval_test
