#pragma once

#include <boost/context/fiber.hpp>
#include <boost/context/protected_fixedsize_stack.hpp>

#include <cxxabi.h>

#include <cstddef>
#include <memory>
#include <utility>

#if defined(__SANITIZE_ADDRESS__)
#define ROWAN_ADDRESS_SANITIZER 1
#endif
#if defined(__SANITIZE_THREAD__)
#define ROWAN_THREAD_SANITIZER 1
#endif
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ROWAN_ADDRESS_SANITIZER 1
#endif
#if __has_feature(thread_sanitizer)
#define ROWAN_THREAD_SANITIZER 1
#endif
#endif
#if defined(ROWAN_ADDRESS_SANITIZER)
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#endif
#if defined(ROWAN_THREAD_SANITIZER)
#include <sanitizer/tsan_interface.h>
#endif

namespace rowan::detail {

/// What the C++ runtime keeps for each thread: the exceptions that are caught, and how many are thrown and not caught yet
/// (itanium-cxx-abi.github.io/cxx-abi/abi-eh.html#cxx-data). A fiber that waits while it handles an exception has its own. From Boost 1.88
/// on Boost.Context does the same by itself, which this goes along with, since it takes and gives back in pairs.
class exception_state {
public:
    void swap() noexcept {
        auto& current = *reinterpret_cast<exception_state*>(abi::__cxa_get_globals());
        std::swap(caught_, current.caught_);
        std::swap(uncaught_, current.uncaught_);
    }

private:
    void* caught_ = nullptr;
    unsigned int uncaught_ = 0;
};

/// A stack of its own, on which one function after the other runs. Each may suspend itself, and is resumed by whoever has it, on any
/// thread. It is never destroyed while a function is suspended: what unwinds it could meet `noexcept` or `catch (...)`.
class fiber {
public:
    /// Beside the stack there is a page that nothing may touch, so that a program that needs more stops there.
    static constexpr std::size_t stack_size = 256 * 1024;

    fiber() {
        const boost::context::protected_fixedsize_stack allocator(stack_size);
        inside_ = boost::context::fiber(std::allocator_arg, kept_stack{this, allocator},
                                        [this](boost::context::fiber&& caller) { return serve(std::move(caller)); });
#if defined(ROWAN_ADDRESS_SANITIZER)
        // Boost has been on the fiber's stack, and is back.
        __sanitizer_finish_switch_fiber(nullptr, &outside_stack_, &outside_size_);
        __sanitizer_start_switch_fiber(nullptr, outside_stack_, outside_size_);
        __sanitizer_finish_switch_fiber(kept_, nullptr, nullptr);
        kept_ = nullptr;
#endif
#if defined(ROWAN_THREAD_SANITIZER)
        thread_sanitizer_inside_ = __tsan_create_fiber(0);
#endif
    }
    fiber(const fiber&) = delete;
    fiber& operator=(const fiber&) = delete;
    ~fiber() {
        function_ = nullptr;
        resume();
#if defined(ROWAN_THREAD_SANITIZER)
        __tsan_destroy_fiber(thread_sanitizer_inside_);
#endif
    }

    /// Runs `function(context)`, which throws nothing, until it ends or suspends itself.
    void start(void (*function)(void*), void* context) {
        function_ = function;
        context_ = context;
        resume();
    }
    /// Whether a function has begun and not ended.
    [[nodiscard]] bool is_busy() const noexcept { return function_ != nullptr; }
    [[gnu::noinline]] void resume() {
        exceptions_.swap();
#if defined(ROWAN_ADDRESS_SANITIZER)
        void* kept = nullptr;
        __sanitizer_start_switch_fiber(&kept, stack_, size_);
#endif
#if defined(ROWAN_THREAD_SANITIZER)
        thread_sanitizer_outside_ = __tsan_get_current_fiber();
        __tsan_switch_to_fiber(thread_sanitizer_inside_, 0);
#endif
        inside_ = std::move(inside_).resume();
#if defined(ROWAN_THREAD_SANITIZER)
        // It counts the calls of each fiber: those of one that has ended have returned on it.
        if (!inside_) __tsan_switch_to_fiber(thread_sanitizer_outside_, 0);
#endif
#if defined(ROWAN_ADDRESS_SANITIZER)
        __sanitizer_finish_switch_fiber(kept, nullptr, nullptr);
#endif
        exceptions_.swap();
    }
    /// Called by the function itself: goes on after `resume`.
    [[gnu::noinline]] void suspend() {
        leave(false);
        outside_ = std::move(outside_).resume();
        arrive();
    }

private:
    // Boost keeps the allocator on the stack that it makes, and so it can tell the fiber where that is.
    struct kept_stack {
        fiber* self;
        boost::context::protected_fixedsize_stack allocator;

        boost::context::stack_context allocate() {
            const auto stack = allocator.allocate();
            self->stack_ = static_cast<char*>(stack.sp) - stack.size;
            self->size_ = stack.size;
#if defined(ROWAN_ADDRESS_SANITIZER)
            // Boost's first function runs on it next; its variables are not to be among those of this thread.
            __sanitizer_start_switch_fiber(&self->kept_, self->stack_, self->size_);
#endif
            return stack;
        }
        void deallocate(boost::context::stack_context& stack) noexcept {
#if defined(ROWAN_ADDRESS_SANITIZER)
            // Whoever has the addresses next may use what the last functions on the stack did not return.
            __asan_unpoison_memory_region(self->stack_, self->size_);
#endif
            allocator.deallocate(stack);
        }
    };

    boost::context::fiber serve(boost::context::fiber&& caller) {
        arrive();
        outside_ = std::move(caller);
        while (function_ != nullptr) {
            function_(context_);
            function_ = nullptr;
            suspend();
        }
        leave(true);
        return std::move(outside_);
    }
    // In line: the thread sanitizer counts the calls of the one that it is told to have left.
    [[gnu::always_inline]] void leave([[maybe_unused]] bool is_over) {
#if defined(ROWAN_ADDRESS_SANITIZER)
        __sanitizer_start_switch_fiber(is_over ? nullptr : &kept_, outside_stack_, outside_size_);
#endif
#if defined(ROWAN_THREAD_SANITIZER)
        if (!is_over) __tsan_switch_to_fiber(thread_sanitizer_outside_, 0);
#endif
    }
    [[gnu::always_inline]] void arrive() {
#if defined(ROWAN_ADDRESS_SANITIZER)
        __sanitizer_finish_switch_fiber(kept_, &outside_stack_, &outside_size_);
#endif
    }

    void (*function_)(void*) = nullptr;
    void* context_ = nullptr;
    boost::context::fiber inside_, outside_;
    exception_state exceptions_;
    void* stack_ = nullptr;
    std::size_t size_ = 0;
#if defined(ROWAN_ADDRESS_SANITIZER)
    void* kept_ = nullptr;
    const void* outside_stack_ = nullptr;
    std::size_t outside_size_ = 0;
#endif
#if defined(ROWAN_THREAD_SANITIZER)
    void* thread_sanitizer_inside_ = nullptr;
    void* thread_sanitizer_outside_ = nullptr;
#endif
};

} // namespace rowan::detail
