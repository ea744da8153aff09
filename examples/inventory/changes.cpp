#include "changes.hpp"

namespace inventory {

std::string full_name(const Package& package) { return package.name + ":" + package.architecture; }

std::string text_of(const Dependency& each) {
    return each.kind + " " + each.name + (each.qualifier ? ":" + *each.qualifier : "") +
           (each.constraint ? " (" + *each.constraint + ")" : "");
}

} // namespace inventory
