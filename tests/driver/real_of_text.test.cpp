#include "rowan/driver/real_of_text.hpp"

#include <doctest/doctest.h>

#include <limits>
#include <optional>

namespace real_of_text_test {

using rowan::detail::real_of_text;

TEST_SUITE("real_of_text") {
    TEST_CASE("the nearest floating point number is read of a text") {
        CHECK(real_of_text<double>("0.1") == 0.1);
        CHECK(real_of_text<double>("-1.5") == -1.5);
        CHECK(real_of_text<double>("2e7") == 2e7);
        CHECK(real_of_text<double>("9007199254740993") == 9007199254740992.0);
        CHECK(real_of_text<float>("16777217") == 16777216.0F);
        CHECK(real_of_text<double>("1.7976931348623157e308") == std::numeric_limits<double>::max());
        CHECK(real_of_text<double>("4.9406564584124654e-324") == std::numeric_limits<double>::denorm_min());
        CHECK(real_of_text<double>("0.0") == 0.0);
    }
    TEST_CASE("no number is read beyond the greatest one, or too near to zero") {
        CHECK(real_of_text<double>("1e400") == std::nullopt);
        CHECK(real_of_text<double>("-1e400") == std::nullopt);
        CHECK(real_of_text<float>("1e39") == std::nullopt);
        CHECK(real_of_text<double>("1e-400") == std::nullopt);
    }
}

} // namespace real_of_text_test
