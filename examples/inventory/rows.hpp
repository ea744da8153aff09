#pragma once

#include "model.hpp"

#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <vector>

// The records of a file as rows of the tables, and back.
namespace inventory {

/// A dpkg status file, which may be a pipe and so is read once.
struct status_file {
    std::string name;
    std::string text;
};

inline auto key_of(const Maintainer& row) { return std::tie(row.contact); }
inline auto key_of(const Package& row) { return std::tie(row.name, row.architecture); }
inline auto key_of(const Dependency& row) {
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

Package package_of(const package_record& from);
package_record record_of(Package&& from, const std::optional<Maintainer>& maintainer);

/// By name and architecture.
void sort_records(std::vector<package_record>& records);

/// The well-formed records of a file in the form in which they are stored, by name and architecture.
std::vector<package_record> stored_records(const status_file& file);

} // namespace inventory
