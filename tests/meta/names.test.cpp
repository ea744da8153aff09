#include "rowan/meta/names.hpp"
#include "rowan/meta/enumerators.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace names_test {

struct Book {};
class Class2 {};
enum class Colour { red, green, blue };
namespace {
struct Hidden {};
} // namespace
struct Outer {
    struct Inner {};
};
template <class Type, int Number>
struct Box {
    Type value{};
};
namespace v2 {
struct HTTPRequest {};
} // namespace v2

enum class Sparse : std::int16_t { lowest = -16, minus_one = -1, zero = 0, ten = 10, highest = 127 };
enum class Far { near = 5, far = 1000, below = -1000 };
enum Plain : std::uint8_t { plain_zero, plain_one, plain_last = 127 };
enum class Wide : std::uint64_t { zero, one };
enum class Empty : int {};
enum class Same { first = 1, second = 1, other = 2 };
struct Holder {
    enum class Kind { a_1, B2, _c };
};

} // namespace names_test

template <>
struct rowan::enum_range<names_test::Far> {
    static constexpr int min = -1000;
    static constexpr int max = 1000;
};

namespace names_test {

using rowan::detail::enumerator_name;
using rowan::detail::enumerator_value;
using rowan::detail::enumerators;
using rowan::detail::type_name;

static_assert(type_name<Book> == "Book" && type_name<Class2> == "Class2" && type_name<Colour> == "Colour");
static_assert(type_name<Hidden> == "Hidden" && type_name<Outer::Inner> == "Inner" &&
              type_name<v2::HTTPRequest> == "HTTPRequest");
static_assert(type_name<Box<int, 3>> == "Box" && type_name<Box<Box<Book, 1>, 2>> == "Box");

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
static_assert(enumerators<Empty>.empty());
static_assert(enumerators<Same>.size() == 2 && enumerator_value<Same>("other") == Same::other);
static_assert(
    has_enumerators<Holder::Kind>({{Holder::Kind::a_1, "a_1"}, {Holder::Kind::B2, "B2"}, {Holder::Kind::_c, "_c"}}));

static_assert(enumerator_name(Colour::green) == "green" && enumerator_name(Colour{3}).empty() &&
              enumerator_name(Colour{-1}).empty() && enumerator_name(Sparse{5}).empty());
static_assert(enumerator_value<Colour>("blue") == Colour::blue && !enumerator_value<Colour>("Blue") &&
              !enumerator_value<Colour>("") && !enumerator_value<Colour>("blu") && !enumerator_value<Colour>("blues"));

TEST_SUITE("meta") {
    TEST_CASE("local types have names") {
        struct Local {};
        enum class LocalEnum { here, there };
        CHECK(type_name<Local> == "Local");
        CHECK(type_name<LocalEnum> == "LocalEnum");
        CHECK(enumerator_name(LocalEnum::there) == "there");
    }
    TEST_CASE("an enumerator and its name lead to each other") {
        for (const auto& each : enumerators<Far>) {
            CHECK(enumerator_name(each.value) == each.name);
            CHECK(enumerator_value<Far>(each.name) == each.value);
        }
    }
}

} // namespace names_test
