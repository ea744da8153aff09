#include "dpkg.hpp"

#include "support/skip.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <filesystem>
#include <map>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

using namespace inventory;

namespace {

const std::filesystem::path data = INVENTORY_DATA;

std::string package_text(std::string_view more, std::string_view status = "install ok installed") {
    return std::string("Package: p\nStatus: ").append(status).append("\nVersion: 1\n").append(more); // `more`: line 4
}

package_record only(const std::string& text) {
    const std::vector<package_record> read = read_packages(text, "f");
    REQUIRE(read.size() == 1);
    return read.front();
}

// "line: reason" of each mistake in the text.
std::vector<std::string> mistakes(const std::string& text) {
    std::vector<std::string> result;
    read_packages(text, "f", [&](const malformed_stanza& problem) {
        result.push_back(std::to_string(problem.line) + ": " + problem.reason);
    });
    return result;
}

std::string mistake(const std::string& text) {
    const std::vector<std::string> found = mistakes(text);
    REQUIRE(found.size() == 1);
    return found.front();
}

std::map<std::string, package_record> by_name(const std::vector<package_record>& packages) {
    std::map<std::string, package_record> result;
    for (const package_record& package : packages) CHECK(result.emplace(full_name(package), package).second);
    return result;
}

std::map<std::string, package_record> data_file(const char* name) {
    return by_name(read_packages(read_text(data / name), name));
}

} // namespace

