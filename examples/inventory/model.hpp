#pragma once

#include "dpkg.hpp"
#include "stanza.hpp"

#include <rowan/rowan.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace inventory {

/// Who looks after packages, by the text of their field `Maintainer`.
struct Maintainer {
    std::string contact;
    std::string name;
    std::string email;

    bool operator==(const Maintainer&) const = default;
};

struct Package {
    std::string name;
    std::string architecture;
    std::string version;
    package_want want{};
    package_flag flag{};
    package_state state{};
    std::string section;
    std::string priority;
    std::optional<std::string> maintainer;
    std::int64_t installed_size = 0; // KiB
    std::string description;
    std::optional<std::string> source;
    std::optional<std::string> source_version;

    bool operator==(const Package&) const = default;
};

/// One of the packages that `package` asks for; those of one group are alternatives.
struct Dependency {
    std::string package;
    std::string architecture;
    std::string kind;
    int alternative_group = 0;
    int position = 0;
    std::string name;
    std::optional<std::string> qualifier;
    std::optional<std::string> constraint;

    bool operator==(const Dependency&) const = default;
};

} // namespace inventory

template <>
inline constexpr auto rowan::table<inventory::Maintainer> = rowan::define<inventory::Maintainer>(
    rowan::primary_key<&inventory::Maintainer::contact>, rowan::index<&inventory::Maintainer::name>);

// The order in which an import writes tables does not matter: foreign keys are checked at its end.
template <>
inline constexpr auto rowan::table<inventory::Package> = rowan::define<inventory::Package>(
    rowan::primary_key<&inventory::Package::name, &inventory::Package::architecture>,
    rowan::foreign_key<&inventory::Package::maintainer>.references<&inventory::Maintainer::contact>().initially_deferred(),
    rowan::check(rowan::col<&inventory::Package::installed_size> >= 0), rowan::index<&inventory::Package::maintainer>);

template <>
inline constexpr auto rowan::table<inventory::Dependency> = rowan::define<inventory::Dependency>(
    rowan::primary_key<&inventory::Dependency::package, &inventory::Dependency::architecture,
                       &inventory::Dependency::kind, &inventory::Dependency::alternative_group,
                       &inventory::Dependency::position>,
    rowan::foreign_key<&inventory::Dependency::package, &inventory::Dependency::architecture>
        .references<&inventory::Package::name, &inventory::Package::architecture>()
        .on_delete(rowan::cascade)
        .initially_deferred(),
    rowan::index<&inventory::Dependency::name>);

template <>
inline constexpr auto rowan::history<inventory::Maintainer> = rowan::versioned{};
template <>
inline constexpr auto rowan::history<inventory::Package> = rowan::versioned{};
template <>
inline constexpr auto rowan::history<inventory::Dependency> = rowan::versioned{};

/// Packages are stored in a normal form, whoever writes them.
template <>
struct rowan::hooks<inventory::Package> {
    static void on(before_insert<inventory::Package>& e) { normalise(e.row); }
    static void on(before_update<inventory::Package>& e) { normalise(e.row); }

private:
    static void normalise(inventory::Package& package) {
        package.name = inventory::in_lower_case(inventory::trimmed(package.name));
        package.description = inventory::collapsed(package.description);
    }
};

namespace inventory {

/// Counts and times what the database is asked to do.
struct statement_times {
    std::int64_t statements = 0;
    std::chrono::nanoseconds elapsed{};

    void on(const rowan::after_execute& e) {
        ++statements;
        elapsed += e.elapsed;
    }
};

/// The same tables and listeners for each driver.
template <class Driver>
struct packages {
    using driver = Driver;
    using tables = rowan::tables<Maintainer, Package, Dependency>;
    using listeners = rowan::listeners<statement_times>;
};

template <class Driver>
using database = rowan::connection<packages<Driver>>;

} // namespace inventory
