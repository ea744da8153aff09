#pragma once

#include "stanza.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace inventory {

/// One package that another asks for, as one entry of a relationship field.
/// (kind, alternative_group, position) is unique within a package; a name is not: `x (>= 1), x (<< 2)`.
struct dependency {
    /// The field it stands in: "Pre-Depends", "Depends", "Recommends" or "Suggests".
    std::string kind;
    std::string name;
    /// The architecture after the name's colon: "any" or an architecture.
    std::optional<std::string> qualifier;
    /// Relation, one blank, version: ">= 1.2".
    std::optional<std::string> constraint;
    /// The place in the field between commas, from 0; entries of one group are alternatives.
    int alternative_group = 0;
    /// The place among the alternatives of the group, from 0.
    int position = 0;

    bool operator==(const dependency&) const = default;
};

/// Appends what the field `relation` of the stanza lists (syntax: deb-control(5)); an empty field lists
/// nothing. Throws `malformed_stanza` with the line of the mistake.
void append_dependencies(const stanza& from, const field& relation, std::string_view kind, std::vector<dependency>& to);

/// Why the text cannot be a package name; empty if it can. dpkg's own rule, which is wider than Debian's policy.
std::string package_name_problem(std::string_view name);

} // namespace inventory
