#pragma once

#include "changes.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <iomanip>
#include <ostream>
#include <string>
#include <string_view>

namespace inventory {

void print_title(std::ostream& out, std::string_view title);
/// Such as `2026-03-01 12:30:59`.
std::string time_text(std::chrono::sys_time<std::chrono::milliseconds> time);
std::string size_text(std::int64_t kib);
void print_statements(std::ostream& out, const statement_times& times, std::chrono::nanoseconds total);

/// What the report asks, of whichever database.
namespace queries {

using rowan::col, rowan::count, rowan::desc, rowan::select;

template <class Row>
constexpr auto rows = select(count()).from<Row>();

constexpr auto states = select(col<&Package::state>, count())
                            .from<Package>()
                            .group_by(col<&Package::state>)
                            .order_by(desc(count()), col<&Package::state>);

constexpr auto others = rowan::count_distinct(col<&Dependency::package>);
inline auto most_wanted() {
    return select(col<&Dependency::name>, others)
        .from<Dependency>()
        .join<Package>(col<&Package::name> == col<&Dependency::name>)
        .where(rowan::in(col<&Dependency::kind>, "Pre-Depends", "Depends"))
        .group_by(col<&Dependency::name>)
        .order_by(desc(others), col<&Dependency::name>)
        .limit(10);
}

constexpr auto size = rowan::sum(col<&Package::installed_size>);
constexpr auto biggest_maintainers = select(col<&Maintainer::name>, size, count())
                                         .from<Package>()
                                         .join<Maintainer>()
                                         .where(col<&Package::state> == package_state::installed)
                                         .group_by(col<&Maintainer::contact>)
                                         .order_by(desc(size), col<&Maintainer::name>)
                                         .limit(10);

} // namespace queries

template <class Row, class Driver>
void print_count(std::ostream& out, database<Driver>& db, std::string_view name) {
    out << std::setw(8) << db(queries::rows<Row>).scalar() << "  " << name << '\n';
}

template <class Driver>
void print_counts(std::ostream& out, database<Driver>& db) {
    print_title(out, "The inventory");
    print_count<Package>(out, db, "packages");
    print_count<Dependency>(out, db, "dependencies");
    print_count<Maintainer>(out, db, "maintainers");
    for (const auto& [state, packages] : db(queries::states))
        out << std::setw(8) << packages << "  packages are " << to_text(state) << '\n';
}

template <class Driver>
void print_most_wanted(std::ostream& out, database<Driver>& db) {
    print_title(out, "Packages that most others depend on");
    for (const auto& [name, packages] : db(queries::most_wanted()))
        out << std::setw(8) << packages << "  " << name << '\n';
}

template <class Driver>
void print_biggest_maintainers(std::ostream& out, database<Driver>& db) {
    print_title(out, "Maintainers by the installed size of their packages");
    for (const auto& [name, kib, packages] : db(queries::biggest_maintainers))
        out << std::setw(12) << size_text(kib.value_or(0)) << std::setw(6) << packages << "  packages of " << name
            << '\n';
}

template <class Driver>
void print_changes(std::ostream& out, database<Driver>& db, std::int64_t transaction) {
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

/// All versions of the first package that the transaction updated.
template <class Driver>
void print_versions(std::ostream& out, database<Driver>& db, std::int64_t transaction) {
    const auto changed = db.template versions_in<Package>(transaction);
    const auto updated =
        std::ranges::find(changed, rowan::version_operation::update, &rowan::version<Package>::operation);
    if (updated == changed.end()) return;
    print_title(out, "The versions of " + full_name(updated->row));
    for (const auto& version : db.template versions<Package>(updated->row.name, updated->row.architecture))
        out << "  " << version.transaction.id << "  " << time_text(version.transaction.at) << "  by "
            << version.transaction.actor.value_or("somebody else") << "  " << version.row.version << ", "
            << to_text(version.row.want) << ", " << to_text(version.row.state) << '\n';
}

} // namespace inventory
