#include "rowan/meta/fields.hpp"
#include "rowan/meta/names.hpp"

#include <doctest/doctest.h>

#include <any>
#include <array>
#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

using namespace rowan::detail;

namespace shape_test {

template <class Type, class Mistake>
constexpr bool is_told_as = std::is_same_v<shape_check<Type>, Mistake>;

// What a row can be.

struct Plain {
    long id = 0;
    std::string text;
    std::optional<int> maybe;
    std::vector<int> list;
    std::optional<std::chrono::sys_seconds> time;
    std::chrono::year_month_day day;
};
static_assert(has_shape<Plain> && field_count<Plain> == 6 && field_names<Plain>[5] == "day");
static_assert(field_index<&Plain::time> == 4);

struct Mixed {
    std::any any;
    std::function<void()> function;
    std::unique_ptr<int> pointer;
    std::array<char, 5> chars;
    std::array<char, 0> none;
    std::vector<Mixed> more;
};
static_assert(has_shape<Mixed> && field_count<Mixed> == 6 && field_names<Mixed>[4] == "none");

struct One {
    std::string text;
};
struct OneOptional {
    std::optional<std::string> text;
};
static_assert(field_count<One> == 1 && field_count<OneOptional> == 1);

struct explicit_value {
    explicit explicit_value() {}
};
struct given_value {
    given_value(int) {}
};
struct WithExplicit {
    long id = 0;
    explicit_value value{};
    int last = 0;
};
struct WithGiven {
    long id = 0;
    given_value value{3};
    int last = 0;
};
struct WithoutDefault {
    long id = 0;
    given_value value;
    int last = 0;
};
static_assert(field_count<WithExplicit> == 3 && field_count<WithGiven> == 3 && field_count<WithoutDefault> == 3);
static_assert(field_names<WithoutDefault>[1] == "value");

union named_union {
    int number;
    float real;
};
struct value_of_union {
    union {
        int number;
        float real;
    };
};
struct WithUnions {
    long id = 0;
    named_union first;
    value_of_union second;
    int last = 0;
};
static_assert(has_shape<WithUnions> && field_count<WithUnions> == 4);

template <class Value>
struct Instance final {
    Value first;
    Value second;
    static Value third;
};
static_assert(field_count<Instance<int>> == 2 && field_count<Instance<std::string>> == 2);

namespace {
struct Unnamed {
    long id = 0;
    struct Inner {
        int x = 0;
    } inner;
};
} // namespace
static_assert(has_shape<Unnamed> && field_count<Unnamed> == 2);

#define TEN(x) int a##x = 0, b##x = 0, c##x = 0, d##x = 0, e##x = 0, f##x = 0, g##x = 0, h##x = 0, i##x = 0, j##x = 0;
#define HUNDRED TEN(0) TEN(1) TEN(2) TEN(3) TEN(4) TEN(5) TEN(6) TEN(7) TEN(8) TEN(9)
struct Hundred {
    HUNDRED
};
static_assert(has_shape<Hundred> && field_count<Hundred> == 100 && field_names<Hundred>[99] == "j9");

// What no row can be.

enum class Genre { prose };
static_assert(is_told_as<int, not_a_struct<int>>);
static_assert(is_told_as<Genre, not_a_struct<Genre>>);
static_assert(is_told_as<Plain*, not_a_struct<Plain*>>);
static_assert(is_told_as<Plain&, not_a_struct<Plain&>>);
static_assert(is_told_as<Plain[3], not_a_struct<Plain[3]>>);
static_assert(is_told_as<void, not_a_struct<void>>);
static_assert(is_told_as<void(), not_a_struct<void()>>);
static_assert(is_told_as<named_union, union_type<named_union>>);
static_assert(is_told_as<const Plain, constant_type<const Plain>>);
static_assert(is_told_as<volatile Plain, constant_type<volatile Plain>>);
static_assert(is_told_as<std::array<int, 3>, tuple_type<std::array<int, 3>>>);

struct Undefined;
static_assert(is_told_as<Undefined, undefined_struct<Undefined>>);

struct Empty {};
struct OnlyStatic {
    static int number;
};
static_assert(is_told_as<Empty, struct_without_fields<Empty>>);
static_assert(is_told_as<OnlyStatic, struct_without_fields<OnlyStatic>>);

struct Derived : Plain {
    int more = 0;
};
struct DerivedOfEmpty : Empty {
    int more = 0;
};
static_assert(is_told_as<Derived, struct_with_base_class<Derived>>);
static_assert(is_told_as<DerivedOfEmpty, struct_with_base_class<DerivedOfEmpty>>);

struct WithArray {
    long id = 0;
    char name[16]{};
    int last = 0;
};
struct WithArrayOfOne {
    long id = 0;
    int number[1]{};
};
struct WithGrid {
    std::string grid[3][3];
};
static_assert(is_told_as<WithArray, array_as_field<WithArray, field_named<"name">, char[16]>>);
static_assert(is_told_as<WithArrayOfOne, array_as_field<WithArrayOfOne, field_named<"number">, int[1]>>);
static_assert(is_told_as<WithGrid, array_as_field<WithGrid, field_named<"grid">, std::string[3][3]>>);

struct WithBits {
    long id = 0;
    int first : 3 = 0;
    int second : 5 = 0;
};
struct Flags {
    bool first : 1;
    Genre second : 4;
};
static_assert(is_told_as<WithBits, struct_with_bit_field<WithBits>>);
static_assert(is_told_as<Flags, struct_with_bit_field<Flags>>);

struct HundredAndOne {
    long id = 0;
    HUNDRED
};
// A newer Boost has room for 200.
static_assert(is_told_as<HundredAndOne, struct_with_too_many_fields<HundredAndOne, 101>> ||
              field_count<HundredAndOne> == 101);

extern int somewhere;
struct WithReference {
    int& reference = somewhere;
    int last = 0;
};
struct WithReferenceOfText {
    long id = 0;
    std::string& reference;
};
struct WithConstantReference {
    long id = 0;
    const std::string& reference;
    int last = 0;
};
struct WithRvalueReference {
    std::string&& reference;
};
static_assert(is_told_as<WithReference, struct_with_reference<WithReference>>);
static_assert(is_told_as<WithReferenceOfText, struct_with_reference<WithReferenceOfText>>);
static_assert(is_told_as<WithConstantReference, struct_with_reference<WithConstantReference>>);
static_assert(is_told_as<WithRvalueReference, struct_with_reference<WithRvalueReference>>);

struct WithConstant {
    long id = 0;
    const std::string text;
};
struct WithVolatile {
    long id = 0;
    volatile int number = 0;
};
static_assert(is_told_as<WithConstant, constant_field<WithConstant, field_named<"text">, const std::string>>);
// GCC has no constant address for it.
static_assert(is_told_as<WithVolatile, struct_with_volatile_field<WithVolatile>> ||
              is_told_as<WithVolatile, constant_field<WithVolatile, field_named<"number">, volatile int>>);

struct Virtual {
    virtual ~Virtual() = default;
    int number = 0;
};
struct Abstract {
    virtual void f() = 0;
    int number = 0;
};
static_assert(is_told_as<Virtual, struct_with_virtual_functions<Virtual>>);
static_assert(is_told_as<Abstract, struct_with_virtual_functions<Abstract>>);

struct Constructed {
    Constructed() = default;
    explicit Constructed(std::string, int) {}
    long id = 0;
};
struct Converting {
    Converting(long) {}
};
static_assert(is_told_as<Constructed, struct_with_constructor<Constructed>>);
static_assert(is_told_as<Converting, struct_with_constructor<Converting>>);
static_assert(is_told_as<std::string, struct_with_constructor<std::string>>);
static_assert(is_told_as<std::vector<Plain>, struct_with_constructor<std::vector<Plain>>>);

class Private {
public:
    long id = 0;

private:
    [[maybe_unused]] int secret = 0;
};
struct Defaulted {
    Defaulted() = default;
    long id = 0;
};
struct Deleted {
    Deleted() = delete;
    long id = 0;
};
struct VirtuallyDerived : virtual Empty {
    long id = 0;
};
struct PrivatelyDerived : private Empty {
    long id = 0;
};
static_assert(is_told_as<Private, struct_that_is_no_aggregate<Private>>);
static_assert(is_told_as<Defaulted, struct_that_is_no_aggregate<Defaulted>>);
static_assert(is_told_as<Deleted, struct_that_is_no_aggregate<Deleted>>);
static_assert(is_told_as<VirtuallyDerived, struct_that_is_no_aggregate<VirtuallyDerived>>);
static_assert(is_told_as<PrivatelyDerived, struct_that_is_no_aggregate<PrivatelyDerived>>);
using lambda = decltype([] { return 1; });
static_assert(is_told_as<lambda, struct_that_is_no_aggregate<lambda>>);

struct WithUnnamedUnion {
    long id = 0;
    union {
        int number = 0;
        float real;
    };
    int last = 0;
};
namespace {
struct WithUnnamedType {
    struct {
        int x = 0;
    } inner;
};
} // namespace
static_assert(is_told_as<WithUnnamedUnion, struct_with_unnamed_member<WithUnnamedUnion, field_number<2>>>);
static_assert(is_told_as<WithUnnamedType, struct_with_unnamed_member<WithUnnamedType, field_number<1>>>);

} // namespace shape_test

TEST_CASE("fields are those of braces, whatever the row is made of") {
    shape_test::Hundred row;
    row.j9 = 7;
    CHECK(field<99>(row) == 7);
    field<0>(row) = 3;
    CHECK(row.a0 == 3);
    shape_test::WithUnions unions{.id = 4, .first = {.number = 1}, .second = {.number = 2}, .last = 5};
    CHECK(field<0>(unions) == 4);
    CHECK(field<3>(unions) == 5);
}
