#pragma once

#include "rowan/schema/value.hpp"

#include <charconv>
#include <cmath>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

#ifdef _LIBCPP_VERSION
#include <locale>
#include <sstream>
#endif

namespace rowan::detail {

/// The floating point number that is nearest to a decimal one, which is `-1.5` or `2e7`; none beyond the greatest, or too near to zero.
template <real_value Real>
std::optional<Real> real_of_text(std::string_view text) {
    Real real{};
    if constexpr (requires { std::from_chars(text.data(), text.data(), real); }) {
        if (std::from_chars(text.data(), text.data() + text.size(), real).ec != std::errc()) return std::nullopt;
    } else {
#ifdef _LIBCPP_VERSION // before 20 it has no std::from_chars of them
        std::istringstream stream{std::string(text)};
        stream.imbue(std::locale::classic());
        // A number below the least normal one is read, too, and told to be out of range.
        if (!(stream >> real) && (real == Real{} || !std::isfinite(real))) return std::nullopt;
#endif
    }
    return real;
}

} // namespace rowan::detail
