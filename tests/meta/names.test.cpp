#include "rowan/meta/names.hpp"

#include <doctest/doctest.h>

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

using rowan::detail::type_name;

static_assert(type_name<Book> == "Book" && type_name<Class2> == "Class2" && type_name<Colour> == "Colour");
static_assert(type_name<Hidden> == "Hidden" && type_name<Outer::Inner> == "Inner" &&
              type_name<v2::HTTPRequest> == "HTTPRequest");
static_assert(type_name<Box<int, 3>> == "Box" && type_name<Box<Box<Book, 1>, 2>> == "Box");

TEST_SUITE("meta") {
    TEST_CASE("local types have names") {
        struct Local {};
        enum class LocalEnum { here, there };
        CHECK(type_name<Local> == "Local");
        CHECK(type_name<LocalEnum> == "LocalEnum");
    }
}

} // namespace names_test
