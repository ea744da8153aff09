// Contestants register themselves; see workloads.hpp.

#include <benchmark/benchmark.h>

BENCHMARK_MAIN();
