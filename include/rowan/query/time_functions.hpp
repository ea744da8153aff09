#pragma once

#include "rowan/query/function.hpp"
#include "rowan/query/operator_kinds.hpp"

#include <chrono>
#include <cstdint>
#include <ratio>
#include <type_traits>
#include <utility>

namespace rowan {

// Times are UTC, whatever the time zone of a session with PostgreSQL is. SQLite's functions round a time to milliseconds, which may be
// those of the next day: they are given the text up to the day, or to the second.
namespace detail {

inline constexpr auto current_timestamp_function =
    function<std::chrono::sys_time<std::chrono::milliseconds>(), "strftime('%Y-%m-%d %H:%M:%f', 'now')",
             "date_trunc('milliseconds', CURRENT_TIMESTAMP)">;
inline constexpr auto current_second_function =
    function<std::chrono::sys_seconds(), "strftime('%Y-%m-%d %H:%M:%S', 'now')",
             "date_trunc('second', CURRENT_TIMESTAMP)">;
inline constexpr auto current_date_function =
    function<std::chrono::year_month_day(), "date('now')", "CAST(timezone('UTC', CURRENT_TIMESTAMP) AS date)">;
inline constexpr auto date_of_function = function<std::chrono::year_month_day(any_timestamp), "date(substr({}, 1, 10))",
                                                  "CAST(timezone('UTC', {}) AS date)">;
inline constexpr auto year_of_time_function =
    function<std::int64_t(any_timestamp), "CAST(strftime('%Y', substr({}, 1, 10)) AS INTEGER)",
             "CAST(extract(year FROM timezone('UTC', {})) AS bigint)">;
inline constexpr auto year_of_date_function = function<std::int64_t(any_time), "CAST(strftime('%Y', {}) AS INTEGER)",
                                                       "CAST(extract(year FROM CAST({} AS date)) AS bigint)">;
inline constexpr auto month_of_time_function =
    function<std::int64_t(any_timestamp), "CAST(strftime('%m', substr({}, 1, 10)) AS INTEGER)",
             "CAST(extract(month FROM timezone('UTC', {})) AS bigint)">;
inline constexpr auto month_of_date_function = function<std::int64_t(any_time), "CAST(strftime('%m', {}) AS INTEGER)",
                                                        "CAST(extract(month FROM CAST({} AS date)) AS bigint)">;
inline constexpr auto day_of_time_function =
    function<std::int64_t(any_timestamp), "CAST(strftime('%d', substr({}, 1, 10)) AS INTEGER)",
             "CAST(extract(day FROM timezone('UTC', {})) AS bigint)">;
inline constexpr auto day_of_date_function = function<std::int64_t(any_time), "CAST(strftime('%d', {}) AS INTEGER)",
                                                      "CAST(extract(day FROM CAST({} AS date)) AS bigint)">;
inline constexpr auto hour_of_time_function =
    function<std::int64_t(any_timestamp), "CAST(strftime('%H', substr({}, 1, 19)) AS INTEGER)",
             "CAST(extract(hour FROM timezone('UTC', {})) AS bigint)">;
inline constexpr auto minute_of_time_function =
    function<std::int64_t(any_timestamp), "CAST(strftime('%M', substr({}, 1, 19)) AS INTEGER)",
             "CAST(extract(minute FROM timezone('UTC', {})) AS bigint)">;
inline constexpr auto second_of_time_function =
    function<std::int64_t(any_timestamp), "CAST(strftime('%S', substr({}, 1, 19)) AS INTEGER)",
             "CAST(floor(extract(second FROM timezone('UTC', {}))) AS bigint)">;
inline constexpr auto add_days_to_date_function =
    function<as_first(any_time, std::int64_t), "date({}, {} || ' days')", "(CAST({} AS date) + CAST({} AS integer))">;
// The text of the time of day stays as it is, with as many digits as it has.
template <class Result>
inline constexpr auto add_days_to_time_function =
    function<Result(any_timestamp, std::int64_t), "(date(substr({0}, 1, 10), {1} || ' days') || substr({0}, 11))",
             "({} + CAST({} AS integer) * INTERVAL '24 hours')">;
inline constexpr auto days_between_function =
    function<std::int64_t(std::chrono::year_month_day, std::chrono::year_month_day),
             "CAST(julianday({1}) - julianday({0}) AS INTEGER)", "(CAST({1} AS date) - CAST({0} AS date))">;

template <class Time>
inline constexpr bool is_moment = time_value<without_optional<type_of<operand_type<Time>>>>;

/// What a time is some days later: one of its unit, or a day if that is longer, such as a week.
template <class Time>
struct some_days_later {
    using type = as_first;
};
template <class Time>
    requires(std::ratio_less_v<std::chrono::days::period, typename Time::period>)
struct some_days_later<Time> {
    using type = std::chrono::sys_days;
};

template <class Time>
constexpr decltype(auto) as_date(Time&& time) {
    if constexpr (is_moment<Time>) return date_of_function(std::forward<Time>(time));
    else return std::forward<Time>(time);
}

} // namespace detail

/// The time at which the statement (in PostgreSQL: the transaction) has begun, in milliseconds, or for columns of
/// `sys_seconds` in seconds: `current_timestamp<std::chrono::seconds>()`.
template <class Duration = std::chrono::milliseconds>
    requires(std::is_same_v<Duration, std::chrono::milliseconds> || std::is_same_v<Duration, std::chrono::seconds>)
[[nodiscard]] constexpr auto current_timestamp() {
    if constexpr (std::is_same_v<Duration, std::chrono::seconds>) return detail::current_second_function();
    else return detail::current_timestamp_function();
}
/// The day of `current_timestamp`.
[[nodiscard]] constexpr auto current_date() { return detail::current_date_function(); }

/// The day of a time.
template <expression Time>
[[nodiscard]] constexpr auto date_of(Time&& time) {
    return detail::date_of_function(std::forward<Time>(time));
}
/// The year.
template <expression Time>
[[nodiscard]] constexpr auto year_of(Time&& time) {
    if constexpr (detail::is_moment<Time>) return detail::year_of_time_function(std::forward<Time>(time));
    else return detail::year_of_date_function(std::forward<Time>(time));
}
/// The month, from 1.
template <expression Time>
[[nodiscard]] constexpr auto month_of(Time&& time) {
    if constexpr (detail::is_moment<Time>) return detail::month_of_time_function(std::forward<Time>(time));
    else return detail::month_of_date_function(std::forward<Time>(time));
}
/// The day of the month, from 1.
template <expression Time>
[[nodiscard]] constexpr auto day_of(Time&& time) {
    if constexpr (detail::is_moment<Time>) return detail::day_of_time_function(std::forward<Time>(time));
    else return detail::day_of_date_function(std::forward<Time>(time));
}
/// The hour of a time in UTC.
template <expression Time>
[[nodiscard]] constexpr auto hour_of(Time&& time) {
    return detail::hour_of_time_function(std::forward<Time>(time));
}
/// The minute of a time, from 0.
template <expression Time>
[[nodiscard]] constexpr auto minute_of(Time&& time) {
    return detail::minute_of_time_function(std::forward<Time>(time));
}
/// The whole seconds of a time.
template <expression Time>
[[nodiscard]] constexpr auto second_of(Time&& time) {
    return detail::second_of_time_function(std::forward<Time>(time));
}

/// The date or time so many days later, each of 24 hours; the days may be negative. A day outside of the years 0 to 9999 is
/// none, and an error when it is read. A time of a unit that is longer than a day, such as a week, becomes a day.
template <class Time, class Days>
    requires detail::operands<Time, Days>
[[nodiscard]] constexpr auto add_days(Time&& time, Days&& days) {
    if constexpr (detail::is_moment<Time>) {
        using Moment = detail::without_optional<detail::type_of<detail::operand_type<Time>>>;
        using Later = typename detail::some_days_later<Moment>::type;
        return detail::add_days_to_time_function<Later>(std::forward<Time>(time), std::forward<Days>(days));
    } else return detail::add_days_to_date_function(std::forward<Time>(time), std::forward<Days>(days));
}
/// How many days it is from the one date to the other, or from the day of the one time to that of the other; negative if the
/// second is the earlier.
template <class From, class To>
    requires detail::operands<From, To>
[[nodiscard]] constexpr auto days_between(From&& from, To&& to) {
    return detail::days_between_function(detail::as_date(std::forward<From>(from)),
                                         detail::as_date(std::forward<To>(to)));
}

} // namespace rowan
