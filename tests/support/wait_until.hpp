#pragma once

#include <chrono>
#include <stdexcept>
#include <thread>

namespace test {

/// Waits for what comes on every machine, however slow it is. Throws after minutes, so that nothing hangs.
template <class Condition>
void wait_until(const Condition& condition) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::minutes(3);
    while (!condition()) {
        if (std::chrono::steady_clock::now() > end) throw std::runtime_error("what the test waits for does not come");
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
}

} // namespace test
