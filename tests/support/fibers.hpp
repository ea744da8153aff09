#pragma once

#include "rowan/driver/waiter.hpp"

#include <cxxabi.h>
#include <poll.h>
#include <ucontext.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <exception>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

#if defined(__SANITIZE_ADDRESS__)
#define TEST_WITH_ADDRESS_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define TEST_WITH_ADDRESS_SANITIZER 1
#endif
#endif
#if defined(TEST_WITH_ADDRESS_SANITIZER)
#include <sanitizer/common_interface_defs.h>
#endif

/// Several functions that run by turns on one thread, as small as will do: each runs until it waits, by the hook of its connection.
/// Each step begins when all of them wait, so that they do everything at the same time.
namespace test {

class fibers {
public:
    /// What a connection asks for a wait; of the function that runs.
    [[nodiscard]] rowan::wait_hook hook() { return {&fibers::wait, this}; }
    /// How often more than one function has waited at the same time.
    [[nodiscard]] int waits_together() const { return waits_together_; }

    void run(std::vector<std::function<void()>> functions) {
        for (auto& function : functions) all_.push_back(std::make_unique<fiber>(*this, std::move(function)));
        for (auto& each : all_) resume(*each);
        for (;;) {
            std::vector<fiber*> waiting;
            for (auto& each : all_)
                if (!each->is_over) waiting.push_back(each.get());
            if (waiting.empty()) break;
            if (waiting.size() > 1) ++waits_together_;
            for (fiber* each : waiting)
                each->is_ready = rowan::blocking_waiter().wait(each->socket, each->what, each->time);
            for (fiber* each : waiting) resume(*each);
        }
        all_.clear();
    }

private:
    // What the C++ runtime keeps for each thread: the exceptions that are caught, and how many are thrown and not caught yet
    // (itanium-cxx-abi.github.io/cxx-abi/abi-eh.html#cxx-data).
    struct exception_state {
        void* caught = nullptr;
        unsigned int uncaught = 0;

        void swap() noexcept {
            auto& current = *reinterpret_cast<exception_state*>(abi::__cxa_get_globals());
            std::swap(caught, current.caught);
            std::swap(uncaught, current.uncaught);
        }
    };
    struct fiber {
        fibers& owner;
        std::function<void()> function;
        std::array<char, 512 * 1024> stack{};
        ucontext_t context{}, caller{};
        exception_state exceptions{};
        const void* caller_stack = nullptr;
        std::size_t caller_size = 0;
        int socket = rowan::no_socket;
        rowan::readiness what{};
        std::chrono::milliseconds time{};
        bool is_ready = false, is_over = false;

        fiber(fibers& all, std::function<void()> body) : owner(all), function(std::move(body)) {
            getcontext(&context);
            context.uc_stack.ss_sp = stack.data();
            context.uc_stack.ss_size = stack.size();
            context.uc_link = nullptr;
            const auto address = reinterpret_cast<std::size_t>(this);
            makecontext(&context, reinterpret_cast<void (*)()>(&fiber::begin), 2, static_cast<unsigned>(address >> 32U),
                        static_cast<unsigned>(address));
        }
        static void begin(unsigned high, unsigned low) {
            auto& self = *reinterpret_cast<fiber*>((static_cast<std::size_t>(high) << 32U) | low);
            self.arrive();
            self.function();
            self.is_over = true;
            self.leave();
        }
        void arrive() {
#if defined(TEST_WITH_ADDRESS_SANITIZER)
            __sanitizer_finish_switch_fiber(kept_, &caller_stack, &caller_size);
#endif
        }
        /// Back to the one who has resumed it.
        void leave() {
#if defined(TEST_WITH_ADDRESS_SANITIZER)
            __sanitizer_start_switch_fiber(is_over ? nullptr : &kept_, caller_stack, caller_size);
#endif
            swapcontext(&context, &caller);
            arrive();
        }
        void enter() {
#if defined(TEST_WITH_ADDRESS_SANITIZER)
            void* kept = nullptr;
            __sanitizer_start_switch_fiber(&kept, stack.data(), stack.size());
#endif
            swapcontext(&caller, &context);
#if defined(TEST_WITH_ADDRESS_SANITIZER)
            __sanitizer_finish_switch_fiber(kept, nullptr, nullptr);
#endif
        }

    private:
        void* kept_ = nullptr;
    };

    void resume(fiber& next) {
        running_ = &next;
        next.exceptions.swap();
        next.enter();
        next.exceptions.swap();
        running_ = nullptr;
    }
    static bool wait(void* self, int socket, rowan::readiness what, std::chrono::milliseconds time) {
        fiber& waiting = *static_cast<fibers*>(self)->running_;
        waiting.socket = socket;
        waiting.what = what;
        waiting.time = time;
        waiting.leave();
        return waiting.is_ready;
    }

    std::vector<std::unique_ptr<fiber>> all_;
    fiber* running_ = nullptr;
    int waits_together_ = 0;
};

} // namespace test
