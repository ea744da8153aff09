#include "rowan/meta/fixed_string.hpp"
#include "rowan/meta/pack.hpp"
#include "rowan/meta/type_list.hpp"

#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace lists_test {

using namespace std::string_view_literals;
using rowan::fixed_string;
using rowan::detail::element;
using rowan::detail::make_pack;
using rowan::detail::pack;
using rowan::detail::position_in;
using rowan::detail::position_of;
using rowan::detail::type_list;

template <fixed_string Text>
struct named {
    static constexpr std::string_view text = Text.view();
};
static_assert(named<"year">::text == "year" && named<"">::text.empty() && named<"a\0b">::text == "a\0b"sv);
static_assert(std::is_same_v<named<"year">, named<"year">> && !std::is_same_v<named<"year">, named<"yeas">> &&
              !std::is_same_v<named<"a">, named<"a\0">>);

using three = type_list<int, char, int>;
static_assert(three::size == 3 && type_list<>::size == 0);
static_assert(std::is_same_v<decltype(type_list<int>{} + type_list<>{} + type_list<char, int>{}), three>);
static_assert(position_of<int, char, int, int>() == 1 && position_of<char>() == 0 && position_of<char, int>() == 1);
static_assert(position_in<char>(three{}) == 1 && position_in<long>(three{}) == 3);
static_assert(rowan::detail::has_repeated_type<three> && !rowan::detail::has_repeated_type<type_list<int, char>> &&
              !rowan::detail::has_repeated_type<type_list<>>);
static_assert(rowan::detail::is_one_of<int, char, int> && !rowan::detail::is_one_of<int, char> &&
              !rowan::detail::is_one_of<int>);
static_assert(rowan::detail::is_instance_of<std::vector, std::vector<int>> &&
              !rowan::detail::is_instance_of<std::vector, std::string>);

constexpr auto numbers = make_pack(1, 2.5, 'c', 1);
static_assert(decltype(numbers)::size == 4 && element<0>(numbers) == 1 && element<1>(numbers) == 2.5 &&
              element<2>(numbers) == 'c' && element<3>(numbers) == 1);
static_assert(numbers.apply([](auto... each) { return (0.0 + ... + each); }) == 1 + 2.5 + 'c' + 1);
static_assert(numbers == make_pack(1, 2.5, 'c', 1) && numbers != make_pack(1, 2.5, 'c', 2));
static_assert(make_pack().apply([](auto... each) { return sizeof...(each); }) == 0);
static_assert(std::is_aggregate_v<pack<int, char>>);

TEST_SUITE("meta") {
    TEST_CASE("the values of a pack can be moved in, changed and compared") {
        auto values = make_pack(std::make_unique<int>(3), std::string("text"));
        CHECK(*element<0>(values) == 3);
        values.apply([](auto& pointer, std::string& text) {
            *pointer = 4;
            text += "!";
        });
        CHECK(*element<0>(values) == 4);
        CHECK(element<1>(values) == "text!");
        CHECK(make_pack(std::string("a"), 1) == make_pack(std::string("a"), 1));
        CHECK_FALSE(make_pack(std::string("a"), 1) == make_pack(std::string("b"), 1));
    }
}

} // namespace lists_test
