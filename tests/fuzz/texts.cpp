#include "fuzz/fuzz.hpp"
#include "fuzz/reference.hpp"
#include "fuzz/values.hpp"

#include "rowan/meta/enumerators.hpp"
#include "rowan/schema/time_text.hpp"
#include "rowan/values.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <ratio>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

// Texts of values: one is read if it is in the grammar that is documented, as the value that it says there; and a value is the same
// after it was written and read.
namespace {

using namespace rowan;
using namespace fuzz;
using namespace std::chrono;

template <class Duration>
void check_time_text(const std::string& text) {
    using rep = typename Duration::rep;
    const auto expected = reference::read_time(text, digits_of_time<Duration>, is_day<Duration>);
    const auto ticks = expected.value_or(0) / nanoseconds_of_tick<Duration>;
    const bool is_exact = expected && ticks * nanoseconds_of_tick<Duration> == *expected &&
                          ticks >= std::numeric_limits<rep>::min() && ticks <= std::numeric_limits<rep>::max();
    const auto found = detail::parse_time<Duration>(text);
    require(found.has_value() == is_exact, "the time ", shown(text), found ? " is read" : " is not read");
    if (found) require(found->time_since_epoch().count() == ticks, "the time ", shown(text), " is read as another one");
}
template <class Duration>
std::string check_time(input& in) {
    const auto time = make<sys_time<Duration>>(in);
    const auto ticks = time.time_since_epoch().count();
    const auto expected = reference::text_of_time(reference::wide(ticks) * nanoseconds_of_tick<Duration>,
                                                  digits_of_time<Duration>, is_day<Duration>);
    detail::time_buffer buffer{};
    const std::string text(detail::format_time(time, buffer));
    require(text == expected, "the time of ", ticks, " ticks is written as ", shown(text), ", not as ",
            shown(expected));
    if (!text.empty())
        require(detail::parse_time<Duration>(text) == time, "the time ", shown(text), " is read as another one");
    return text;
}

template <class... Durations>
struct durations {
    static void check(input& in) {
        std::string text;
        const std::size_t kind = in.below(sizeof...(Durations));
        std::size_t each = 0;
        ((each++ == kind ? void(text = check_time<Durations>(in)) : void()), ...);
        text = in.flag() ? in.edited(text, "0123456789-: .TZ+t") : in.rest();
        (check_time_text<Durations>(text), ...);
    }
};
template <class Count, std::intmax_t Numerator, std::intmax_t Denominator = 1>
using unit = std::chrono::duration<Count, std::ratio<Numerator, Denominator>>;
using all_durations =
    durations<days, weeks, hours, minutes, seconds, milliseconds, microseconds, nanoseconds, unit<std::int64_t, 1, 100>,
              unit<std::int64_t, 1, 100'000>, unit<std::int32_t, 86'400>, unit<std::int32_t, 1>,
              unit<std::int16_t, 604'800>, unit<std::int16_t, 3'600>, unit<std::uint8_t, 345'600>,
              unit<std::uint16_t, 900>, unit<std::uint32_t, 1>, unit<std::uint64_t, 1>,
              unit<std::uint64_t, 1, 1'000'000'000>, unit<std::int8_t, 1, 1'000>>;

void check_date(input& in) {
    const year_month_day date{year(in.take<std::int16_t>()), month(in.byte()), day(in.byte())};
    detail::time_buffer buffer{};
    std::string text(detail::format_date(date, buffer));
    const int year = static_cast<int>(date.year());
    const auto month = static_cast<unsigned>(date.month()), day = static_cast<unsigned>(date.day());
    const bool is_date = year >= 0 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 &&
                         static_cast<std::int64_t>(day) <= reference::days_of(year, month);
    require(text == (is_date ? reference::text_of({year, month, day}) : ""), "a date is written as ", shown(text));
    text = in.flag() ? in.edited(text, "0123456789-") : in.rest();
    const auto found = detail::parse_date(text);
    const auto expected = reference::read_date(text);
    require(found.has_value() == expected.has_value(), "the date ", shown(text), found ? " is read" : " is not read");
    if (found)
        require(sys_days(*found).time_since_epoch().count() == expected->count(), "the date ", shown(text),
                " is read as another one");
}

std::string decimal_text(input& in) {
    constexpr std::string_view characters = "0123456789.eE+-";
    switch (in.below(4)) {
    case 0:
        return in.rest();
    case 1:
        return in.edited(std::to_string(in.integer<std::int64_t>()), characters);
    case 2:
        // Where the room for digits ends.
        return in.edited(std::string(in.below(3), '0') + '1' + (in.flag() ? "." : "") + std::string(in.below(4), '7') +
                             'e' + std::to_string((in.flag() ? 131072 : -16383) + static_cast<int>(in.below(8)) - 4),
                         characters);
    default: {
        std::string text(in.flag() ? "-" : "");
        for (std::size_t count = in.below(30); count > 0; --count)
            text += in.one_of(std::string_view("0001234567890999"));
        if (text.empty() || text == "-") text += '0';
        text.insert(in.below(text.size()) + text.starts_with('-'), in.flag() ? "." : "");
        return in.edited(text, characters);
    }
    }
}
void check_decimals(input& in) {
    std::optional<decimal> values[2];
    std::optional<reference::decimal> expected[2];
    for (int i = 0; i < 2; ++i) {
        const std::string text = decimal_text(in);
        values[i] = decimal::parse(text);
        expected[i] = reference::read_decimal(text);
        require(values[i].has_value() == (expected[i] && is_kept(*expected[i])), "the number ", shown(text),
                values[i] ? " is read" : " is not read");
        if (!values[i]) return;
        require(reference::read_decimal(values[i]->text()) == expected[i], "the number ", shown(text), " is read as ",
                shown(values[i]->text()));
        const std::string& kept = values[i]->text();
        const auto point = kept.find('.');
        const auto scale = static_cast<std::int64_t>(point == std::string::npos ? 0 : kept.size() - point - 1);
        // Zero may have an exponent that nothing has room for.
        if (expected[i]->sign() != 0 || text.find_first_of("eE") == std::string::npos)
            require(scale == expected[i]->scale, "the number ", shown(text), " has another scale in ", shown(kept));
        require(decimal(values[i]->text()) == *values[i], "the number ", shown(text), " is not equal to its text's");
        require(detail::is_decimal_text(value_traits<decimal>::to_stored(*values[i])), "the number ", shown(text),
                " has no text as they are stored");
    }
    const int order = compare(*expected[0], *expected[1]);
    const auto found = *values[0] <=> *values[1];
    require((found < 0) == (order < 0) && (found > 0) == (order > 0), shown(values[0]->text()), " and ",
            shown(values[1]->text()), " are in the wrong order");
    require((*values[0] == *values[1]) == (order == 0), shown(values[0]->text()), " and ", shown(values[1]->text()),
            " are equal, or are not");
    const std::hash<decimal> hash;
    require(order != 0 || hash(*values[0]) == hash(*values[1]), "equal numbers have two hashes");
}

void check_interval(input& in) {
    const interval value{in.integer<std::int32_t>(), in.integer<std::int32_t>(), in.integer<std::int64_t>()};
    std::string text = text_of(value);
    require(detail::parse_interval(text) == value, "the interval ", shown(text), " is read as another one");
    bool has_long_number = false;
    auto expected = reference::read_interval(text, has_long_number);
    require(has_long_number || (expected && expected->months == value.months && expected->days == value.days &&
                                expected->microseconds == value.microseconds),
            "the interval ", shown(text), " says another one");
    text = in.flag() ? in.edited(text, "0123456789PYMWDTHS.+-") : in.rest();
    if (in.flag()) text += std::to_string(in.integer<std::int64_t>()) + in.one_of(std::string_view("YMWDHMS"));
    expected = reference::read_interval(text, has_long_number);
    const auto found = detail::parse_interval(text);
    require(!found || expected, "the interval ", shown(text), " is read");
    if (has_long_number) return;
    require(found.has_value() == (expected && expected->is_kept()), "the interval ", shown(text),
            found ? " is read" : " is not read");
    if (found)
        require(found->months == expected->months && found->days == expected->days &&
                    found->microseconds == expected->microseconds,
                "the interval ", shown(text), " is read as ", text_of(*found));
}

void check_uuid(input& in) {
    uuid value{};
    for (auto& each : value) each = in.byte();
    std::string text = text_of(value);
    require(detail::parse_uuid(text) == value && text.find_first_of("ABCDEF") == std::string::npos, "the UUID ",
            shown(text), " is read as another one");
    if (in.flag())
        for (char& c : text) c = static_cast<char>(in.flag() && c >= 'a' ? c - 32 : c);
    text = in.edited(text, "0123456789abcdefABCDEF-gG{");
    constexpr std::string_view form = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
    bool is_uuid = text.size() == form.size();
    std::string plain;
    for (std::size_t i = 0; is_uuid && i < form.size(); ++i) {
        const char c = text[i] >= 'A' && text[i] <= 'F' ? static_cast<char>(text[i] + 32) : text[i];
        is_uuid = form[i] == '-' ? c == '-' : (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
        plain += c;
    }
    const auto found = detail::parse_uuid(text);
    require(found.has_value() == is_uuid, "the UUID ", shown(text), found ? " is read" : " is not read");
    require(!found || text_of(*found) == plain, "the UUID ", shown(text), " is read as another one");
}

enum class Plain { red, green, blue };
struct Holder {
    enum class Signed : std::int16_t { least = -16, before = -1, none, again = 0, after, most = 127, beyond = 128 };
};
template <class>
struct Template {
    enum class Names : std::uint8_t { a, aa, A, _ = 7, a_1, B = 'B', last = 127 };
};
using names = std::vector<std::pair<int, std::string_view>>;
const names plain{{0, "red"}, {1, "green"}, {2, "blue"}};
const names with_sign{{-16, "least"}, {-1, "before"}, {0, "none"}, {1, "after"}, {127, "most"}};
const names alike{{0, "a"}, {1, "aa"}, {2, "A"}, {7, "_"}, {8, "a_1"}, {66, "B"}, {127, "last"}};

template <class Enum>
void check_enumerators(input& in, const names& list) {
    const auto number = in.take<std::underlying_type_t<Enum>>();
    std::string_view expected;
    for (const auto& [value, name] : list)
        if (value == number) expected = name;
    require(detail::enumerator_name(static_cast<Enum>(number)) == expected, "the enumerator ", number, " is called ",
            detail::enumerator_name(static_cast<Enum>(number)));
    const std::string text = in.edited(std::string(in.one_of(list).second), "ab_1A (");
    const auto found = detail::enumerator_value<Enum>(text);
    std::optional<int> wanted;
    for (const auto& [value, name] : list)
        if (text == name) wanted = value;
    require(found.has_value() == wanted.has_value() && (!found || static_cast<int>(*found) == *wanted),
            "the enumerator ", shown(text), found ? " is found" : " is not found");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz::input in(data, size);
    switch (in.below(8)) {
    case 0:
    case 1:
        all_durations::check(in);
        break;
    case 2:
        check_date(in);
        break;
    case 3:
    case 4:
        check_decimals(in);
        break;
    case 5:
        check_interval(in);
        break;
    case 6:
        check_uuid(in);
        break;
    default:
        check_enumerators<Plain>(in, plain);
        check_enumerators<Holder::Signed>(in, with_sign);
        check_enumerators<Template<int>::Names>(in, alike);
    }
    return 0;
}
