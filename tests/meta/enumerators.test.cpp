#include "rowan/meta/enumerators.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace enumerators_test {

enum class Colour { red, green, blue };
enum class Sparse : std::int16_t { lowest = -16, minus_one = -1, zero = 0, ten = 10, highest = 127 };
enum class Far { near = 5, far = 1000, below = -1000 };
enum Plain : std::uint8_t { plain_zero, plain_one, plain_last = 127 };
enum class Wide : std::uint64_t { zero, one };
enum class Same { first = 1, second = 1, other = 2 };
struct Holder {
    enum class Kind { a_1, B2, _c };
};
namespace {
enum class Hidden { draft, published = -3 };
enum HiddenPlain : int { hidden_one = 1, hidden_two };
namespace inner {
namespace {
enum class Deep { here, there };
}
} // namespace inner
} // namespace

// Nothing names an enumerator of these but rowan. What they are in has commas, brackets and quotes in its name.
template <class... Types>
struct Box {
    enum class State { draft, published };
    enum Plain : short { box_one, box_two };
    template <class Type>
    struct Within {
        enum class Kind : std::int8_t { low = -1, high = 1 };
    };
};
template <class Type>
struct Derived : Box<Type> {};
template <char Letter>
struct OfLetter {
    enum class State { draft, published };
};
template <std::size_t Size>
struct letters {
    char data[Size]{};
    constexpr letters(const char (&text)[Size]) {
        for (std::size_t i = 0; i < Size; ++i) data[i] = text[i];
    }
};
template <letters Text>
struct OfText {
    enum class State { draft, published };
};

enum class Bool : bool { no, yes };
enum class HalfBool : bool { yes = true };
enum class Char : char { nul, letter = 'a', comma = ',' };
enum class Wchar : wchar_t { zero, one };
enum class Char8 : char8_t { zero, hundred = 100 };
enum class Char32 : char32_t { zero, one };
enum class Tiny : std::int8_t { least = -128, most = 127 };
enum class Huge : std::uint64_t { most = ~std::uint64_t{0}, below = most - 2 };
enum class Lowest : std::int64_t { least = std::int64_t{1} << 63, above };
enum class Letters { é, größe, 日本 };
enum Flags : unsigned { none, read = 1, write = 2, both = read | write };
enum class Late : int;

} // namespace enumerators_test

template <>
struct rowan::enum_range<enumerators_test::Far> {
    static constexpr int min = -1000;
    static constexpr int max = 1000;
};
template <>
struct rowan::enum_range<enumerators_test::Tiny> {
    static constexpr int min = -1000;
    static constexpr int max = 1000;
};
template <>
struct rowan::enum_range<enumerators_test::Huge> {
    static constexpr std::uint64_t min = ~std::uint64_t{0} - 100;
    static constexpr std::uint64_t max = ~std::uint64_t{0};
};
template <>
struct rowan::enum_range<enumerators_test::Lowest> {
    static constexpr std::int64_t min = std::int64_t{1} << 63;
    static constexpr std::int64_t max = min + 10;
};

