#pragma once

// The workloads, written once: set-up, check and timing. A contestant provides the operations and registers itself in
// its own .cpp with `static const bool registered = bench::register_workloads<my_contestant>();`

#include "common/allocations.hpp"
#include "common/checks.hpp"
#include "common/schema.hpp"

#include <benchmark/benchmark.h>

#include <concepts>

namespace bench {

/// The operations of a contestant. Statements may be kept between calls; every call but `stream` returns complete, owned rows.
template <class T>
concept contestant =
    std::default_initializable<T> && // opens a private in-memory database with the tables of `schema_sql`
    requires(T& db, const Dataset& data, std::vector<User>& users, const User& user, std::int64_t id,
             std::string_view hair_color, const Filter& filter) {
        { T::name } -> std::convertible_to<const char*>;
        db.fill(data);    // not timed: all rows, in order, into empty tables
        db.clear_users(); // not timed: DELETE FROM users
        db.insert(users); // all or nothing; ignores the ids it is given and writes the generated ones back
        { db.select() } -> std::same_as<std::vector<User>>; // every user
        { db.stream() } -> std::same_as<std::uint64_t>;     // the sum of what `seen_of` says of every user, none kept
        db.medium(hair_color); // users left join posts, users.hair_color = ?; a range of [User, std::optional<Post>]
        db.joined();           // users left join posts order by users.name; a range of [User, std::optional<Post>]
        { db.point(id) } -> std::same_as<User>;                    // by primary key; throws when there is none
        db.update(user);                                           // sets name and hair_color by primary key
        { db.dynamic(filter) } -> std::same_as<std::vector<User>>; // the parts that are there, ORDER BY id LIMIT 10
        db.assoc(hair_color); // the users of a hair colour; a range of [User, range of [Post, range of Comment]]
    };

template <class Operation>
void measure(benchmark::State& state, Operation operation) {
    const std::uint64_t before = allocations();
    for (auto _ : state) operation();
    state.counters["allocs"] =
        benchmark::Counter(static_cast<double>(allocations() - before), benchmark::Counter::kAvgIterations);
}

template <contestant Contestant>
void check_insert(Contestant& db, std::vector<User>& users) {
    db.clear_users();
    for (User& user : users) user.id = -1;
    db.insert(users);
    require_same(summary_of_users(db.select()), summary_of_users(users), "insert", Contestant::name);
    db.clear_users();
}

template <contestant Contestant>
void run_insert(benchmark::State& state, std::size_t count) {
    // The table may not grow without bound, as the contestant that is faster runs more iterations and would pay for a
    // deeper tree. Pausing the clock costs about a microsecond and adds noise, which is as much as a whole insert of one
    // row. So the table is emptied only when it holds 20,000 rows: the same saw-tooth for every contestant, and a pause
    // at most every second insert of 10,000 rows, or 20,000th of one.
    const std::size_t limit = 20'000 / count;
    Contestant db;
    std::vector<User> users = make_users(count);
    check_insert(db, users);
    std::size_t inserted = 0;
    measure(state, [&] {
        if (inserted++ == limit) {
            state.PauseTiming();
            db.clear_users();
            inserted = 1;
            state.ResumeTiming();
        }
        db.insert(users);
        benchmark::ClobberMemory();
    });
    check_insert(db, users);
}

template <contestant Contestant>
void run_select(benchmark::State& state, std::size_t count) {
    const Dataset data = users_only(count);
    Contestant db;
    db.fill(data);
    require_same(summary_of_users(db.select()), summary_of_users(data.users), "select", Contestant::name);
    measure(state, [&] {
        auto rows = db.select();
        benchmark::DoNotOptimize(rows);
    });
}

template <contestant Contestant>
void run_stream(benchmark::State& state, std::size_t count) {
    const Dataset data = users_only(count);
    Contestant db;
    db.fill(data);
    std::uint64_t expected = 0;
    for (const User& user : data.users) expected += seen_of(user.id, user.name, user.hair_color);
    require(db.stream() == expected, "stream", Contestant::name, "other rows than there are");
    measure(state, [&] {
        auto seen = db.stream();
        benchmark::DoNotOptimize(seen);
    });
}

template <contestant Contestant>
void run_medium(benchmark::State& state, std::size_t count) {
    const Dataset data = users_only(count);
    Contestant db;
    db.fill(data);
    require_same(summary_of_pairs(db.medium("black")), expected_pairs(data, "black"), "medium", Contestant::name);
    measure(state, [&] {
        auto rows = db.medium("black");
        benchmark::DoNotOptimize(rows);
    });
}

template <contestant Contestant>
void run_joined(benchmark::State& state, std::size_t count) {
    const Dataset data = users_and_posts(count);
    Contestant db;
    db.fill(data);
    const auto result = db.joined();
    require_same(summary_of_pairs(result), expected_pairs(data, std::nullopt), "joined", Contestant::name);
    std::string_view last;
    for (const auto& [user, post] : result) {
        require(last <= user.name, "joined", Contestant::name, "rows are not in the order of the names");
        last = user.name;
    }
    measure(state, [&] {
        auto rows = db.joined();
        benchmark::DoNotOptimize(rows);
    });
}

/// Visits every key of 1..count, none near the last.
inline std::int64_t scattered_key(std::size_t step, std::size_t count) {
    return static_cast<std::int64_t>(1 + step * 7919 % count);
}

template <contestant Contestant>
void run_point(benchmark::State& state, std::size_t count) {
    const Dataset data = users_only(count);
    Contestant db;
    db.fill(data);
    for (const User& user : data.users)
        require(db.point(user.id) == user, "point", Contestant::name, "another row than was asked for");
    std::size_t step = 0;
    measure(state, [&] {
        auto row = db.point(scattered_key(step++, count));
        benchmark::DoNotOptimize(row);
    });
}

template <contestant Contestant>
void run_update(benchmark::State& state, std::size_t count) {
    Dataset data = users_only(count);
    Contestant db;
    db.fill(data);
    std::vector<User> changed;
    for (std::size_t step = 0; step < 1000; ++step) {
        User& user = data.users[static_cast<std::size_t>(scattered_key(step, count) - 1)];
        user.name = "Renamed " + std::to_string(step);
        user.hair_color = step % 3 == 0 ? std::nullopt : std::optional<std::string>{"grey"};
        changed.push_back(user);
    }
    for (const User& user : changed) db.update(user);
    std::size_t step = 0;
    measure(state, [&] {
        db.update(changed[step]);
        step = step + 1 == changed.size() ? 0 : step + 1;
    });
    require_same(summary_of_users(db.select()), summary_of_users(data.users), "update", Contestant::name);
}

/// From a table of 10 users a query returns four rows on average; from 10,000, ten nearly always.
template <contestant Contestant>
void run_dynamic(benchmark::State& state, std::size_t count) {
    const Dataset data = users_only(count);
    const std::vector<Filter> filters = make_filters(count);
    Contestant db;
    db.fill(data);
    for (const Filter& filter : filters)
        require(db.dynamic(filter) == expected_matches(data.users, filter), "dynamic", Contestant::name, "wrong rows");
    std::size_t step = 0;
    measure(state, [&] {
        auto rows = db.dynamic(filters[step++ % filters.size()]);
        benchmark::DoNotOptimize(rows);
    });
}

/// The wanted parents are the users with black hair, half of all.
template <contestant Contestant>
void run_assoc(benchmark::State& state, std::size_t count) {
    const Dataset data = users_posts_comments(count);
    Contestant db;
    db.fill(data);
    require_same(summary_of_tree(db.assoc("black")), expected_tree(data, "black"), "assoc", Contestant::name);
    measure(state, [&] {
        auto rows = db.assoc("black");
        benchmark::DoNotOptimize(rows);
    });
}

template <contestant Contestant>
bool register_workloads() {
    using runner = void (*)(benchmark::State&, std::size_t);
    const auto add = [](const char* workload, std::initializer_list<std::size_t> counts, runner run) {
        for (const std::size_t count : counts) {
            const std::string name = std::string{workload} + "/" + Contestant::name + "/" + std::to_string(count);
            benchmark::RegisterBenchmark(name.c_str(), [=](benchmark::State& state) { run(state, count); });
        }
    };
    add("insert", {1, 10, 100, 1000, 10000}, run_insert<Contestant>);
    add("select", {1, 10, 100, 1000, 10000}, run_select<Contestant>);
    add("stream", {10, 10000}, run_stream<Contestant>);
    add("medium", {1, 10, 100, 1000, 10000}, run_medium<Contestant>);
    add("joined", {1, 10, 100, 1000, 10000}, run_joined<Contestant>);
    add("point", {10000}, run_point<Contestant>);
    add("update", {10000}, run_update<Contestant>);
    add("dynamic", {10, 10000}, run_dynamic<Contestant>);
    add("assoc", {10, 100}, run_assoc<Contestant>);
    return true;
}

} // namespace bench
