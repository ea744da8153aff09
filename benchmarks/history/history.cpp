// What it costs to keep history: the same writes to a table without and with it.

#include "rowan/sqlite.hpp"

#include <benchmark/benchmark.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace {

struct Plain {
    std::int64_t id{};
    std::string name{};
    std::optional<std::string> email{};
    int age{};
};
struct Versioned {
    std::int64_t id{};
    std::string name{};
    std::optional<std::string> email{};
    int age{};
};

} // namespace

template <>
inline constexpr auto rowan::history<Versioned> = rowan::versioned{};

namespace {

using namespace rowan;

struct people {
    using driver = rowan::sqlite;
    using tables = rowan::tables<Plain, Versioned>;
};

enum class operation { insert, update, update_set, remove };

/// One operation on as many rows as the benchmark says, each time on a database of its own.
template <class Table, operation Operation>
void write_rows(benchmark::State& state) {
    const auto count = static_cast<std::size_t>(state.range(0));
    for (auto _ : state) {
        state.PauseTiming();
        {
            connection<people> db{":memory:"};
            db.create_tables();
            std::vector<Table> rows(count, Table{.name = "User name", .email = "someone@example.org"});
            if constexpr (Operation != operation::insert) db.insert(rows);
            state.ResumeTiming();
            if constexpr (Operation == operation::insert) db.insert(rows);
            else if constexpr (Operation == operation::update_set)
                db(update<Table>().set(col<&Table::age> = 4).every_row());
            else
                db.transact([&] {
                    for (Table& row : rows) {
                        row.age = 3;
                        if constexpr (Operation == operation::update) db.update(row);
                        else db.remove(row);
                    }
                });
            state.PauseTiming();
        }
        state.ResumeTiming();
    }
    state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations() * count));
}

BENCHMARK(write_rows<Plain, operation::insert>)->Name("insert/plain")->Arg(10000);
BENCHMARK(write_rows<Versioned, operation::insert>)->Name("insert/versioned")->Arg(10000);
BENCHMARK(write_rows<Plain, operation::update>)->Name("update/plain")->Arg(10000);
BENCHMARK(write_rows<Versioned, operation::update>)->Name("update/versioned")->Arg(10000);
BENCHMARK(write_rows<Plain, operation::update_set>)->Name("update_set/plain")->Arg(10000);
BENCHMARK(write_rows<Versioned, operation::update_set>)->Name("update_set/versioned")->Arg(10000);
BENCHMARK(write_rows<Plain, operation::remove>)->Name("remove/plain")->Arg(10000);
BENCHMARK(write_rows<Versioned, operation::remove>)->Name("remove/versioned")->Arg(10000);

} // namespace

BENCHMARK_MAIN();
