#include "rowan/schema/time_text.hpp"
#include "rowan/schema/value.hpp"

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

// Only what is written is read: another text of the same time would not be found by it.
static_assert(is_none<seconds>("2024-02-29T01:02:03") && is_none<seconds>("2024-02-29 01:02:03Z") &&
              is_none<seconds>("2024-02-29 01:02") && is_none<seconds>("2024-02-29") &&
              is_none<seconds>("2024-02-29 01:02:03.000") && is_none<milliseconds>("2024-02-29 00:00:00.5") &&
              is_none<milliseconds>("2024-02-29 00:00:00.123000") && is_none<milliseconds>("2024-02-29 00:00:00") &&
              is_none<nanoseconds>("2024-02-29 00:00:00.123") && is_none<days>("2024-02-29 00:00:00"));

// Nothing is rounded.
static_assert(is_none<minutes>("2024-02-29 00:00:01") && is_none<hours>("2024-02-29 00:01:00") &&
              is_none<tenths>("2024-02-29 00:00:00.123"));
static_assert(parse_time<weeks>("1970-01-08") == sys_time<weeks>{weeks{1}} && is_none<weeks>("1970-01-09"));

static_assert(is_none<seconds>("") && is_none<seconds>("2024") && is_none<seconds>("2024-02-29 ") &&
              is_none<days>("2024-02-29Z") && is_none<days>("2024-02-29 1"));
static_assert(is_none<seconds>("2024-02-30 00:00:00") && is_none<seconds>("2024-02-29 24:00:00") &&
              is_none<seconds>("2024-02-29 00:60:00") && is_none<seconds>("2024-02-29 00:00:60"));
static_assert(is_none<seconds>("2024-02-29 0000:00") && is_none<seconds>("2024-02-29x00:00:00") &&
              is_none<seconds>("2024-02-29 00-00-00") && is_none<seconds>("2024-02-29 00:00:0x") &&
              is_none<seconds>("2024-02-29 -1:00:00") && is_none<seconds>(" 2024-02-29 00:00:0"));
static_assert(is_none<seconds>("2024-02-29 00:00:00 ") && is_none<milliseconds>("2024-02-29 00:00:00,000") &&
              is_none<milliseconds>("2024-02-29 00:00:00.00x") && is_none<seconds>("2024-02-29 00:00:00+01:00"));
static_assert(!parse_date("2024-2-29") && !parse_date("2024/02/29") && !parse_date("2024-02-2x") &&
              !parse_date("-024-02-29") && !parse_date("2024-02-29 ") && !parse_date("2024-00-01"));

// What the unit cannot reach is refused.
static_assert(is_none<nanoseconds>("2263-01-01 00:00:00.000000000") &&
              is_none<nanoseconds>("1600-01-01 00:00:00.000000000") &&
              is_none<nanoseconds>("9999-12-31 00:00:00.000000000"));

// Any integer may count.
template <class Rep, class Period = std::ratio<1>>
using time_of = sys_time<duration<Rep, Period>>;
template <class Rep, class Period = std::ratio<1>>
constexpr time_of<Rep, Period> at(Rep ticks) {
    return time_of<Rep, Period>(duration<Rep, Period>(ticks));
}
using week = std::ratio<604800>;
static_assert(is_written_as(at<std::uint64_t, std::micro>(1), "1970-01-01 00:00:00.000001"));
static_assert(is_written_as(at<std::uint64_t, std::nano>(std::numeric_limits<std::uint64_t>::max()),
                            "2554-07-21 23:34:33.709551615"));
static_assert(is_written_as(at<std::int16_t>(-1), "1969-12-31 23:59:59"));
static_assert(is_written_as(at<std::int16_t>(-32768), "1969-12-31 14:53:52"));
static_assert(is_written_as(at<std::uint16_t>(65535), "1970-01-01 18:12:15"));
static_assert(is_written_as(at<std::int8_t, std::ratio<3600>>(-128), "1969-12-26 16:00:00"));
static_assert(is_written_as(at<std::uint32_t>(4294967295), "2106-02-07 06:28:15"));
static_assert(is_written_as(at<std::int32_t, week>(-102789), "0000-01-06"));
static_assert(is_written_as(at<std::int32_t, week>(-102790), "") &&
              is_written_as(at<std::int64_t, week>(418985), "9999-12-30") &&
              is_written_as(at<std::int64_t, week>(418986), ""));
static_assert(is_written_as(at<std::int64_t, week>(2635249153387078802), "") &&
              is_written_as(at<std::uint64_t, week>(2635249153387078802), ""));
static_assert(is_written_as(at<std::uint64_t>(std::numeric_limits<std::uint64_t>::max()), "") &&
              is_written_as(at<std::int64_t, std::ratio<60>>(std::numeric_limits<std::int64_t>::min()), "") &&
              is_written_as(at<std::int64_t, std::ratio<86400>>(std::int64_t{1} << 32), ""));
static_assert(is_written_as(at<std::uint8_t, std::ratio<1, 16>>(1), "1970-01-01 00:00:00.062500"));
static_assert(is_written_as(at<std::int64_t, std::ratio<1, 512>>(-1), "1969-12-31 23:59:59.998046875"));
static_assert(is_written_as(at<int, std::ratio<3, 10>>(-1), "1969-12-31 23:59:59.700"));
static_assert(!parse_time<duration<std::uint8_t>>("1969-12-31 23:59:59") &&
              !parse_time<duration<std::uint8_t>>("1970-01-01 00:04:16") &&
              !parse_time<duration<std::int16_t>>("1969-12-31 14:53:51") &&
              !parse_time<duration<std::uint64_t, std::nano>>("2554-07-21 23:34:33.709551616") &&
              !parse_time<duration<int, std::ratio<1, 16>>>("1970-01-01 00:00:00.062501"));

static_assert(rowan::storable<time_of<std::uint8_t>> && rowan::storable<time_of<long long, week>> &&
              rowan::storable<time_of<int, std::ratio<43200>>> && rowan::storable<time_of<int, std::ratio<1, 512>>>);
// Of these the text could not be exact, or the library could not count them.
static_assert(!rowan::storable<sys_time<years>> && !rowan::storable<sys_time<months>> &&
              !rowan::storable<time_of<double>> && !rowan::storable<time_of<float, std::milli>> &&
              !rowan::storable<time_of<char>> && !rowan::storable<time_of<bool>> &&
              !rowan::storable<time_of<int, std::pico>> && !rowan::storable<time_of<int, std::ratio<1, 3>>> &&
              !rowan::storable<time_of<int, std::ratio<25200>>> &&
              !rowan::storable<time_of<int, std::ratio<86400LL * 1'000'000'000'000>>>);

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
        // Also where 32 bits would take it for a day of ours.
        for (const std::int64_t day : {std::int64_t{1} << 32, -(std::int64_t{1} << 32), std::int64_t{1} << 45}) {
            CHECK(format_time(sys_seconds(seconds(day * 86400)), buffer).empty());
            CHECK(format_time(sys_time<duration<std::int64_t, std::ratio<60>>>(
                                  duration<std::int64_t, std::ratio<60>>(day * 1440)),
                              buffer)
                      .empty());
        }
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
                CHECK(format_time(*time, buffer) == text);
            }
        }
    }
}

} // namespace time_text_test