namespace enumerators_test {

using rowan::detail::enumerator_name;
using rowan::detail::enumerator_value;
using rowan::detail::enumerators;

template <class Enum, std::size_t Count>
constexpr bool has_enumerators(const rowan::detail::enumerator<Enum> (&list)[Count]) {
    if (enumerators<Enum>.size() != Count) return false;
    for (std::size_t i = 0; i < Count; ++i)
        if (enumerators<Enum>[i].value != list[i].value || enumerators<Enum>[i].name != list[i].name) return false;
    return true;
}
static_assert(has_enumerators<Colour>({{Colour::red, "red"}, {Colour::green, "green"}, {Colour::blue, "blue"}}));
static_assert(has_enumerators<Sparse>({{Sparse::lowest, "lowest"},
                                       {Sparse::minus_one, "minus_one"},
                                       {Sparse::zero, "zero"},
                                       {Sparse::ten, "ten"},
                                       {Sparse::highest, "highest"}}));
static_assert(has_enumerators<Far>({{Far::below, "below"}, {Far::near, "near"}, {Far::far, "far"}}));
static_assert(
    has_enumerators<Plain>({{plain_zero, "plain_zero"}, {plain_one, "plain_one"}, {plain_last, "plain_last"}}));
static_assert(has_enumerators<Wide>({{Wide::zero, "zero"}, {Wide::one, "one"}}));
static_assert(enumerators<Same>.size() == 2 && enumerator_value<Same>("other") == Same::other);
static_assert(
    has_enumerators<Holder::Kind>({{Holder::Kind::a_1, "a_1"}, {Holder::Kind::B2, "B2"}, {Holder::Kind::_c, "_c"}}));

static_assert(enumerator_name(Colour::green) == "green" && enumerator_name(Colour{3}).empty() &&
              enumerator_name(Colour{-1}).empty() && enumerator_name(Sparse{5}).empty());
static_assert(enumerator_value<Colour>("blue") == Colour::blue && !enumerator_value<Colour>("Blue") &&
              !enumerator_value<Colour>("") && !enumerator_value<Colour>("blu") && !enumerator_value<Colour>("blues"));

enum class Late : int { only };
static_assert(has_enumerators<Late>({{Late::only, "only"}}));

/// Whether the enumerators of `Enum`, of which none is named here, are called so.
template <class Enum>
constexpr bool are_called(std::string_view first, std::string_view second) {
    return enumerators<Enum>.size() == 2 && enumerators<Enum>[0].name == first && enumerators<Enum>[1].name == second;
}
static_assert(are_called<Hidden>("published", "draft") && are_called<HiddenPlain>("hidden_one", "hidden_two") &&
              are_called<inner::Deep>("here", "there"));
static_assert(are_called<Box<>::State>("draft", "published") && are_called<Box<int>::State>("draft", "published") &&
              are_called<Box<int, Box<char, long>>::State>("draft", "published") &&
              are_called<Box<Hidden, int (*)(int, char)>::State>("draft", "published") &&
              are_called<Derived<short>::State>("draft", "published"));
static_assert(are_called<Box<int>::Plain>("box_one", "box_two") &&
              are_called<Box<int, long>::Within<Box<int, int>>::Kind>("low", "high"));
static_assert(are_called<OfLetter<','>::State>("draft", "published") &&
              are_called<OfLetter<')'>::State>("draft", "published") &&
              are_called<OfLetter<'"'>::State>("draft", "published") &&
              are_called<OfLetter<'\''>::State>("draft", "published") &&
              are_called<OfText<"a, (b>">::State>("draft", "published"));

static_assert(has_enumerators<Bool>({{Bool::no, "no"}, {Bool::yes, "yes"}}));
static_assert(has_enumerators<HalfBool>({{HalfBool::yes, "yes"}}));
static_assert(has_enumerators<Char>({{Char::nul, "nul"}, {Char::comma, "comma"}, {Char::letter, "letter"}}));
static_assert(has_enumerators<Wchar>({{Wchar::zero, "zero"}, {Wchar::one, "one"}}));
static_assert(has_enumerators<Char8>({{Char8::zero, "zero"}, {Char8::hundred, "hundred"}}));
static_assert(has_enumerators<Char32>({{Char32::zero, "zero"}, {Char32::one, "one"}}));
static_assert(has_enumerators<Tiny>({{Tiny::least, "least"}, {Tiny::most, "most"}}));
static_assert(has_enumerators<Huge>({{Huge::below, "below"}, {Huge::most, "most"}}));
static_assert(has_enumerators<Lowest>({{Lowest::least, "least"}, {Lowest::above, "above"}}));
static_assert(has_enumerators<Letters>({{Letters::é, "é"}, {Letters::größe, "größe"}, {Letters::日本, "日本"}}));
static_assert(has_enumerators<Flags>({{none, "none"}, {read, "read"}, {write, "write"}, {both, "both"}}));
// Of several enumerators with a value the first is its name.
static_assert(has_enumerators<Same>({{Same::first, "first"}, {Same::other, "other"}}));

struct Operators {
    auto operator<(int) const {
        enum class E { here, there };
        return E::here;
    }
    auto operator>>(int) const {
        enum class E { here, there };
        return E::here;
    }
    auto operator,(int) const {
        enum class E { here, there };
        return E::here;
    }
    auto operator()(int, char) const {
        enum class E { here, there };
        return E::here;
    }
    auto operator->() const {
        enum class E { here, there };
        return E::here;
    }
};
template <class Type>
auto in_function(Type, Box<Type, int>) {
    enum class E { here, there };
    return E::here;
}
template <class Enum>
bool is_local(Enum) {
    return are_called<Enum>("here", "there") && enumerator_value<Enum>("there") == Enum::there;
}

TEST_SUITE("meta") {
    TEST_CASE("the enumerators of local enumerations are found, whatever they are in is called") {
        enum class Local { here, there };
        CHECK(is_local(Local::here));
        CHECK(is_local(Operators() < 1));
        CHECK(is_local(Operators() >> 1));
        CHECK(is_local((Operators(), 1)));
        CHECK(is_local(Operators()(1, 'a')));
        CHECK(is_local(Operators().operator->()));
        CHECK(is_local(in_function('a', {})));
        const auto lambda = [](int, auto) {
            enum class E { here, there };
            return E::here;
        };
        CHECK(is_local(lambda(1, 'a')));
    }
    TEST_CASE("an enumerator and its name lead to each other") {
        for (const auto& each : enumerators<Far>) {
            CHECK(enumerator_name(each.value) == each.name);
            CHECK(enumerator_value<Far>(each.name) == each.value);
        }
    }
}

} // namespace enumerators_test
