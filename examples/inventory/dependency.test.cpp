#include "dependency.hpp"

#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

using inventory::dependency;

namespace {

std::vector<dependency> listed(std::string_view value) {
    const std::string text = "Package: p\nDepends: " + std::string(value) + "\n";
    inventory::stanza_reader reader(text, "f");
    const inventory::stanza* const read = reader.next();
    REQUIRE(read);
    std::vector<dependency> result;
    inventory::append_dependencies(*read, *read->find("Depends"), "Depends", result);
    return result;
}

dependency entry(const char* name, std::optional<std::string> constraint, int group, int position,
                 std::optional<std::string> qualifier = std::nullopt) {
    return {"Depends", name, qualifier, constraint, group, position};
}

std::string mistake(std::string_view value) {
    try {
        listed(value);
    } catch (const inventory::malformed_stanza& problem) {
        return std::to_string(problem.line) + ": " + problem.reason;
    }
    return "accepted";
}

} // namespace

TEST_SUITE("inventory") {
    TEST_CASE("commas separate groups, bars the alternatives in a group") {
        CHECK(listed("a, b | c (>= 1.2) | d, e") == std::vector{entry("a", {}, 0, 0), entry("b", {}, 1, 0),
                                                                entry("c", ">= 1.2", 1, 1), entry("d", {}, 1, 2),
                                                                entry("e", {}, 2, 0)});
        CHECK(listed("").empty());
    }

    TEST_CASE("one package may be asked for twice, with different constraints") {
        CHECK(listed("a (>= 1), a (<< 2)") == std::vector{entry("a", ">= 1", 0, 0), entry("a", "<< 2", 1, 0)});
    }

    TEST_CASE("an architecture qualifier is kept apart from the name") {
        CHECK(listed("perl:any, libc6:i386 (= 2:2.36-9), g++:native|x") ==
              std::vector{entry("perl", {}, 0, 0, "any"), entry("libc6", "= 2:2.36-9", 1, 0, "i386"),
                          entry("g++", {}, 2, 0, "native"), entry("x", {}, 2, 1)});
    }

    TEST_CASE("white space and line ends do not matter between the parts") {
        CHECK(listed("a(>=1.2~rc1+b2)|b ( <<\t3 ),\n c\n  | d,\n\te ") ==
              std::vector{entry("a", ">= 1.2~rc1+b2", 0, 0), entry("b", "<< 3", 0, 1), entry("c", {}, 1, 0),
                          entry("d", {}, 1, 1), entry("e", {}, 2, 0)});
        CHECK(listed("\n a,\n b") == std::vector{entry("a", {}, 0, 0), entry("b", {}, 1, 0)});
    }

    TEST_CASE("obsolete relations are read as dpkg reads them") {
        CHECK(listed("a (< 1), b (> 2), c (3)") ==
              std::vector{entry("a", "<= 1", 0, 0), entry("b", ">= 2", 1, 0), entry("c", "= 3", 2, 0)});
    }

    TEST_CASE("mistakes are reported with their own line within the field") {
        CHECK(mistake("a,") == "2: the field 'Depends' lacks a package name at its end");
        CHECK(mistake("a,\n b |\n , c") == "4: the field 'Depends' lacks a package name before ', c'");
        CHECK(mistake("a, , b") == "2: the field 'Depends' lacks a package name before ', b'");
        CHECK(mistake("a b") == "2: the field 'Depends' has 'b' after 'a', where a comma or a bar is expected");
        CHECK(mistake("a [amd64]").starts_with("2: the field 'Depends' has '[amd64]' after 'a'"));
        CHECK(mistake("a (>= 1) (<< 2)").starts_with("2: the field 'Depends' has '(<< 2)' after 'a'"));
        CHECK(mistake("a,\n b_$") == "3: the field 'Depends' names the package 'b_$', which contains '$'; "
                                     "allowed are letters, digits and -+._");
        CHECK(mistake("+a") ==
              "2: the field 'Depends' names the package '+a', which does not start with a letter or a digit");
        CHECK(mistake("a: b") == "2: the field 'Depends' lacks an architecture after 'a:'");
        CHECK(mistake("a (=> 1)") == "2: the field 'Depends' has the unknown relation '=>' after 'a'");
        CHECK(mistake("a (<> 1)") == "2: the field 'Depends' has the unknown relation '<>' after 'a'");
        CHECK(mistake("a (>=)") == "2: the field 'Depends' lacks a version in the parentheses after 'a'");
        CHECK(mistake("a (") == "2: the field 'Depends' lacks a version in the parentheses after 'a'");
        for (const char* open : {"a (>= 1", "a (>= 1, b", "a (>= 1 2)", "a (>= 1 (x))"})
            CHECK(mistake(open) ==
                  "2: the field 'Depends' has parentheses after 'a' that are not closed after the version");
    }

    TEST_CASE("every prefix of a field is either read or reported") {
        const std::string text = "a:any (>= 1) | b,\n c (<< 2)";
        for (std::size_t size = 0; size <= text.size(); ++size) {
            const std::string found = mistake(text.substr(0, size));
            CHECK((found == "accepted" || found.starts_with("2: ") || found.starts_with("3: ")));
        }
    }
}
