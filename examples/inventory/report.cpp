#include "report.hpp"

#include <algorithm>
#include <iomanip>
#include <map>
#include <ostream>
#include <set>
#include <string_view>
#include <utility>

namespace inventory {
namespace {

using rowan::col;
using rowan::count;
using rowan::desc;
using rowan::select;
using rowan::version_operation;

std::string full_name(const Package& package) { return package.name + ":" + package.architecture; }

std::string text_of(const Dependency& each) {
    return each.kind + " " + each.name + (each.qualifier ? ":" + *each.qualifier : "") +
           (each.constraint ? " (" + *each.constraint + ")" : "");
}

void print_title(std::ostream& out, std::string_view title) { out << '\n' << title << '\n'; }

std::ostream& operator<<(std::ostream& out, std::chrono::sys_time<std::chrono::milliseconds> time) {
    const auto day = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss clock(std::chrono::floor<std::chrono::seconds>(time - day));
    return out << std::setfill('0') << int{date.year()} << '-' << std::setw(2) << unsigned{date.month()} << '-'
               << std::setw(2) << unsigned{date.day()} << ' ' << std::setw(2) << clock.hours().count() << ':'
               << std::setw(2) << clock.minutes().count() << ':' << std::setw(2) << clock.seconds().count()
               << std::setfill(' ');
}

template <class Row>
void print_count(std::ostream& out, database& db, std::string_view name) {
    out << std::setw(8) << db(select(count()).from<Row>()).scalar() << "  " << name << '\n';
}

std::string size_text(std::int64_t kib) {
    return kib < 10'240 ? std::to_string(kib) + " KiB" : std::to_string(kib / 1024) + " MiB";
}

double milliseconds(std::chrono::nanoseconds time) { return static_cast<double>(time.count()) / 1e6; }

} // namespace

package_changes changes_in(database& db, std::int64_t transaction) {
    package_changes result;
    for (const auto& version : db.versions_in<Package>(transaction)) {
        const auto before = db.previous(version);
        if (version.operation == version_operation::remove) result.removed.push_back(version.row);
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

std::vector<std::string> dependency_changes_in(database& db, std::int64_t transaction) {
    std::set<std::pair<std::string, std::string>> coming_or_going;
    for (const auto& version : db.versions_in<Package>(transaction))
        if (version.operation != version_operation::update)
            coming_or_going.emplace(version.row.name, version.row.architecture);

    std::vector<std::string> result;
    for (const auto& version : db.versions_in<Dependency>(transaction)) {
        const Dependency& row = version.row;
        if (coming_or_going.contains({row.package, row.architecture})) continue;
        std::string line = row.package + ":" + row.architecture + "  ";
        switch (version.operation) {
        case version_operation::insert:
            line += "+ " + text_of(row);
            break;
        case version_operation::update:
            line += "~ " + text_of(db.previous(version)->row) + " -> " + text_of(row);
            break;
        case version_operation::remove:
            line += "- " + text_of(row);
            break;
        }
        result.push_back(std::move(line));
    }
    return result;
}

comparison compare(database& db, std::int64_t transaction, const status_file& file) {
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

void print_counts(std::ostream& out, database& db) {
    print_title(out, "The inventory");
    print_count<Package>(out, db, "packages");
    print_count<Dependency>(out, db, "dependencies");
    print_count<Maintainer>(out, db, "maintainers");
    for (const auto& [state, packages] : db(select(col<&Package::state>, count())
                                                .from<Package>()
                                                .group_by(col<&Package::state>)
                                                .order_by(desc(count()), col<&Package::state>)))
        out << std::setw(8) << packages << "  packages are " << to_text(state) << '\n';
}

void print_most_wanted(std::ostream& out, database& db) {
    print_title(out, "Packages that most others depend on");
    const auto others = rowan::count_distinct(col<&Dependency::package>);
    for (const auto& [name, packages] : db(select(col<&Dependency::name>, others)
                                               .from<Dependency>()
                                               .join<Package>(col<&Package::name> == col<&Dependency::name>)
                                               .where(rowan::in(col<&Dependency::kind>, "Pre-Depends", "Depends"))
                                               .group_by(col<&Dependency::name>)
                                               .order_by(desc(others), col<&Dependency::name>)
                                               .limit(10)))
        out << std::setw(8) << packages << "  " << name << '\n';
}

void print_biggest_maintainers(std::ostream& out, database& db) {
    print_title(out, "Maintainers by the installed size of their packages");
    const auto size = rowan::sum(col<&Package::installed_size>);
    for (const auto& [name, kib, packages] : db(select(col<&Maintainer::name>, size, count())
                                                    .from<Package>()
                                                    .join<Maintainer>()
                                                    .where(col<&Package::state> == package_state::installed)
                                                    .group_by(col<&Maintainer::contact>)
                                                    .order_by(desc(size), col<&Maintainer::name>)
                                                    .limit(10)))
        out << std::setw(12) << size_text(kib.value_or(0)) << std::setw(6) << packages << "  packages of " << name
            << '\n';
}

void print_changes(std::ostream& out, database& db, std::int64_t transaction) {
    const package_changes found = changes_in(db, transaction);
    const auto dependencies = dependency_changes_in(db, transaction);
    print_title(out, "What the second import changed");
    out << "  added: " << found.added.size() << '\n';
    for (const Package& each : found.added) out << "    " << full_name(each) << ' ' << each.version << '\n';
    out << "  upgraded: " << found.upgraded.size() << '\n';
    for (const auto& each : found.upgraded)
        out << "    " << each.package << "  " << each.from << " -> " << each.to << '\n';
    out << "  other changes: " << found.changed.size() << '\n';
    for (const auto& [package, what] : found.changed)
        out << "    " << package << "  " << what.field << ": " << what.before << " -> " << what.after << '\n';
    out << "  changed dependencies: " << dependencies.size() << '\n';
    for (const std::string& each : dependencies) out << "    " << each << '\n';
    out << "  removed: " << found.removed.size() << '\n';
    for (const Package& each : found.removed) out << "    " << full_name(each) << ' ' << each.version << '\n';
}

void print_versions(std::ostream& out, database& db, std::int64_t transaction) {
    const auto changed = db.versions_in<Package>(transaction);
    const auto updated = std::ranges::find(changed, version_operation::update, &rowan::version<Package>::operation);
    if (updated == changed.end()) return;
    print_title(out, "The versions of " + full_name(updated->row));
    for (const auto& version : db.versions<Package>(updated->row.name, updated->row.architecture))
        out << "  " << version.transaction.id << "  " << version.transaction.at << "  by "
            << version.transaction.actor.value_or("somebody else") << "  " << version.row.version << ", "
            << to_text(version.row.want) << ", " << to_text(version.row.state) << '\n';
}

void print_statements(std::ostream& out, const statement_times& times, std::chrono::nanoseconds total) {
    out << std::fixed << std::setprecision(1) << '\n'
        << times.statements << " statements took " << milliseconds(times.elapsed) << " of " << milliseconds(total)
        << " ms\n";
}

} // namespace inventory
