#include "rows.hpp"

#include <algorithm>
#include <utility>

namespace inventory {
namespace {

std::optional<std::string> text_or_null(const std::string& text) {
    return text.empty() ? std::nullopt : std::optional(text);
}

} // namespace

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

std::vector<package_record> stored_records(const status_file& file) {
    std::vector<package_record> records = read_packages(file.text, file.name, [](const malformed_stanza&) {});
    for (package_record& record : records) record.description = collapsed(record.description);
    sort_records(records);
    return records;
}

} // namespace inventory
