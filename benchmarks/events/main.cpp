// Contestants register themselves; see operations.hpp. With `--run <name> <count>` one operation runs that often, which is for a tool that
// counts instructions (count.py).

#include "operations.hpp"

#include <cstdlib>
#include <cstring>

int main(int count, char** arguments) {
    if (count == 4 && std::strcmp(arguments[1], "--run") == 0) {
        const auto found = bench::operations_by_name().find(arguments[2]);
        if (found == bench::operations_by_name().end()) return EXIT_FAILURE;
        found->second(std::strtoul(arguments[3], nullptr, 10));
        return EXIT_SUCCESS;
    }
    benchmark::Initialize(&count, arguments);
    if (benchmark::ReportUnrecognizedArguments(count, arguments)) return EXIT_FAILURE;
    benchmark::RunSpecifiedBenchmarks();
    benchmark::Shutdown();
    return EXIT_SUCCESS;
}
