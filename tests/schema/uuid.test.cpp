#include "rowan/schema/uuid.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>

namespace uuid_test {

using namespace rowan;

static_assert(storable<uuid> && detail::kind_of<uuid>() == value_kind::uuid);

constexpr std::string_view example = "01234567-89ab-cdef-fedc-ba9876543210";
constexpr uuid made = uuid_of(example);
static_assert(made.data[0] == 0x01 && made.data[7] == 0xef && made.data[15] == 0x10);

TEST_SUITE("schema") {
    TEST_CASE("a UUID is read from its text and written as it") {
        CHECK(text_of(made) == example);
        CHECK(uuid_of("01234567-89AB-CDEF-FEDC-BA9876543210") == made);
        CHECK(text_of(uuid{}) == "00000000-0000-0000-0000-000000000000");
        CHECK(uuid{} < made);
    }
    TEST_CASE("a text that is no UUID is refused") {
        for (const std::string text :
             {"", "0123456789abcdeffedcba9876543210", "{01234567-89ab-cdef-fedc-ba9876543210}",
              "01234567-89ab-cdef-fedc-ba987654321", "01234567-89ab-cdef-fedc-ba98765432100",
              "0123456789-ab-cdef-fedc-ba9876543210", "g1234567-89ab-cdef-fedc-ba9876543210"}) {
            CAPTURE(text);
            CHECK_THROWS_AS((void)uuid_of(text), type_mismatch);
        }
    }
}

} // namespace uuid_test