TEST_SUITE("inventory") {
    TEST_CASE("a package record holds what its stanza says") {
        const package_record read = only("Package: tide\nStatus: hold reinstreq half-configured\nPriority: optional\n"
                                         "Section: contrib/science\nInstalled-Size: 5230\n"
                                         "Maintainer: Ines Falk <ines@example.org>\nArchitecture: amd64\n"
                                         "Source: tides (2:1.0-1)\nVersion: 2:1.0-1+b1\n"
                                         "Description: tide tables\n and more\n");
        CHECK(read.name == "tide");
        CHECK(read.architecture == "amd64");
        CHECK(full_name(read) == "tide:amd64");
        CHECK(read.version == "2:1.0-1+b1");
        CHECK(read.status ==
              package_status{package_want::hold, package_flag::reinstreq, package_state::half_configured});
        CHECK(to_text(read.status.want) == "hold");
        CHECK(to_text(read.status.flag) == "reinstreq");
        CHECK(to_text(read.status.state) == "half-configured");
        CHECK(read.priority == "optional");
        CHECK(read.section == "contrib/science");
        CHECK(read.maintainer == "Ines Falk <ines@example.org>");
        CHECK(read.maintainer_name == "Ines Falk");
        CHECK(read.maintainer_email == "ines@example.org");
        CHECK(read.installed_size == 5230);
        CHECK(read.source == "tides");
        CHECK(read.source_version == "2:1.0-1");
        CHECK(read.description == "tide tables");
        CHECK(read.dependencies.empty());
    }

    TEST_CASE("a name is the same in any case of letters") {
        const std::string twice = "Package: Tide\nStatus: install ok installed\nVersion: 1\n\n" + package_text("") +
                                  "\nPackage: tide\nStatus: install ok installed\nVersion: 1\n";
        CHECK(only("Package: Tide\nStatus: install ok installed\nVersion: 1\n").name == "tide");
        CHECK(mistake(twice) == "9: the package 'tide' is listed twice, first in line 1");
    }

    TEST_CASE("what a stanza lacks is empty") {
        const package_record read = only(package_text(""));
        CHECK(full_name(read) == "p");
        CHECK(read.installed_size == 0);
        CHECK_FALSE(read.source.has_value());
        CHECK_FALSE(read.source_version.has_value());
        CHECK(read.maintainer.empty());
        CHECK(read.description.empty());
        CHECK(only(package_text("Description:\n only an extended one\n")).description.empty());
    }

    TEST_CASE("maintainers are taken apart as they occur") {
        using both = std::pair<std::string, std::string>;
        const auto parts = [](const char* text) {
            const package_record read = only(package_text(std::string("Maintainer: ") + text + "\n"));
            CHECK(read.maintainer == text);
            return both{read.maintainer_name, read.maintainer_email};
        };
        CHECK(parts("\"Moreau, J. P.\" <jp@example.org>") == both{"Moreau, J. P.", "jp@example.org"});
        CHECK(parts("Laszlo B (GCS) <gcs@example.org>") == both{"Laszlo B (GCS)", "gcs@example.org"});
        CHECK(parts("Authors <https://example.org/p>") == both{"Authors", "https://example.org/p"});
        CHECK(parts("<a@example.org>") == both{"", "a@example.org"});
        CHECK(parts("a@example.org") == both{"", "a@example.org"});
        CHECK(parts("Nobody in particular") == both{"Nobody in particular", ""});
        CHECK(parts("Unclosed <a@example.org") == both{"Unclosed <a@example.org", ""});
    }

    TEST_CASE("every state is read, and a version may be missing only where dpkg allows it") {
        for (const char* state : {"not-installed", "config-files", "half-installed", "unpacked", "half-configured",
                                  "triggers-awaited", "triggers-pending", "installed"}) {
            CAPTURE(state);
            const std::string status = std::string("install ok ") + state;
            CHECK(to_text(only(package_text("", status)).status.state) == state);

            const std::string bare = "Package: p\nStatus: " + status + "\n";
            if (state == std::string_view("not-installed") || state == std::string_view("half-installed"))
                CHECK(only(bare).version.empty());
            else CHECK(mistake(bare) == "1: the stanza has no field 'Version'");
        }
    }

    TEST_CASE("missing and empty fields are reported with their line") {
        CHECK(mistake("\nVersion: 1\nStatus: install ok installed\n") == "2: the stanza has no field 'Package'");
        CHECK(mistake("\n\nPackage: p\nVersion: 1\n") == "3: the stanza has no field 'Status'");
        CHECK(mistake("Package: p\nStatus:\nVersion: 1\n") == "2: the field 'Status' is empty");
        CHECK(mistake("Package:\nStatus: install ok installed\n") == "1: the field 'Package' is empty");
        CHECK(mistake("Package: p\nStatus: install ok installed\nVersion:\n") == "3: the field 'Version' is empty");
    }

    TEST_CASE("a wrong Status is reported with the word that is wrong") {
        const auto wrong = [](const char* status) { return mistake(package_text("", status)); };
        CHECK(wrong("instal ok installed") ==
              "2: the field 'Status' has 'instal' where a selection (install, hold, ...) is expected");
        CHECK(wrong("install okay installed") ==
              "2: the field 'Status' has 'okay' where a flag (ok or reinstreq) is expected");
        CHECK(wrong("install ok") ==
              "2: the field 'Status' has nothing where a state (installed, unpacked, ...) is expected");
        CHECK(wrong("install ok installed now") == "2: the field 'Status' has 'now' after its three words");
    }

    TEST_CASE("wrong values are reported with their line") {
        for (const char* size : {"12 kB", "1.5", "-1", "+1", "0x10", "many", ""}) {
            CAPTURE(size);
            CHECK(mistake(package_text(std::string("Section: x\nInstalled-Size: ") + size + "\n")) ==
                  std::string("5: the Installed-Size '") + size + "' is not a whole number of KiB");
        }
        CHECK(only(package_text("Installed-Size: 9223372036854775807\n")).installed_size == 9223372036854775807);
        CHECK(mistake(package_text("Installed-Size: 9223372036854775808\n")) ==
              "4: the Installed-Size '9223372036854775808' does not fit into 64 bits");
        CHECK(mistake("Package: p q\nStatus: install ok installed\nVersion: 1\n") ==
              "1: the package name 'p q' contains ' '; allowed are letters, digits and -+._");
        CHECK(mistake("Package: p\nStatus: install ok installed\nVersion: 1 2\n") ==
              "3: the version '1 2' contains white space");
        CHECK(mistake(package_text("Source: s 1.0\n")) ==
              "4: the field 'Source' has '1.0' where a version in parentheses is expected");
    }

    TEST_CASE("a package listed twice is malformed, but not one of two architectures") {
        const std::string amd64 = package_text("Architecture: amd64\n\n");
        const std::string i386 = package_text("Architecture: i386\n\n");
        CHECK(read_packages(amd64 + i386, "f").size() == 2);
        CHECK(mistake(amd64 + i386 + amd64) == "11: the package 'p:amd64' is listed twice, first in line 1");
    }

    TEST_CASE("the caller decides between skipping a stanza and refusing the file") {
        const std::string text = read_text(data / "malformed.status");
        CHECK_THROWS_WITH_AS(read_packages(text, "m"),
                             "m:13: the line 'this line is not a field' has no colon after a field name",
                             malformed_stanza);

        package_reader reader(text, "m");
        std::vector<std::string> names;
        std::size_t refused = 0;
        for (bool more = true; more;) {
            try {
                const std::optional<package_record> package = reader.next();
                more = package.has_value();
                if (more) names.push_back(package->name);
            } catch (const malformed_stanza&) {
                ++refused;
            }
        }
        CHECK(names == std::vector<std::string>{"good-first", "good-second", "good-last"});
        CHECK(refused == 12);
        CHECK(reader.offset() == text.size());
    }

    TEST_CASE("every mistake in data/malformed.status is reported at its line") {
        std::vector<std::size_t> lines;
        read_packages(read_text(data / "malformed.status"), "m",
                      [&](const malformed_stanza& problem) { lines.push_back(problem.line); });
        CHECK(lines == std::vector<std::size_t>{13, 16, 26, 37, 42, 47, 54, 60, 67, 77, 80, 87});
    }

    TEST_CASE("between the two data files packages are added, upgraded, removed and changed") {
        const auto first = data_file("first.status");
        const auto second = data_file("second.status");
        CHECK(first.size() == 12);
        CHECK(second.size() == 13);
        CHECK(first.contains("libtide2:amd64"));
        CHECK(first.contains("libtide2:i386"));

        std::vector<std::string> added, removed, upgraded, changed;
        for (const auto& [name, package] : second)
            if (!first.contains(name)) added.push_back(name);
        for (const auto& [name, before] : first) {
            const auto found = second.find(name);
            if (found == second.end()) removed.push_back(name);
            else if (found->second.version != before.version) upgraded.push_back(name);
            else if (found->second != before) changed.push_back(name);
        }
        using names = std::vector<std::string>;
        CHECK(added == names{"beacon:amd64", "libbeacon1:amd64"});
        CHECK(removed == names{"semaphore-tools:amd64"});
        CHECK(upgraded == names{"chart-viewer:amd64", "perl:amd64", "tide-data:all"});
        CHECK(changed == names{"fog-signal:amd64", "harbour-log:all"});

        package_record fog = second.at("fog-signal:amd64");
        CHECK(fog.maintainer_email == "sound@example.org");
        fog.maintainer = first.at("fog-signal:amd64").maintainer;
        fog.maintainer_name = first.at("fog-signal:amd64").maintainer_name;
        fog.maintainer_email = first.at("fog-signal:amd64").maintainer_email;
        CHECK(fog == first.at("fog-signal:amd64"));

        package_record log = second.at("harbour-log:all");
        CHECK(log.dependencies.size() == 4);
        log.dependencies = first.at("harbour-log:all").dependencies;
        CHECK(log == first.at("harbour-log:all"));
        CHECK(first.at("plotter:amd64").status.state == package_state::config_files);
    }

    TEST_CASE("this machine's own package database is read whole") {
        const char* const newest = "/var/lib/dpkg/status";
        if (!std::filesystem::exists(newest)) return test::skip("there is no /var/lib/dpkg/status here");
        for (const char* file : {newest, "/var/lib/dpkg/status-old"}) {
            if (!std::filesystem::exists(file)) continue;
            const std::string text = read_text(file);
            std::istringstream lines(text);
            std::size_t expected = 0;
            for (std::string line; std::getline(lines, line);)
                if (line.starts_with("Package:")) ++expected;
            CHECK(expected > 0);
            CHECK(by_name(read_packages(text, file)).size() == expected);
        }
    }
}
