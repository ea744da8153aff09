#include "dpkg.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <system_error>
#include <utility>

namespace inventory {
namespace {

constexpr std::array<std::string_view, 5> want_words{"unknown", "install", "hold", "deinstall", "purge"};
constexpr std::array<std::string_view, 2> flag_words{"ok", "reinstreq"};
constexpr std::array<std::string_view, 8> state_words{"not-installed",    "config-files",    "half-installed",
                                                      "unpacked",         "half-configured", "triggers-awaited",
                                                      "triggers-pending", "installed"};
constexpr std::array<std::string_view, 4> dependency_fields{"Pre-Depends", "Depends", "Recommends", "Suggests"};

std::string_view value_or_empty(const stanza& from, std::string_view name) noexcept {
    const field* found = from.find(name);
    return found ? found->value : std::string_view{};
}

const field& required(const stanza& from, std::string_view name) {
    const field* found = from.find(name);
    if (!found) throw from.error(from.line, "the stanza has no field " + in_quotes(name));
    if (found->value.empty()) throw from.error(found->line, "the field " + in_quotes(name) + " is empty");
    return *found;
}

std::string_view take_word(std::string_view& text) noexcept {
    text = trimmed(text);
    const std::string_view word = text.substr(0, text.find_first_of(" \t\r\n"));
    text.remove_prefix(word.size());
    return word;
}

template <class Enum, std::size_t Count>
Enum parse_word(const stanza& from, const field& status, std::string_view& rest, std::string_view meaning,
                const std::array<std::string_view, Count>& words) {
    const std::string_view word = take_word(rest);
    const auto found = std::ranges::find_if(words, [&](std::string_view known) { return same_word(known, word); });
    if (found == words.end())
        throw from.error(status.line, "the field 'Status' has " + (word.empty() ? "nothing" : in_quotes(word)) +
                                          " where " + std::string(meaning) + " is expected");
    return static_cast<Enum>(found - words.begin());
}

package_status parse_status(const stanza& from) {
    const field& status = required(from, "Status");
    std::string_view rest = status.value;
    package_status result;
    result.want = parse_word<package_want>(from, status, rest, "a selection (install, hold, ...)", want_words);
    result.flag = parse_word<package_flag>(from, status, rest, "a flag (ok or reinstreq)", flag_words);
    result.state = parse_word<package_state>(from, status, rest, "a state (installed, unpacked, ...)", state_words);
    if (rest = trimmed(rest); !rest.empty())
        throw from.error(status.line, "the field 'Status' has " + in_quotes(rest) + " after its three words");
    return result;
}

std::string parse_name(const stanza& from) {
    const field& package = required(from, "Package");
    if (const std::string problem = package_name_problem(package.value); !problem.empty())
        throw from.error(package.line, "the package name " + in_quotes(package.value) + " " + problem);
    return in_lower_case(package.value);
}

std::string parse_version(const stanza& from, package_state state) {
    const bool may_lack = state == package_state::not_installed || state == package_state::half_installed;
    if (may_lack && value_or_empty(from, "Version").empty()) return {};
    const field& version = required(from, "Version");
    if (version.value.find_first_of(" \t\r\n") != std::string_view::npos)
        throw from.error(version.line, "the version " + in_quotes(version.value) + " contains white space");
    return std::string(version.value);
}

std::int64_t parse_installed_size(const stanza& from) {
    const field* found = from.find("Installed-Size");
    if (!found) return 0;
    std::int64_t size = 0;
    const char* const end = found->value.data() + found->value.size();
    const auto [stop, error] = std::from_chars(found->value.data(), end, size);
    if (error == std::errc::result_out_of_range)
        throw from.error(found->line, "the Installed-Size " + in_quotes(found->value) + " does not fit into 64 bits");
    if (error != std::errc{} || stop != end || size < 0)
        throw from.error(found->line,
                         "the Installed-Size " + in_quotes(found->value) + " is not a whole number of KiB");
    return size;
}

void parse_maintainer(std::string_view text, package_record& to) {
    to.maintainer = text;
    const std::size_t open = text.rfind('<');
    if (open == std::string_view::npos || text.back() != '>') {
        const bool bare_address =
            text.find('@') != std::string_view::npos && text.find_first_of(" \t\r\n") == std::string_view::npos;
        (bare_address ? to.maintainer_email : to.maintainer_name) = text;
        return;
    }
    std::string_view name = trimmed(text.substr(0, open));
    // RFC 822 quotes a name that contains a comma or a period.
    if (name.size() >= 2 && name.front() == '"' && name.back() == '"') name = trimmed(name.substr(1, name.size() - 2));
    to.maintainer_name = name;
    to.maintainer_email = trimmed(text.substr(open + 1, text.size() - open - 2));
}

void parse_source(const stanza& from, package_record& to) {
    const field* found = from.find("Source");
    if (!found || found->value.empty()) return;
    std::string_view rest = found->value;
    to.source = take_word(rest);
    if (rest = trimmed(rest); rest.empty()) return;
    if (rest.size() < 3 || rest.front() != '(' || rest.back() != ')')
        throw from.error(found->line,
                         "the field 'Source' has " + in_quotes(rest) + " where a version in parentheses is expected");
    to.source_version = trimmed(rest.substr(1, rest.size() - 2));
}

} // namespace

std::string_view to_text(package_want want) noexcept { return want_words[static_cast<std::size_t>(want)]; }
std::string_view to_text(package_flag flag) noexcept { return flag_words[static_cast<std::size_t>(flag)]; }
std::string_view to_text(package_state state) noexcept { return state_words[static_cast<std::size_t>(state)]; }

std::string full_name(const package_record& package) {
    return package.architecture.empty() ? package.name : package.name + ":" + package.architecture;
}

package_record parse_package(const stanza& from) {
    package_record result;
    result.name = parse_name(from);
    result.status = parse_status(from);
    result.version = parse_version(from, result.status.state);
    result.architecture = value_or_empty(from, "Architecture");
    result.section = value_or_empty(from, "Section");
    result.priority = value_or_empty(from, "Priority");
    parse_maintainer(value_or_empty(from, "Maintainer"), result);
    result.installed_size = parse_installed_size(from);
    const std::string_view description = value_or_empty(from, "Description");
    result.description = trimmed(description.substr(0, description.find('\n')));
    parse_source(from, result);
    for (const std::string_view kind : dependency_fields)
        if (const field* relation = from.find(kind)) append_dependencies(from, *relation, kind, result.dependencies);
    return result;
}

void refuse_file(const malformed_stanza& problem) { throw problem; }

package_reader::package_reader(std::string_view text, std::string file, malformed_handler on_malformed)
    : stanzas_(text, std::move(file)), on_malformed_(std::move(on_malformed)) {}

std::optional<package_record> package_reader::next() {
    for (;;) {
        try {
            const stanza* const from = stanzas_.next();
            if (!from) return std::nullopt;
            package_record result = parse_package(*from);
            const auto [first, is_first] = lines_by_package_.try_emplace(full_name(result), from->line);
            if (!is_first)
                throw from->error(from->line, "the package " + in_quotes(first->first) +
                                                  " is listed twice, first in line " + std::to_string(first->second));
            return result;
        } catch (const malformed_stanza& problem) {
            on_malformed_(problem);
        }
    }
}

std::vector<package_record> read_packages(std::string_view text, std::string file, malformed_handler on_malformed) {
    package_reader reader(text, std::move(file), std::move(on_malformed));
    std::vector<package_record> result;
    while (std::optional<package_record> package = reader.next()) result.push_back(*std::move(package));
    return result;
}

} // namespace inventory
