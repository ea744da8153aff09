#include "rowan/schema/time_text.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <cstdint>
#include <limits>
#include <optional>
#include <random>
#include <string>
#include <string_view>

namespace time_text_test {

using namespace std::chrono;
using rowan::detail::format_date;
using rowan::detail::format_time;
using rowan::detail::parse_date;
using rowan::detail::parse_time;
using rowan::detail::time_buffer;

template <class Duration>
constexpr bool is_written_as(sys_time<Duration> time, std::string_view text) {
    time_buffer buffer{};
    return format_time(time, buffer) == text && (text.empty() || parse_time<Duration>(text) == time);
}
constexpr bool is_written_as(year_month_day date, std::string_view text) {
    time_buffer buffer{};
    return format_date(date, buffer) == text && (text.empty() || parse_date(text) == date);
}
template <class Duration>
constexpr bool is_none(std::string_view text) {
    return !parse_time<Duration>(text);
}
using tenths = duration<std::int64_t, std::ratio<1, 10>>;
constexpr sys_days leap_day = 2024y / February / 29;

static_assert(is_written_as(2024y / 2 / 29, "2024-02-29") && is_written_as(1y / 1 / 1, "0001-01-01"));
static_assert(is_written_as(0y / 1 / 1, "0000-01-01") && is_written_as(9999y / 12 / 31, "9999-12-31"));
static_assert(is_written_as(0y / 2 / 29, "0000-02-29") && is_written_as(2000y / 2 / 29, "2000-02-29"));
static_assert(is_written_as(10000y / 1 / 1, "") && is_written_as(-1y / 12 / 31, ""));
static_assert(is_written_as(2023y / 2 / 29, "") && is_written_as(1900y / 2 / 29, "") &&
              is_written_as(2024y / 13 / 1, ""));

static_assert(is_written_as(leap_day, "2024-02-29"));
static_assert(is_written_as(sys_time<hours>{leap_day + 5h}, "2024-02-29 05:00:00"));
static_assert(is_written_as(sys_time<minutes>{leap_day + 65min}, "2024-02-29 01:05:00"));
static_assert(is_written_as(sys_seconds{leap_day + 23h + 59min + 59s}, "2024-02-29 23:59:59"));
static_assert(is_written_as(sys_time<milliseconds>{leap_day}, "2024-02-29 00:00:00.000"));
static_assert(is_written_as(sys_time<milliseconds>{leap_day - 1ms}, "2024-02-28 23:59:59.999"));
static_assert(is_written_as(sys_time<microseconds>{leap_day + 1us}, "2024-02-29 00:00:00.000001"));
static_assert(is_written_as(sys_time<nanoseconds>{leap_day + 1ns}, "2024-02-29 00:00:00.000000001"));
static_assert(is_written_as(sys_time<tenths>{leap_day + tenths{1}}, "2024-02-29 00:00:00.100"));
static_assert(is_written_as(sys_seconds{sys_days{0y / 1 / 1}}, "0000-01-01 00:00:00"));
static_assert(is_written_as(sys_seconds{sys_days{0y / 1 / 1} - 1s}, ""));
static_assert(is_written_as(sys_time<milliseconds>{sys_days{9999y / 12 / 31} + 24h - 1ms}, "9999-12-31 23:59:59.999"));
static_assert(is_written_as(sys_time<milliseconds>{sys_days{9999y / 12 / 31} + 24h}, ""));
static_assert(is_written_as(sys_seconds{-1s}, "1969-12-31 23:59:59"));

static_assert(parse_time<seconds>("2024-02-29T01:02:03") == leap_day + 1h + 2min + 3s);
static_assert(parse_time<seconds>("2024-02-29 01:02:03Z") == leap_day + 1h + 2min + 3s);
static_assert(parse_time<seconds>("2024-02-29 01:02") == leap_day + 1h + 2min);
static_assert(parse_time<seconds>("2024-02-29") == leap_day);
static_assert(parse_time<milliseconds>("2024-02-29 00:00:00.5") == leap_day + 500ms);
static_assert(parse_time<milliseconds>("2024-02-29 00:00:00.123000000") == leap_day + 123ms);

// Nothing is rounded.
static_assert(is_none<milliseconds>("2024-02-29 00:00:00.1234") && is_none<seconds>("2024-02-29 00:00:00.001"));
static_assert(is_none<minutes>("2024-02-29 00:00:01") && is_none<days>("2024-02-29 00:00:01"));
static_assert(parse_time<weeks>("1970-01-08") == sys_time<weeks>{weeks{1}} && is_none<weeks>("1970-01-09"));

static_assert(is_none<seconds>("") && is_none<seconds>("2024") && is_none<seconds>("2024-02-29 ") &&
              is_none<seconds>("2024-02-29Z") && is_none<seconds>("2024-02-29 1"));
static_assert(is_none<seconds>("2024-02-30 00:00:00") && is_none<seconds>("2024-02-29 24:00:00") &&
              is_none<seconds>("2024-02-29 00:60:00") && is_none<seconds>("2024-02-29 00:00:60"));
static_assert(is_none<seconds>("2024-02-29 0000:00") && is_none<seconds>("2024-02-29x00:00:00") &&
              is_none<seconds>("2024-02-29 00-00-00") && is_none<seconds>("2024-02-29 00:00:0") &&
              is_none<seconds>("2024-02-29 -1:00:00") && is_none<seconds>(" 2024-02-29 00:00:00"));
static_assert(is_none<seconds>("2024-02-29 00:00:00 ") && is_none<seconds>("2024-02-29 00:00:00.") &&
              is_none<seconds>("2024-02-29 00:00:00,0") && is_none<seconds>("2024-02-29 00:00:00+01:00") &&
              is_none<nanoseconds>("2024-02-29 00:00:00.0000000000") &&
              is_none<nanoseconds>("2024-02-29 00:00:00.99999999999999999999999999999"));
static_assert(!parse_date("2024-2-29") && !parse_date("2024/02/29") && !parse_date("2024-02-2x") &&
              !parse_date("-024-02-29") && !parse_date("2024-02-29 ") && !parse_date("2024-00-01"));

// What the unit cannot reach is refused.
static_assert(is_none<nanoseconds>("2263-01-01 00:00:00") && is_none<nanoseconds>("1600-01-01 00:00:00"));
static_assert(is_none<nanoseconds>("9999-12-31 00:00:00") && !is_none<microseconds>("9999-12-31 00:00:00"));

TEST_SUITE("schema") {
    TEST_CASE_TEMPLATE("a time is read as it was written", Duration, days, hours, seconds, milliseconds, microseconds,
                       nanoseconds) {
        std::mt19937_64 random(1969);
        const auto limit = sys_days{9999y / 12 / 31}.time_since_epoch();
        std::int64_t low = -719'528, high = limit.count(); // days from 0000-01-01
        if constexpr (std::is_same_v<Duration, nanoseconds>) low = -106'000, high = 106'000;
        const auto per_day = duration_cast<Duration>(days{1}).count();
        std::uniform_int_distribution<std::int64_t> day(low, high), tick(0, per_day - 1);
        int wrong = 0, unsorted = 0;
        sys_time<Duration> last{};
        std::string last_text = "1970-01-01";
        for (int i = 0; i < 20'000; ++i) {
            const auto time = time_point_cast<Duration>(sys_days{days{day(random)}}) + Duration{tick(random)};
            time_buffer buffer{};
            const std::string text(format_time(time, buffer));
            wrong += parse_time<Duration>(text) == time ? 0 : 1;
            unsorted += i > 0 && (text < last_text) != (time < last) ? 1 : 0;
            last = time;
            last_text = text;
        }
        CHECK(wrong == 0);
        CHECK(unsorted == 0);
    }
    TEST_CASE("the first and the last time of a unit are written and read") {
        for (const auto time : {sys_time<nanoseconds>::min(), sys_time<nanoseconds>::max()}) {
            time_buffer buffer{};
            const std::string text(format_time(time, buffer));
            CAPTURE(text);
            CHECK(parse_time<nanoseconds>(text) == time);
        }
        time_buffer buffer{};
        CHECK(format_time(sys_time<nanoseconds>::max(), buffer) == "2262-04-11 23:47:16.854775807");
        CHECK(format_time(sys_time<nanoseconds>::min(), buffer) == "1677-09-21 00:12:43.145224192");
        CHECK(format_time(sys_seconds::max(), buffer).empty());
        CHECK(format_time(sys_seconds::min(), buffer).empty());
    }
    TEST_CASE("texts that are nearly times are refused or read, and nothing else happens") {
        const std::string good = "2024-02-29 12:34:56.789012345";
        std::mt19937 random(3);
        for (int i = 0; i < 50'000; ++i) {
            std::string text = good.substr(0, random() % (good.size() + 1));
            for (auto n = random() % 3; n > 0 && !text.empty(); --n)
                text[random() % text.size()] = "0123456789-: .TZ"[random() % 16];
            if (const auto time = parse_time<nanoseconds>(text)) {
                time_buffer buffer{};
                CHECK(parse_time<nanoseconds>(format_time(*time, buffer)) == time);
            }
        }
    }
}

} // namespace time_text_test
