#include "rowan/schema/value.hpp"
#include "rowan/schema/naming.hpp"

#include <doctest/doctest.h>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace value_test {

enum class Scoped {};
enum Unscoped : int {};
struct Money {
    std::int64_t cents;
};
struct Name {
    std::string text;
};
struct Nothing {};

} // namespace value_test

template <>
struct rowan::value_traits<value_test::Money> {
    using stored = std::int64_t;
    static std::int64_t to_stored(const value_test::Money& money) { return money.cents; }
    static value_test::Money from_stored(std::int64_t cents) { return {cents}; }
};
template <>
struct rowan::value_traits<value_test::Name> {
    using stored = std::string_view;
    static std::string_view to_stored(const value_test::Name& name) { return name.text; }
    static value_test::Name from_stored(std::string_view text) { return {std::string(text)}; }
};

namespace value_test {

using namespace rowan;
using namespace std::chrono;

template <class Type>
constexpr bool is_stored_as(value_kind kind) {
    return detail::kind_of<Type>() == kind && detail::kind_of<std::optional<Type>>() == kind && storable<Type> &&
           storable<std::optional<Type>>;
}
template <class... Types>
constexpr bool are_stored_as(value_kind kind) {
    return (is_stored_as<Types>(kind) && ...);
}
static_assert(is_stored_as<bool>(value_kind::boolean));
static_assert(are_stored_as<signed char, unsigned char, short, unsigned short, int, unsigned, long, unsigned long,
                            long long, unsigned long long, std::int8_t, std::uint64_t>(value_kind::integer));
static_assert(are_stored_as<float, double>(value_kind::real));
static_assert(are_stored_as<std::string, Scoped, Unscoped, Name>(value_kind::text));
static_assert(is_stored_as<bytes>(value_kind::blob));
static_assert(
    are_stored_as<sys_days, sys_seconds, sys_time<milliseconds>, sys_time<nanoseconds>>(value_kind::timestamp));
static_assert(is_stored_as<year_month_day>(value_kind::date));
static_assert(is_stored_as<Money>(value_kind::integer));
static_assert(are_stored_as<std::vector<int>, std::vector<bool>, std::vector<std::optional<std::string>>,
                            std::vector<Money>, std::vector<Scoped>, std::vector<bytes>>(value_kind::array));
static_assert(!bindable<std::vector<std::vector<int>>> && !bindable<std::vector<std::string_view>>);

static_assert(bindable<std::string_view> && !storable<std::string_view> && !storable<std::optional<std::string_view>>);

template <class... Types>
constexpr bool none_is_stored = !(bindable<Types> || ...) && !(storable<Types> || ...);
static_assert(none_is_stored<char, wchar_t, char8_t, char16_t, char32_t, long double, std::byte>);
static_assert(none_is_stored<int*, const char*, std::nullptr_t, void, Nothing, std::vector<Nothing>, std::vector<char>,
                             std::map<int, int>, std::array<std::byte, 4>, std::unique_ptr<int>, std::wstring>);
static_assert(none_is_stored<seconds, year_month, local_seconds, steady_clock::time_point, std::optional<Nothing>,
                             std::optional<std::optional<int>>>);

// What compares with what.
template <class Left, class Right>
constexpr bool compares = std::is_same_v<detail::family<Left>, detail::family<Right>>;
static_assert(compares<int, std::uint8_t> && compares<int, double> && compares<float, std::optional<std::int64_t>>);
static_assert(compares<std::string, std::string_view> && compares<std::optional<std::string>, std::string>);
static_assert(compares<bool, std::optional<bool>> && compares<Money, Money> && compares<Scoped, Scoped>);
static_assert(compares<sys_seconds, std::optional<sys_time<duration<std::int32_t>>>>);
static_assert(!compares<bool, int> && !compares<int, std::string> && !compares<Money, std::int64_t>);
static_assert(!compares<Scoped, Unscoped> && !compares<Scoped, std::string> && !compares<Unscoped, int>);
static_assert(!compares<sys_seconds, sys_time<milliseconds>> && !compares<sys_seconds, sys_days> &&
              !compares<sys_days, year_month_day> && !compares<bytes, std::string>);
static_assert(compares<std::vector<int>, std::optional<std::vector<int>>> &&
              !compares<std::vector<int>, std::vector<short>> && !compares<std::vector<int>, int>);

struct text_sink {
    char data[64]{};
    std::size_t size = 0;
    constexpr void put(char c) { data[size++] = c; }
};
template <class Policy>
constexpr bool names(std::string_view name, std::string_view expected) {
    text_sink sink;
    Policy::write(sink, name);
    return std::string_view(sink.data, sink.size) == expected;
}

TEST_SUITE("schema") {
    TEST_CASE("names are written by the policy of the database") {
        CHECK(names<snake_case>("InvoiceLine", "invoice_line"));
        CHECK(names<snake_case>("HTTPRequest", "http_request"));
        CHECK(names<snake_case>("MyHTTP", "my_http"));
        CHECK(names<snake_case>("album_id", "album_id"));
        CHECK(names<snake_case>("AlbumId", "album_id"));
        CHECK(names<snake_case>("albumID", "album_id"));
        CHECK(names<snake_case>("Book", "book"));
        CHECK(names<snake_case>("A", "a"));
        CHECK(names<snake_case>("ABC", "abc"));
        CHECK(names<snake_case>("Album_Id", "album_id"));
        CHECK(names<snake_case>("ABC_Def", "abc_def"));
        CHECK(names<snake_case>("Line2Item", "line2_item"));
        CHECK(names<snake_case>("address2", "address2"));
        CHECK(names<snake_case>("_private", "_private"));
        CHECK(names<snake_case>("trailing_", "trailing_"));
        CHECK(names<snake_case>("", ""));
        CHECK(names<pascal_case>("album_id", "AlbumId"));
        CHECK(names<pascal_case>("InvoiceLine", "InvoiceLine"));
        CHECK(names<pascal_case>("line2_item", "Line2Item"));
        CHECK(names<pascal_case>("_private__part_", "PrivatePart"));
        CHECK(names<pascal_case>("a", "A"));
        CHECK(names<as_written>("InvoiceLine_2", "InvoiceLine_2"));
        static_assert(names<snake_case>("InvoiceLine", "invoice_line") && names<pascal_case>("album_id", "AlbumId"));
    }
    TEST_CASE("the kind of a value is known of every type that can be stored") {
        CHECK(detail::kind_of<std::optional<Name>>() == value_kind::text);
        CHECK(detail::kind_of<Nothing>() == value_kind::unknown);
    }
}

} // namespace value_test
