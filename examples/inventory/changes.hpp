#pragma once

#include "import.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

// What imports changed, as the history tells it.
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

/// The names of the packages in which the inventory as of a transaction differs from a file.
struct comparison {
    std::size_t records = 0;
    std::vector<std::string> differing;
};

std::string full_name(const Package& package);
std::string text_of(const Dependency& each);

template <class Driver>
package_changes changes_in(database<Driver>& db, std::int64_t transaction) {
    package_changes result;
    for (const auto& version : db.template versions_in<Package>(transaction)) {
        const auto before = db.previous(version);
        if (version.operation == rowan::version_operation::remove) result.removed.push_back(version.row);
        else if (!before) result.added.push_back(version.row);
        else
            for (const rowan::change& each : changes(*before, version)) {
                if (each.field == "version")
                    result.upgraded.push_back({full_name(version.row), each.before, each.after});
                else result.changed.push_back({full_name(version.row), each});
            }
    }
    return result;
}

/// What became of the dependencies of packages that were there before and after: "+", "-" or "~", and which.
template <class Driver>
std::vector<std::string> dependency_changes_in(database<Driver>& db, std::int64_t transaction) {
    std::set<std::pair<std::string, std::string>> coming_or_going;
    for (const auto& version : db.template versions_in<Package>(transaction))
        if (version.operation != rowan::version_operation::update)
            coming_or_going.emplace(version.row.name, version.row.architecture);

    std::vector<std::string> result;
    for (const auto& version : db.template versions_in<Dependency>(transaction)) {
        const Dependency& row = version.row;
        if (coming_or_going.contains({row.package, row.architecture})) continue;
        std::string line = row.package + ":" + row.architecture + "  ";
        switch (version.operation) {
        case rowan::version_operation::insert:
            line += "+ " + text_of(row);
            break;
        case rowan::version_operation::update:
            line += "~ " + text_of(db.previous(version)->row) + " -> " + text_of(row);
            break;
        case rowan::version_operation::remove:
            line += "- " + text_of(row);
            break;
        }
        result.push_back(std::move(line));
    }
    return result;
}

template <class Driver>
comparison compare(database<Driver>& db, std::int64_t transaction, const status_file& file) {
    std::map<std::string, package_record> expected;
    for (package_record& record : stored_records(file)) expected.emplace(full_name(record), std::move(record));

    comparison result{.records = expected.size(), .differing = {}};
    for (const package_record& record : records_as_of(db, transaction)) {
        const auto found = expected.extract(full_name(record));
        if (!found || found.mapped() != record) result.differing.push_back(full_name(record));
    }
    for (const auto& missing : expected) result.differing.push_back(missing.first);
    return result;
}

} // namespace inventory
