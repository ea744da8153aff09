#pragma once

#include "import.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <string>
#include <vector>

namespace inventory {

/// Everything that the two imports did to packages, from history.
struct package_changes {
    struct upgrade {
        std::string package;
        std::string from;
        std::string to;
    };
    struct field_change {
        std::string package;
        rowan::change what;
    };
    std::vector<Package> added;
    std::vector<Package> removed;
    std::vector<upgrade> upgraded;
    /// Other fields than the version.
    std::vector<field_change> changed;
};
package_changes changes_in(database& db, std::int64_t transaction);

/// What became of the dependencies of packages that were there before and after: "+", "-" or "~", and which.
std::vector<std::string> dependency_changes_in(database& db, std::int64_t transaction);

/// The names of the packages in which the inventory as of a transaction differs from a file.
struct comparison {
    std::size_t records = 0;
    std::vector<std::string> differing;
};
comparison compare(database& db, std::int64_t transaction, const status_file& file);

void print_counts(std::ostream& out, database& db);
void print_most_wanted(std::ostream& out, database& db);
void print_biggest_maintainers(std::ostream& out, database& db);
void print_changes(std::ostream& out, database& db, std::int64_t transaction);
/// All versions of the first package that the transaction updated.
void print_versions(std::ostream& out, database& db, std::int64_t transaction);
void print_statements(std::ostream& out, const statement_times& times, std::chrono::nanoseconds total);

} // namespace inventory
