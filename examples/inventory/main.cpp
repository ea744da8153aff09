#include "report.hpp"

#ifdef INVENTORY_POSTGRES
#include <rowan/postgres.hpp>
#endif
#include <rowan/sqlite.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <iostream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

using namespace inventory;

namespace {

constexpr std::string_view usage =
    "usage: inventory [--database FILE | --postgres CONNINFO] [--strict] FIRST [SECOND]\n"
    "Imports states of a dpkg status file one after the other, by default the machine's "
    "own, and says what changed.\n";

struct settings {
    std::string database; // empty: a temporary file that SQLite removes
    bool is_postgres = false;
    bool is_strict = false;
    std::vector<std::string> files;
};

/// False if the arguments make no sense.
bool parse(int count, char** arguments, settings& to) {
    for (int i = 1; i < count; ++i) {
        const std::string_view argument = arguments[i];
        if (argument == "--strict") to.is_strict = true;
        else if (argument == "--database" && i + 1 < count) to.database = arguments[++i];
        else if (argument == "--postgres" && i + 1 < count) {
            to.database = arguments[++i];
            to.is_postgres = true;
        } else if (argument.starts_with("--")) return false;
        else to.files.emplace_back(argument);
    }
    if (to.files.empty()) {
        // A machine on which nothing was installed yet has no older file.
        for (const char* file : {"/var/lib/dpkg/status-old", "/var/lib/dpkg/status"})
            if (std::filesystem::exists(file)) to.files.emplace_back(file);
        if (to.files.empty()) to.files.emplace_back("/var/lib/dpkg/status");
    }
    return to.files.size() <= 2;
}

template <class Driver>
int run(const settings& chosen) {
    const auto begin = std::chrono::steady_clock::now();
    const char* const user = std::getenv("USER");
    std::size_t skipped = 0;
    import_options options{.actor = user ? user : "inventory"};
    if (!chosen.is_strict)
        options.on_malformed = [&](const malformed_stanza& problem) {
            ++skipped;
            std::cerr << problem.what() << " (skipped)\n";
        };

    database<Driver> db(chosen.database);
    db.create_tables();
    std::vector<status_file> files;
    std::vector<std::int64_t> states;
    for (const std::string& name : chosen.files) {
        const status_file& file = files.emplace_back(status_file{name, read_text(std::filesystem::path(name))});
        const auto start = std::chrono::steady_clock::now();
        states.push_back(import_file(db, file, options));
        const std::chrono::duration<double, std::milli> elapsed = std::chrono::steady_clock::now() - start;
        std::cout << "imported " << name << " as transaction " << states.back() << " in "
                  << static_cast<int>(elapsed.count()) << " ms\n";
    }
    if (skipped > 0) std::cout << "skipped " << skipped << " malformed stanzas\n";

    print_counts(std::cout, db);
    print_most_wanted(std::cout, db);
    print_biggest_maintainers(std::cout, db);
    if (states.front() != states.back()) {
        print_changes(std::cout, db, states.back());
        print_versions(std::cout, db, states.back());
    } else if (files.size() > 1) std::cout << "\nThe second import changed nothing.\n";

    const comparison result = compare(db, states.front(), files.front());
    std::cout << "\nThe inventory as of transaction " << states.front()
              << ", read back from the history and compared with " << files.front().name << ": " << result.records
              << " records, " << (result.differing.empty() ? "all equal" : "some DIFFERENT") << '\n';
    for (const std::string& each : result.differing) std::cout << "  " << each << " differs\n";
    print_statements(std::cout, db.template listener<statement_times>(), std::chrono::steady_clock::now() - begin);
    return result.differing.empty() ? 0 : 1;
}

int run_on_postgres([[maybe_unused]] const settings& chosen) {
#ifdef INVENTORY_POSTGRES
    return run<rowan::postgres>(chosen);
#else
    throw std::runtime_error("this program was built without PostgreSQL");
#endif
}

} // namespace

int main(int count, char** arguments) {
    settings chosen;
    if (!parse(count, arguments, chosen)) {
        std::cerr << usage;
        return 2;
    }
    try {
        return chosen.is_postgres ? run_on_postgres(chosen) : run<rowan::sqlite>(chosen);
    } catch (const std::exception& problem) {
        std::cerr << "inventory: " << problem.what() << '\n';
        return 1;
    }
}
