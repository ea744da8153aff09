#pragma once

#include "dependency.hpp"
#include "stanza.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace inventory {

/// What the administrator wants for a package: the first word of `Status` (dpkg(1)).
enum class package_want { unknown, install, hold, deinstall, purge };

/// Whether a package is in a known condition: the second word of `Status`.
enum class package_flag { ok, reinstreq };

/// How far the installation of a package is: the third word of `Status`.
enum class package_state {
    not_installed,
    config_files,
    half_installed,
    unpacked,
    half_configured,
    triggers_awaited,
    triggers_pending,
    installed
};

/// The word that dpkg writes: "hold", "reinstreq", "half-configured".
std::string_view to_text(package_want want) noexcept;
std::string_view to_text(package_flag flag) noexcept;
std::string_view to_text(package_state state) noexcept;

/// The three words of `Status`.
struct package_status {
    package_want want = package_want::unknown;
    package_flag flag = package_flag::ok;
    package_state state = package_state::not_installed;

    bool operator==(const package_status&) const = default;
};

/// One stanza of a dpkg status file. The key is (name, architecture): with Multi-Arch, one name may be installed
/// for several architectures. A text field that the stanza lacks is empty.
struct package_record {
    /// In lower case, as dpkg itself takes names.
    std::string name;
    std::string architecture;
    /// Empty only in the states not_installed and half_installed, where dpkg allows it.
    std::string version;
    package_status status;
    std::string section;
    std::string priority;
    /// `Maintainer` as written, and its parts `Name <email>`; the email is whatever the angle brackets hold,
    /// which in practice may be an address of the web.
    std::string maintainer;
    std::string maintainer_name;
    std::string maintainer_email;
    /// KiB; 0 if the stanza does not say.
    std::int64_t installed_size = 0;
    /// The first line only.
    std::string description;
    /// The source package and its version, where they differ from the binary package's.
    std::optional<std::string> source;
    std::optional<std::string> source_version;
    /// In the order Pre-Depends, Depends, Recommends, Suggests, and as written within each.
    std::vector<dependency> dependencies;

    bool operator==(const package_record&) const = default;
};

/// "name:architecture", or the name alone where the stanza gives no architecture.
std::string full_name(const package_record& package);

/// Reads a stanza as a package. Throws `malformed_stanza`; a missing field is reported at the stanza's first line.
package_record parse_package(const stanza& from);

/// Takes each malformed stanza: to return is to skip it, to throw is to refuse the file.
using malformed_handler = std::function<void(const malformed_stanza&)>;

/// The handler that refuses the file: throws its argument.
[[noreturn]] void refuse_file(const malformed_stanza& problem);

/// Reads a dpkg status file package by package. A package listed a second time is malformed.
class package_reader {
public:
    /// `text` must outlive the reader, not the records; `file` is for messages.
    package_reader(std::string_view text, std::string file, malformed_handler on_malformed = refuse_file);

    /// The next well-formed package; empty at the end. Passes on what the handler throws, after which the next
    /// call goes on with the stanza that follows.
    std::optional<package_record> next();

    /// Bytes read, of the size of the text.
    std::size_t offset() const noexcept { return stanzas_.offset(); }

private:
    stanza_reader stanzas_;
    malformed_handler on_malformed_;
    std::unordered_map<std::string, std::size_t> lines_by_package_;
};

/// All well-formed packages of a text, in its order.
std::vector<package_record> read_packages(std::string_view text, std::string file,
                                          malformed_handler on_malformed = refuse_file);

} // namespace inventory
