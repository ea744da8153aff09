#pragma once

// What is measured of events, written once: an operation with handlers that add up what they are told, by hand and by rowan. A contestant
// registers itself in its own .cpp.

#include "common/allocations.hpp"
#include "common/checks.hpp"
#include "common/schema.hpp"

#include <benchmark/benchmark.h>

#include <concepts>
#include <functional>
#include <map>
#include <string>
#include <utility>

namespace bench {

/// How many rows a set or a range has.
inline constexpr std::size_t rows_of_set = 10'000;
/// What a handler adds up that is told of all of them, or of every second one.
inline std::uint64_t names_of(const std::vector<User>& users, bool is_scattered = false) {
    std::uint64_t sum = 0;
    for (std::size_t i = is_scattered ? 1 : 0; i < users.size(); i += is_scattered ? 2 : 1) sum += users[i].name.size();
    return sum;
}
/// Visits every key of 1..count, none near the last.
inline std::int64_t scattered_key(std::size_t step, std::size_t count) {
    return static_cast<std::int64_t>(1 + step * 7919 % count);
}

/// An operation on a database of its own, with its handlers.
template <class T>
concept operation = std::default_initializable<T> && requires(T& measured) {
    measured.run();                                         // once
    { measured.limit() } -> std::same_as<std::size_t>;      // after how many runs the table is emptied, 0: never
    measured.empty();                                       // not timed
    { measured.heard() } -> std::same_as<std::uint64_t>;    // the sum of what all handlers were told
    { measured.expected() } -> std::same_as<std::uint64_t>; // what that is after one run
};

/// Runs an operation a number of times without a clock, by name, for a tool that counts instructions.
inline std::map<std::string, std::function<void(std::size_t)>>& operations_by_name() {
    static std::map<std::string, std::function<void(std::size_t)>> all;
    return all;
}

template <operation Operation>
void check_operation(const std::string& name) {
    Operation measured;
    for (std::size_t runs = 1; runs < 4; ++runs) {
        measured.run();
        require(measured.heard() == runs * measured.expected(), name.c_str(), "handlers", "were told something else");
        if (runs == 2 && measured.limit() > 0) measured.empty();
    }
}
template <operation Operation>
void measure_operation(benchmark::State& state) {
    Operation measured;
    std::size_t since_empty = 0;
    std::uint64_t allocated = 0;
    measured.run();
    if (measured.limit() > 0) measured.empty();
    std::uint64_t before = allocations();
    for (auto _ : state) {
        if (measured.limit() > 0 && since_empty++ == measured.limit()) {
            state.PauseTiming();
            allocated += allocations() - before;
            measured.empty();
            since_empty = 1;
            before = allocations();
            state.ResumeTiming();
        }
        measured.run();
    }
    allocated += allocations() - before;
    state.counters["allocs"] = benchmark::Counter(static_cast<double>(allocated), benchmark::Counter::kAvgIterations);
    benchmark::DoNotOptimize(measured.heard());
}
template <operation Operation>
bool register_operation(const std::string& workload, const std::string& contestant, std::size_t n) {
    const std::string name = "event." + workload + "/" + contestant + "/" + std::to_string(n);
    benchmark::RegisterBenchmark(name.c_str(), [name](benchmark::State& state) {
        check_operation<Operation>(name);
        measure_operation<Operation>(state);
    });
    operations_by_name()[name] = [](std::size_t count) {
        Operation measured;
        for (std::size_t run = 0; run < count; ++run) measured.run();
        benchmark::DoNotOptimize(measured.heard());
    };
    return true;
}

} // namespace bench
