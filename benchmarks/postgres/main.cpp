#include "libpq.hpp"
#include "network.hpp"

#include <benchmark/benchmark.h>

#include <cstdio>
#include <exception>
#include <string_view>

namespace {
/// That connections look where the tables are, and that what they send and receive is seen.
void require_set_up() {
    const bench::connection_handle connection = bench::connect();
    const std::uint64_t before = bench::round_trips();
    const bench::result_handle path =
        bench::checked(connection.get(), PQexec(connection.get(), "SHOW search_path"), PGRES_TUPLES_OK);
    if (bench::round_trips() != before + 1) throw bench::postgres_failure{"round trips are not seen"};
    if (PQgetvalue(path.get(), 0, 0) != std::string_view{"rowan_bench"})
        throw bench::postgres_failure{"the connection string says 'options', which the benchmarks need for themselves"};
}
} // namespace

int main(int argc, char** argv) {
    setenv("PGOPTIONS", "-c search_path=rowan_bench -c client_min_messages=warning", 1);
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
    try {
        require_set_up();
        benchmark::RunSpecifiedBenchmarks();
        bench::execute(bench::connect().get(), "DROP SCHEMA IF EXISTS rowan_bench CASCADE");
    } catch (const std::exception& error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 1;
    }
}
