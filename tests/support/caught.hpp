#pragma once

#include <doctest/doctest.h>

#include <exception>
#include <optional>
#include <stdexcept>
#include <string>
#include <typeinfo>

namespace test {

/// The error of exactly the type `Error` that `action` throws, to ask it for more; the test case ends if there is none.
template <class Error, class Action>
Error caught(const Action& action) {
    std::optional<Error> result;
    try {
        action();
    } catch (const Error& error) {
        if (typeid(error) == typeid(Error)) result = error;
        else FAIL("thrown was ", std::string(typeid(error).name()), ": ", std::string(error.what()));
    } catch (const std::exception& error) {
        FAIL("thrown was ", std::string(typeid(error).name()), ": ", std::string(error.what()));
    }
    if (!result) FAIL("nothing was thrown");
    return *result;
}

} // namespace test
