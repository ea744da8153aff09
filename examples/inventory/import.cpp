#include "import.hpp"

#include <algorithm>
#include <cstddef>
#include <iostream>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <tuple>
#include <utility>

#include <unistd.h>

namespace inventory {
namespace {

using rowan::col;
using rowan::select;

auto key_of(const Maintainer& row) { return std::tie(row.contact); }
auto key_of(const Package& row) { return std::tie(row.name, row.architecture); }
auto key_of(const Dependency& row) {
    return std::tie(row.package, row.architecture, row.kind, row.alternative_group, row.position);
}

struct by_key {
    template <class Row>
    bool operator()(const Row& left, const Row& right) const {
        return key_of(left) < key_of(right);
    }
};
template <class Row>
using row_set = std::set<Row, by_key>;

std::optional<std::string> text_or_null(const std::string& text) {
    return text.empty() ? std::nullopt : std::optional(text);
}

Package package_of(const package_record& from) {
    return {from.name,           from.architecture, from.version,
            from.status.want,    from.status.flag,  from.status.state,
            from.section,        from.priority,     text_or_null(from.maintainer),
            from.installed_size, from.description,  from.source,
            from.source_version};
}

package_record record_of(Package&& from, const std::optional<Maintainer>& maintainer) {
    return {std::move(from.name),
            std::move(from.architecture),
            std::move(from.version),
            {from.want, from.flag, from.state},
            std::move(from.section),
            std::move(from.priority),
            maintainer ? maintainer->contact : "",
            maintainer ? maintainer->name : "",
            maintainer ? maintainer->email : "",
            from.installed_size,
            std::move(from.description),
            std::move(from.source),
            std::move(from.source_version),
            {}};
}

void sort_records(std::vector<package_record>& records) {
    std::ranges::sort(records, {}, [](const package_record& each) { return std::tie(each.name, each.architecture); });
    for (package_record& record : records)
        std::ranges::sort(record.dependencies, {}, [](const dependency& each) {
            return std::tie(each.kind, each.alternative_group, each.position);
        });
}

constexpr std::size_t rows_at_a_time = 1'000;

/// A line for every so many rows; on a terminal it overwrites the one before.
void say_progress(const std::string& file, std::size_t done, std::size_t count) {
    static const bool is_terminal = ::isatty(STDERR_FILENO) != 0;
    std::cerr << (is_terminal ? "\r" : "") << file << ": " << done << " of " << count << " rows written"
              << (is_terminal && done < count ? "" : "\n") << std::flush;
}

/// Makes the table hold exactly `rows`.
template <class Row>
void replace(database& db, const row_set<Row>& rows, const std::string& file) {
    row_set<Row> gone;
    for (Row& row : db(select<Row>())) gone.insert(std::move(row));

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

std::int64_t last_transaction(database& db) {
    const auto all = db.transactions();
    return all.empty() ? 0 : all.back().id;
}

} // namespace

std::int64_t import_file(database& db, const status_file& file, const import_options& options) {
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

std::vector<package_record> records_as_of(database& db, std::int64_t transaction) {
    std::vector<package_record> records;
    std::map<std::pair<std::string, std::string>, std::vector<dependency>> lists;
    for (Dependency& each : db(select<Dependency>().as_of(transaction)))
        lists[{each.package, each.architecture}].push_back({std::move(each.kind), std::move(each.name),
                                                            std::move(each.qualifier), std::move(each.constraint),
                                                            each.alternative_group, each.position});
    for (auto& [package, maintainer] : db(select<Package, Maintainer>().left_join<Maintainer>().as_of(transaction))) {
        package_record& record = records.emplace_back(record_of(std::move(package), maintainer));
        record.dependencies = std::move(lists[{record.name, record.architecture}]);
    }
    sort_records(records);
    return records;
}

std::vector<package_record> stored_records(const status_file& file) {
    std::vector<package_record> records = read_packages(file.text, file.name, [](const malformed_stanza&) {});
    for (package_record& record : records) record.description = collapsed(record.description);
    sort_records(records);
    return records;
}

} // namespace inventory
