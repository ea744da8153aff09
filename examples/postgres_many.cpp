#include <rowan/postgres.hpp>

#include <cstddef>
#include <cstdint>
#include <iostream>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

using namespace rowan;

struct Reading {
    std::int64_t id{};
    std::string station{};
    double celsius{};
};

struct weather {
    using driver = postgres;
    using tables = rowan::tables<Reading>;
};

constexpr auto celsius = col<&Reading::celsius>;
constexpr auto coldest = select<Reading>().where(celsius < -4.0);
constexpr auto raise = update<Reading>().set(celsius = celsius + 0.5).where(celsius > 20.0);
constexpr auto stations_of_all = select(count_distinct(col<&Reading::station>)).from<Reading>();
constexpr auto of_station = select<Reading>().where(col<&Reading::station> == param<"station">).order_by(celsius);

int main(int, char** argv) {
    connection<weather> db{argv[1]};
    db.create_tables();

    // One statement with an array for each column; from 2000 rows on COPY. The keys are written back.
    std::vector<Reading> readings;
    for (int i = 0; i < 10'000; ++i)
        readings.push_back({.station = i % 2 == 0 ? "Hel" : "Ustka", .celsius = i % 30 - 5.0});
    db.insert(readings);
    std::cout << "keys from " << readings.front().id << " to " << readings.back().id << '\n';

    // The rows of many keys, in the order of the keys, with one statement.
    const std::vector<std::int64_t> keys{7, 3, 123'456};
    const std::vector<Reading> two = db.get<Reading>(std::vector<std::int64_t>{7, 3});
    const std::vector<std::optional<Reading>> found = db.find<Reading>(keys);
    std::cout << two[0].id << ", " << two[1].id << "; " << (found[2] ? "found\n" : "no row has the third key\n");

    // Independent statements in one round trip.
    auto [cold, raised, stations] =
        db.pipeline([](auto& p) { return std::tuple{p(coldest), p(raise), p(stations_of_all)}; });
    std::cout << cold.get().size() << " cold readings, " << raised.get() << " raised, "
              << stations.get().front().get<0>() << " stations\n";

    // Any number of rows in bounded memory, with texts that are views; the connection is free for other statements meanwhile.
    std::size_t letters = 0;
    double warmest = -100;
    for (const auto& row : db.stream(of_station, "station"_p = "Ustka")) {
        letters += row.get<"station">().size();
        warmest = row.get<"celsius">();
    }
    std::cout << letters << " letters, at most " << warmest << " degrees\n";
}
