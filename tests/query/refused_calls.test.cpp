#include "rowan/rowan.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

// Functions of a program that are called as those of queries are: what rowan refuses goes behind all of them.
namespace refused_calls_test {

using namespace rowan;

struct Book {
    std::int64_t id = 0;
    std::string title;
    int year = 0;
};
std::size_t lower(std::string_view text) { return text.size(); }
template <class Range>
long sum(const Range& range) {
    long total = 0;
    for (const auto each : range) total += each;
    return total;
}
template <class... Values>
std::size_t coalesce(Values...) {
    return sizeof...(Values);
}
struct length {
    explicit length(double metres) : value(metres) {}
    double value;
};
struct anything {
    template <class Type>
    anything(const Type&) {} // NOLINT: from all
};
int upper(const anything&) { return 7; }
struct own_kind {};
bool operator==(const own_kind&, const own_kind&) { return true; }
template <class Other>
bool operator!=(const own_kind&, const Other&) {
    return true;
}

TEST_SUITE("refused calls") {
    TEST_CASE("functions of the program are called with what they take") {
        CHECK(lower("abc") == 3);
        CHECK(lower(std::string("abcd")) == 4);
        CHECK(sum(std::vector<int>{1, 2, 3}) == 6);
        CHECK(coalesce(1, 2) == 2);
        CHECK(refused_calls_test::length(2.5).value == 2.5);
        CHECK(upper(5) == 7);
        const std::vector<int> numbers{1, 2, 1};
        using namespace std;
        CHECK(count(numbers.begin(), numbers.end(), 1) == 2);
        CHECK(own_kind{} == own_kind{});
        CHECK(own_kind{} != 5);
    }
    TEST_CASE("functions of queries are called with expressions") {
        constexpr auto title = col<&Book::title>;
        constexpr auto year = col<&Book::year>;
        static_assert(std::is_same_v<decltype(rowan::lower(title))::expression_type, std::string>);
        static_assert(!std::is_same_v<decltype(rowan::sum(year)), decltype(rowan::sum(5))>);
        static_assert(std::is_same_v<decltype(rowan::coalesce(title, "none"))::expression_type, std::string>);
    }
}

} // namespace refused_calls_test
