#include "rowan/async/fiber.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <exception>
#include <optional>
#include <stdexcept>
#include <string_view>

namespace async_fiber_test {

using rowan::detail::fiber;

struct counter {
    fiber& on;
    int steps = 0;
    const char* frame = nullptr;
};

TEST_SUITE("async") {
    TEST_CASE("a fiber runs one function after the other, each up to where it suspends itself") {
        fiber stack;
        counter counted{stack};
        for (int run = 0; run < 2; ++run) {
            stack.start(
                [](void* context) {
                    auto& self = *static_cast<counter*>(context);
                    ++self.steps;
                    self.on.suspend();
                    ++self.steps;
                },
                &counted);
            CHECK(stack.is_busy());
            CHECK(counted.steps == 2 * run + 1);
            stack.resume();
            CHECK(!stack.is_busy());
            CHECK(counted.steps == 2 * run + 2);
        }
    }
    TEST_CASE("a fiber that waits while it handles an exception keeps it, and so does who resumes it") {
        fiber stack;
        counter counted{stack};
        const auto handle = [](void* context) {
            auto& self = *static_cast<counter*>(context);
            try {
                throw std::runtime_error("inside");
            } catch (const std::runtime_error&) {
                self.on.suspend();
                try {
                    throw;
                } catch (const std::runtime_error& again) {
                    self.steps = std::string_view(again.what()) == "inside" ? 1 : 2;
                }
            }
        };
        stack.start(handle, &counted);
        try {
            throw std::runtime_error("outside");
        } catch (const std::runtime_error& outer) {
            stack.resume();
            CHECK(std::string_view(outer.what()) == "outside");
            CHECK(std::current_exception() != nullptr);
        }
        CHECK(std::current_exception() == nullptr);
        CHECK(counted.steps == 1);
    }
#if defined(ROWAN_ADDRESS_SANITIZER)
    TEST_CASE("the addresses of a stack that is gone may be used by others") {
        std::optional<fiber> stack{std::in_place};
        counter counted{*stack};
        stack->start(
            [](void* context) {
                static_cast<counter*>(context)->frame = static_cast<const char*>(__builtin_frame_address(0));
            },
            &counted);
        stack.reset();
        // A stack ends with a page.
        constexpr std::uintptr_t page = 4096, below = 64 * 1024;
        const auto frame = reinterpret_cast<std::uintptr_t>(counted.frame);
        const std::uintptr_t begin = frame - below, end = (frame / page + 1) * page;
        CHECK(__asan_region_is_poisoned(reinterpret_cast<void*>(begin), end - begin) == nullptr);
    }
#endif
}

} // namespace async_fiber_test
