#pragma once

#include "common/allocations.hpp"
#include "network.hpp"

#include <benchmark/benchmark.h>

namespace bench {

/// Times an operation, and counts its allocations and round trips, without those of pauses.
class meter {
public:
    explicit meter(benchmark::State& state) : state_{state} {}

    template <class Operation>
    void measure(Operation operation) {
        start();
        for (auto _ : state_) operation();
        stop();
        state_.counters["allocs"] = {static_cast<double>(allocations_), benchmark::Counter::kAvgIterations};
        state_.counters["trips"] = {static_cast<double>(trips_), benchmark::Counter::kAvgIterations};
    }

    /// Within the operation.
    template <class Chore>
    void pause(Chore chore) {
        state_.PauseTiming();
        stop();
        chore();
        start();
        state_.ResumeTiming();
    }

private:
    // Unsigned numbers wrap around: the count at the start is taken off before that at the end is added.
    void start() noexcept {
        allocations_ -= allocations();
        trips_ -= round_trips();
    }
    void stop() noexcept {
        allocations_ += allocations();
        trips_ += round_trips();
    }

    benchmark::State& state_;
    std::uint64_t allocations_ = 0, trips_ = 0;
};

} // namespace bench
