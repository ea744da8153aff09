#include "rowan/engine/pool/waiting_line.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <memory>
#include <mutex>
#include <string>

namespace waiting_line_test {

using line = rowan::detail::waiting_line<int>;

/// One that is woken without a thread, and notes that.
struct noting : line::place {
    std::string* log;
    char name;

    noting(std::string& written, char letter)
        : place{[](place& self) noexcept {
              auto& one = static_cast<noting&>(self);
              *one.log += one.name;
          }},
          log(&written), name(letter) {}
};

TEST_SUITE("engine") {
    TEST_CASE("a line calls its places in FIFO order, each by its own function") {
        std::string log;
        line waiting;
        noting first(log, 'a'), second(log, 'b'), third(log, 'c');
        waiting.join(first);
        waiting.join(second);
        waiting.join(third);
        waiting.leave(second);
        CHECK(waiting.size() == 2);
        auto item = std::make_unique<int>(7);
        CHECK(waiting.call(item));
        CHECK(item == nullptr);
        CHECK(first.is_called);
        CHECK(*first.item == 7);
        CHECK(waiting.call(item));
        CHECK_FALSE(second.is_called);
        CHECK(third.is_called);
        CHECK(log == "ac");
        CHECK_FALSE(waiting.call(item));
    }
    TEST_CASE("a thread that is not called in time leaves the line") {
        line waiting;
        std::mutex mutex;
        std::unique_lock lock(mutex);
        CHECK_FALSE(waiting.wait(lock, std::chrono::steady_clock::now()));
        CHECK(waiting.size() == 0);
    }
}

} // namespace waiting_line_test
