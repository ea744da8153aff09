#include "rowan/async/background.hpp"

#include "async/running.hpp"
#include "rowan/async/runner.hpp"

#include <boost/asio/io_context.hpp>
#include <doctest/doctest.h>

#include <memory>
#include <utility>

// What ends with an execution context.
namespace async_background_test {

using rowan::detail::background;

/// One of two that are watched, of which the end of either is the end of the other.
class one_of_two final : public rowan::detail::runner_owner {
public:
    one_of_two(std::shared_ptr<background> beside, int& ends) : beside_(std::move(beside)), ends_(ends) {
        beside_->add(*this);
    }
    one_of_two(const one_of_two&) = delete;
    one_of_two& operator=(const one_of_two&) = delete;
    ~one_of_two() { beside_->remove(*this); }

    void look(background::ticks) noexcept override {}
    void shut_down() noexcept override {
        ++ends_;
        other.reset();
    }
    void ended(bool) override {}
    void dropped() noexcept override {}

    std::shared_ptr<one_of_two> other{};

private:
    std::shared_ptr<background> beside_;
    int& ends_;
};

TEST_SUITE("async") {
    TEST_CASE("what is gone by the end of another is not ended after that") {
        int ends = 0;
        {
            asio::io_context context;
            const auto beside = background::of(context);
            const auto first = std::make_shared<one_of_two>(beside, ends);
            first->other = std::make_shared<one_of_two>(beside, ends);
            first->other->other = first;
        }
        CHECK(ends == 1);
    }
}

} // namespace async_background_test
