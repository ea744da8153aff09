#pragma once

#include "rows.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace inventory {

struct import_options {
    /// Who imports; kept with the history.
    std::string actor;
    malformed_handler on_malformed = refuse_file;
};

inline constexpr std::size_t rows_at_a_time = 1'000;

/// A line for every so many rows; on a terminal it overwrites the one before.
void say_progress(const std::string& file, std::size_t done, std::size_t count);

/// Makes the table hold exactly `rows`.
template <class Row, class Driver>
void replace(database<Driver>& db, const row_set<Row>& rows, const std::string& file) {
    row_set<Row> gone;
    for (Row& row : db(rowan::select<Row>())) gone.insert(std::move(row));

    std::vector<Row> added;
    for (const Row& row : rows) {
        if (const auto known = gone.extract(row); !known) added.push_back(row);
        else if (known.value() != row) db.update(row);
    }
    for (std::size_t done = 0; done < added.size(); done += rows_at_a_time) {
        if (done > 0) say_progress(file, done, added.size());
        db.insert(std::span(added).subspan(done, std::min(rows_at_a_time, added.size() - done)));
    }
    for (const Row& row : gone) db.remove(row);
}

template <class Driver>
std::int64_t last_transaction(database<Driver>& db) {
    const auto all = db.transactions();
    return all.empty() ? 0 : all.back().id;
}

/// Makes the inventory what the file says: inserts what is new, updates what changed, removes what is gone, all in one
/// transaction. If the handler of malformed stanzas throws, nothing is imported. Returns the transaction's number, or
/// that of the last one before it if nothing changed (0 if there is none).
template <class Driver>
std::int64_t import_file(database<Driver>& db, const status_file& file, const import_options& options) {
    row_set<Maintainer> maintainers;
    row_set<Package> packages;
    row_set<Dependency> dependencies;

    package_reader reader(file.text, file.name, options.on_malformed);
    while (const auto record = reader.next()) {
        if (!record->maintainer.empty())
            maintainers.insert({record->maintainer, record->maintainer_name, record->maintainer_email});
        packages.insert(package_of(*record));
        for (const dependency& each : record->dependencies)
            dependencies.insert({record->name, record->architecture, each.kind, each.alternative_group, each.position,
                                 each.name, each.qualifier, each.constraint});
    }
    return db.transact(
        {.mode = rowan::transaction_mode::immediate, .actor = options.actor, .note = "import of " + file.name}, [&] {
            replace(db, maintainers, file.name);
            replace(db, packages, file.name);
            replace(db, dependencies, file.name);
            return last_transaction(db);
        });
}

inline auto packages_as_of(std::int64_t transaction) {
    return rowan::select<Package, Maintainer>().left_join<Maintainer>().as_of(transaction);
}

/// The inventory after a transaction as the reader would give it, by name and architecture.
template <class Driver>
std::vector<package_record> records_as_of(database<Driver>& db, std::int64_t transaction) {
    std::vector<package_record> records;
    std::map<std::pair<std::string, std::string>, std::vector<dependency>> lists;
    for (Dependency& each : db(rowan::select<Dependency>().as_of(transaction)))
        lists[{each.package, each.architecture}].push_back({std::move(each.kind), std::move(each.name),
                                                            std::move(each.qualifier), std::move(each.constraint),
                                                            each.alternative_group, each.position});
    for (auto& [package, maintainer] : db(packages_as_of(transaction))) {
        package_record& record = records.emplace_back(record_of(std::move(package), maintainer));
        record.dependencies = std::move(lists[{record.name, record.architecture}]);
    }
    sort_records(records);
    return records;
}

} // namespace inventory
