#pragma once

#include <doctest/doctest.h>

#include <iostream>
#include <string_view>

namespace test {

inline int skipped_cases = 0;

/// Says that the running test case cannot do its work here, and why. The case returns after it; CTest shows
/// the layer as skipped unless something else in it failed.
inline void skip(std::string_view reason) {
    ++skipped_cases;
    std::cout << "skipped: " << doctest::getContextOptions()->currentTest->m_name << ": " << reason << '\n';
}

} // namespace test
