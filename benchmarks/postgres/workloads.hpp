#pragma once

// The workloads, written once: set-up, check and timing. A contestant provides the operations and registers itself in
// its own .cpp with `const bool registered = bench::register_workloads<my_contestant>();`
// CPU time is the client's, as its thread does nothing but the operation; real time is told beside it.

#include "common/checks.hpp"
#include "meter.hpp"
#include "tables.hpp"

#include <concepts>
#include <span>

namespace bench {

/// Operations that read a whole table or join. Every call but `stream` returns complete, owned rows.
template <class T>
concept reader =
    std::default_initializable<T> && // connects; statements may be kept between calls
    requires(T& db, std::string_view hair_color) {
        { T::name } -> std::convertible_to<const char*>;
        { db.select() } -> std::same_as<std::vector<User>>; // every user
        { db.stream() } -> std::same_as<std::uint64_t>;     // the sum of what `seen_of` says of every user, none kept
        db.medium(hair_color); // users left join posts, users.hair_color = $1; a range of [User, std::optional<Post>]
        db.joined();           // users left join posts order by users.name; a range of [User, std::optional<Post>]
    };

using five_keys = std::span<const std::int64_t, 5>;
using five_users = std::span<const User, 5>;

template <class T>
concept contestant = reader<T> && requires(T& db, std::vector<User>& users, const std::vector<User>& unchanged,
                                           User& user, std::int64_t id, const std::vector<std::int64_t>& ids,
                                           const Filter& filter, five_keys wanted, five_users changed) {
    db.insert(user);                        // ignores the id it is given and writes the generated one back
    db.bulk(users);                         // the same of many; all or nothing
    db.load(unchanged);                     // the same without ids written back
    { db.point(id) } -> std::same_as<User>; // by primary key; throws when there is none
    db.update(user);                        // sets name and hair_color by primary key
    { db.lookup(ids) } -> std::same_as<std::vector<User>>;     // by primary key, in any order
    { db.dynamic(filter) } -> std::same_as<std::vector<User>>; // the parts that are there, ORDER BY id LIMIT 10
    {
        db.assoc(user.name)
    } -> std::same_as<std::vector<UserWithPosts>>;                  // of a hair colour, by one query for each table
    { db.ten(wanted, changed) } -> std::same_as<std::vector<User>>; // five times point, in order, and update
};

// A table may not grow without bound, as the contestant that is faster runs more iterations and would pay for a deeper
// tree: it is emptied when it holds 20,000 rows, the same saw-tooth for every contestant.
inline constexpr std::size_t full_table = 20'000;

inline std::vector<User> without_ids(std::vector<User> users) {
    for (User& user : users) user.id = -1;
    return users;
}

template <contestant Contestant>
void run_insert(benchmark::State& state, std::size_t) {
    tables server{{}};
    Contestant db;
    std::vector<User> users = without_ids(make_users(100));
    for (User& user : users) db.insert(user);
    require_same(summary_of_users(server.users()), summary_of_users(users), "insert", Contestant::name);
    std::size_t inserted = users.size();
    meter meter{state};
    meter.measure([&] {
        if (inserted++ == full_table) {
            meter.pause([&] { server.clear_users(); });
            inserted = 1;
        }
        db.insert(users[inserted % users.size()]);
        benchmark::ClobberMemory();
    });
}

template <contestant Contestant, bool WithKeys>
void run_bulk(benchmark::State& state, std::size_t count) {
    tables server{{}};
    Contestant db;
    std::vector<User> users = make_users(count);
    const auto insert = [&] {
        if constexpr (WithKeys) db.bulk(users);
        else db.load(users);
    };
    const auto require_inserted = [&] {
        server.clear_users();
        if (WithKeys) users = without_ids(std::move(users));
        insert();
        require_same(summary_of_users(server.users()), summary_of_users(users), "bulk", Contestant::name);
        server.clear_users();
    };
    require_inserted();
    const std::size_t limit = full_table / count;
    std::size_t inserted = 0;
    meter meter{state};
    meter.measure([&] {
        if (inserted++ == limit) {
            meter.pause([&] { server.clear_users(); });
            inserted = 1;
        }
        insert();
        benchmark::ClobberMemory();
    });
    require_inserted();
}

template <reader Contestant>
void run_select(benchmark::State& state, std::size_t count) {
    const Dataset data = users_only(count);
    tables server{data};
    Contestant db;
    for (int again = 0; again < 2; ++again) // as a contestant may do it otherwise when it knows how many rows there are
        require_same(summary_of_users(db.select()), summary_of_users(data.users), "select", Contestant::name);
    meter{state}.measure([&] {
        auto rows = db.select();
        benchmark::DoNotOptimize(rows);
    });
}

/// A result of all rows takes a hundred bytes a row.
inline constexpr std::size_t stream_memory = 1'000'000;

template <reader Contestant>
void run_stream(benchmark::State& state, std::size_t count) {
    const Dataset data = users_only(count);
    tables server{data};
    Contestant db;
    std::uint64_t expected = 0;
    for (const User& user : data.users) expected += seen_of(user.id, user.name, user.hair_color);
    {
        const memory_watch memory;
        require(db.stream() == expected, "stream", Contestant::name, "other rows than there are");
        require(memory.peak() < stream_memory, "stream", Contestant::name, "memory grows with the rows");
    }
    meter{state}.measure([&] {
        auto seen = db.stream();
        benchmark::DoNotOptimize(seen);
    });
}

template <reader Contestant>
void run_medium(benchmark::State& state, std::size_t count) {
    const Dataset data = users_and_posts(count);
    tables server{data};
    Contestant db;
    require_same(summary_of_pairs(db.medium("black")), expected_pairs(data, "black"), "medium", Contestant::name);
    meter{state}.measure([&] {
        auto rows = db.medium("black");
        benchmark::DoNotOptimize(rows);
    });
}

template <reader Contestant>
void run_joined(benchmark::State& state, std::size_t count) {
    const Dataset data = users_and_posts(count);
    tables server{data};
    Contestant db;
    for (int again = 0; again < 2; ++again) {
        const auto result = db.joined();
        require_same(summary_of_pairs(result), expected_pairs(data, std::nullopt), "joined", Contestant::name);
        std::string_view last;
        for (const auto& [user, post] : result) {
            require(last <= user.name, "joined", Contestant::name, "rows are not in the order of the names");
            last = user.name;
        }
    }
    meter{state}.measure([&] {
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
    tables server{data};
    Contestant db;
    for (const User& user : data.users)
        require(db.point(user.id) == user, "point", Contestant::name, "another row than was asked for");
    std::size_t step = 0;
    meter{state}.measure([&] {
        auto row = db.point(scattered_key(step++, count));
        benchmark::DoNotOptimize(row);
    });
}

/// A thousand scattered users with other values, in the data too.
inline std::vector<User> change_users(Dataset& data) {
    std::vector<User> changed;
    for (std::size_t step = 0; step < 1000; ++step) {
        User& user = data.users[static_cast<std::size_t>(scattered_key(step, data.users.size()) - 1)];
        user.name = "Renamed " + std::to_string(step);
        user.hair_color = step % 3 == 0 ? std::nullopt : std::optional<std::string>{"grey"};
        changed.push_back(user);
    }
    return changed;
}

template <contestant Contestant>
void run_update(benchmark::State& state, std::size_t count) {
    Dataset data = users_only(count);
    tables server{data};
    Contestant db;
    const std::vector<User> changed = change_users(data);
    for (User user : changed) db.update(user);
    std::size_t step = 0;
    meter{state}.measure([&] {
        db.update(changed[step]);
        step = step + 1 == changed.size() ? 0 : step + 1;
    });
    require_same(summary_of_users(server.users()), summary_of_users(data.users), "update", Contestant::name);
}

template <contestant Contestant>
void run_lookup(benchmark::State& state, std::size_t count) {
    const Dataset data = users_only(10'000);
    tables server{data};
    Contestant db;
    std::vector<std::int64_t> ids;
    std::vector<User> expected;
    for (std::size_t step = 0; step < count; ++step) {
        ids.push_back(scattered_key(step, data.users.size()));
        expected.push_back(data.users[static_cast<std::size_t>(ids.back() - 1)]);
    }
    require_same(summary_of_users(db.lookup(ids)), summary_of_users(expected), "lookup", Contestant::name);
    meter{state}.measure([&] {
        auto rows = db.lookup(ids);
        benchmark::DoNotOptimize(rows);
    });
}

template <contestant Contestant>
void run_pipeline(benchmark::State& state, std::size_t) {
    Dataset data = users_only(10'000);
    tables server{data};
    Contestant db;
    const std::vector<User> changed = change_users(data);
    std::vector<std::int64_t> ids;
    for (const User& user : changed) ids.push_back(user.id);
    auto ten = [&, step = std::size_t{0}]() mutable {
        const std::size_t first = step++ % (changed.size() / 5) * 5;
        return db.ten(five_keys{&ids[changed.size() - 5 - first], 5}, five_users{&changed[first], 5});
    };
    for (std::size_t step = 0; step < changed.size() / 5; ++step) ten();
    const std::vector<User> last = ten();
    require(std::equal(last.begin(), last.end(), changed.end() - 5, changed.end()), "pipeline", Contestant::name,
            "other rows than were asked for");
    meter{state}.measure([&] {
        auto rows = ten();
        benchmark::DoNotOptimize(rows);
    });
    require_same(summary_of_users(server.users()), summary_of_users(data.users), "pipeline", Contestant::name);
}

/// From a table of 10 users a query returns four rows on average; from 10,000, ten nearly always.
template <contestant Contestant>
void run_dynamic(benchmark::State& state, std::size_t count) {
    const Dataset data = users_only(count);
    const std::vector<Filter> filters = make_filters(count);
    tables server{data};
    Contestant db;
    for (const Filter& filter : filters)
        require(db.dynamic(filter) == expected_matches(data.users, filter), "dynamic", Contestant::name, "wrong rows");
    std::size_t step = 0;
    meter{state}.measure([&] {
        auto rows = db.dynamic(filters[step++ % filters.size()]);
        benchmark::DoNotOptimize(rows);
    });
}

/// The wanted parents are the users with black hair, half of all.
template <contestant Contestant>
void run_assoc(benchmark::State& state, std::size_t count) {
    const Dataset data = users_posts_comments(count);
    tables server{data};
    Contestant db;
    require_same(summary_of_tree(db.assoc("black")), expected_tree(data, "black"), "assoc", Contestant::name);
    meter{state}.measure([&] {
        auto rows = db.assoc("black");
        benchmark::DoNotOptimize(rows);
    });
}

template <reader Contestant>
void add(const char* workload, std::initializer_list<std::size_t> counts, void (*run)(benchmark::State&, std::size_t)) {
    for (const std::size_t count : counts) {
        const std::string name = std::string{workload} + "/" + Contestant::name + "/" + std::to_string(count);
        // As many iterations as fit into the wall time: the server's share of it would make a run take minutes.
        benchmark::RegisterBenchmark(name.c_str(), [=](benchmark::State& state) { run(state, count); })->UseRealTime();
    }
}

template <reader Contestant>
bool register_reads() {
    add<Contestant>("pg.select", {1, 10, 1000, 10000}, run_select<Contestant>);
    add<Contestant>("pg.stream", {100'000}, run_stream<Contestant>);
    add<Contestant>("pg.medium", {10, 1000, 10000}, run_medium<Contestant>);
    add<Contestant>("pg.joined", {10, 1000, 10000}, run_joined<Contestant>);
    return true;
}

template <contestant Contestant>
bool register_bulk() {
    add<Contestant>("pg.bulk", {10, 100, 1000, 10000}, run_bulk<Contestant, true>);
    add<Contestant>("pg.load", {10, 100, 1000, 10000}, run_bulk<Contestant, false>);
    return true;
}

template <contestant Contestant>
bool register_workloads() {
    add<Contestant>("pg.insert", {1}, run_insert<Contestant>);
    register_bulk<Contestant>();
    add<Contestant>("pg.point", {10000}, run_point<Contestant>);
    add<Contestant>("pg.update", {10000}, run_update<Contestant>);
    add<Contestant>("pg.lookup", {100}, run_lookup<Contestant>);
    add<Contestant>("pg.pipeline", {10}, run_pipeline<Contestant>);
    add<Contestant>("pg.dynamic", {10, 10000}, run_dynamic<Contestant>);
    add<Contestant>("pg.assoc", {10, 100}, run_assoc<Contestant>);
    return register_reads<Contestant>();
}

} // namespace bench
