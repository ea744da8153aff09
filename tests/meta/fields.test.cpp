#include "rowan/meta/fields.hpp"
#include "rowan/meta/names.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace fields_test {

struct One {
    int only = 0;
};
struct Two {
    std::string first;
    std::optional<std::vector<int>> second;
};
struct Ten {
    bool b = false;
    std::int8_t i8 = 0;
    std::string text;
    std::int64_t i64 = 0;
    double real = 0;
    std::optional<std::string> maybe;
    char c = 0;
    std::vector<std::byte> bytes;
    float small = 0;
    std::int8_t last = 0;
};
struct Inner {
    int x = 0;
    int y = 0;
};
struct Outer {
    Inner inner;
    int z = 0;
    struct Nested {
        int depth = 0;
        std::string Name_2;
        int _leading = 0;
        int trailing_ = 0;
        int CamelCase = 0;
        int a1b2 = 0;
    };
};
namespace deeper::still {
struct Namespaced {
    int value = 0;
    std::string text;
};
} // namespace deeper::still
struct Wide {
    int f0 = 0;
    int f1 = 1;
    int f2 = 2;
    int f3 = 3;
    int f4 = 4;
    int f5 = 5;
    int f6 = 6;
    int f7 = 7;
    int f8 = 8;
    int f9 = 9;
    int f10 = 10;
    int f11 = 11;
    int f12 = 12;
    int f13 = 13;
    int f14 = 14;
    int f15 = 15;
    int f16 = 16;
    int f17 = 17;
    int f18 = 18;
    int f19 = 19;
    int f20 = 20;
    int f21 = 21;
    int f22 = 22;
    int f23 = 23;
    int f24 = 24;
    int f25 = 25;
    int f26 = 26;
    int f27 = 27;
    int f28 = 28;
    int f29 = 29;
    int f30 = 30;
    int f31 = 31;
    int f32 = 32;
    int f33 = 33;
    int f34 = 34;
    int f35 = 35;
    int f36 = 36;
    int f37 = 37;
    int f38 = 38;
    int f39 = 39;
    int f40 = 40;
    int f41 = 41;
    int f42 = 42;
    int f43 = 43;
    int f44 = 44;
    int f45 = 45;
    int f46 = 46;
    int f47 = 47;
    int f48 = 48;
    int f49 = 49;
    int f50 = 50;
    int f51 = 51;
    int f52 = 52;
    int f53 = 53;
    int f54 = 54;
    int f55 = 55;
    int f56 = 56;
    int f57 = 57;
    int f58 = 58;
    int f59 = 59;
    int f60 = 60;
    int f61 = 61;
    int f62 = 62;
    int f63 = 63;
};
using rowan::detail::field;
using rowan::detail::field_count;
using rowan::detail::field_index;
using rowan::detail::field_names;
using rowan::detail::field_type;
using rowan::detail::member_table;
using rowan::detail::member_type;
using Namespaced = deeper::still::Namespaced;

static_assert(field_count<One> == 1 && field_count<Two> == 2 && field_count<Ten> == 10 && field_count<Wide> == 64 &&
              field_count<Outer> == 2 && field_count<Outer::Nested> == 6 && field_count<Namespaced> == 2);

static_assert(field_index<&One::only> == 0);
static_assert(field_index<&Two::first> == 0 && field_index<&Two::second> == 1);
static_assert(field_index<&Ten::b> == 0 && field_index<&Ten::i8> == 1 && field_index<&Ten::text> == 2 &&
              field_index<&Ten::i64> == 3 && field_index<&Ten::real> == 4 && field_index<&Ten::maybe> == 5 &&
              field_index<&Ten::c> == 6 && field_index<&Ten::bytes> == 7 && field_index<&Ten::small> == 8 &&
              field_index<&Ten::last> == 9);
static_assert(field_index<&Outer::inner> == 0 && field_index<&Outer::z> == 1);
static_assert(field_index<&Outer::Nested::a1b2> == 5 && field_index<&Namespaced::text> == 1);
static_assert(field_index<&Wide::f0> == 0 && field_index<&Wide::f31> == 31 && field_index<&Wide::f63> == 63);

static_assert(std::is_same_v<field_type<0, Two>, std::string> &&
              std::is_same_v<field_type<1, Two>, std::optional<std::vector<int>>> &&
              std::is_same_v<field_type<7, Ten>, std::vector<std::byte>> &&
              std::is_same_v<field_type<0, Outer>, Inner>);
static_assert(std::is_same_v<member_table<&Outer::Nested::depth>, Outer::Nested> &&
              std::is_same_v<member_type<&Ten::maybe>, std::optional<std::string>>);

template <class Table, std::size_t Count>
constexpr bool has_names(const std::string_view (&names)[Count]) {
    static_assert(field_names<Table>.size() == Count);
    for (std::size_t i = 0; i < Count; ++i)
        if (field_names<Table>[i] != names[i]) return false;
    return true;
}
static_assert(has_names<One>({"only"}) && has_names<Two>({"first", "second"}) && has_names<Outer>({"inner", "z"}));
static_assert(has_names<Ten>({"b", "i8", "text", "i64", "real", "maybe", "c", "bytes", "small", "last"}));
static_assert(has_names<Outer::Nested>({"depth", "Name_2", "_leading", "trailing_", "CamelCase", "a1b2"}));
static_assert(has_names<Namespaced>({"value", "text"}));

TEST_SUITE("meta") {
    TEST_CASE("a wide aggregate has all its fields, names and indexes") {
        Wide wide;
        std::size_t visited = 0;
        rowan::detail::for_each_index<Wide>([&](auto index) {
            CHECK(field<index>(wide) == static_cast<int>(index()));
            CHECK(field_names<Wide>[index] == "f" + std::to_string(index()));
            CHECK(index() == visited++);
        });
        CHECK(visited == 64);
    }
    TEST_CASE("a field is the field itself") {
        Ten ten;
        field<2>(ten) = "written";
        CHECK(ten.text == "written");
        const Ten& constant = ten;
        CHECK(&field<2>(constant) == &ten.text);
        static_assert(std::is_same_v<decltype(field<2>(ten)), std::string&>);
        static_assert(std::is_same_v<decltype(field<2>(constant)), const std::string&>);
    }
    TEST_CASE("a local aggregate has fields and names too") {
        struct Local {
            int first_field = 1;
            std::string second_field;
        };
        static_assert(field_count<Local> == 2 && field_index<&Local::second_field> == 1);
        static_assert(has_names<Local>({"first_field", "second_field"}));
        CHECK(rowan::detail::type_name<Local> == "Local");
    }
}

} // namespace fields_test
