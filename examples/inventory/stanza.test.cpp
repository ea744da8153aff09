#include "stanza.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <filesystem>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

using inventory::malformed_stanza;
using inventory::stanza;
using inventory::stanza_reader;
using namespace std::string_view_literals;

namespace {

constexpr std::string_view good_before = "Package: before\nVersion: 1\n\n"; // lines 1 to 3
constexpr std::string_view good_after = "Package: after\nVersion: 2\n";

struct mistake {
    std::size_t line;
    std::string reason;
};

// Reads `bad` between two good stanzas, which have to come out whole.
mistake mistake_in(std::string_view bad) {
    const std::string text = std::string(good_before).append(bad).append("\n").append(good_after);
    stanza_reader reader(text, "f.status");
    const stanza* read = reader.next();
    REQUIRE(read);
    CHECK(read->find("Package")->value == "before");

    mistake result{};
    try {
        reader.next();
        FAIL("the stanza was accepted");
    } catch (const malformed_stanza& problem) {
        CHECK(problem.file == "f.status");
        CHECK(problem.what() == "f.status:" + std::to_string(problem.line) + ": " + problem.reason);
        result = {problem.line, problem.reason};
    }

    read = reader.next();
    REQUIRE(read);
    CHECK(read->find("Package")->value == "after");
    CHECK(read->fields.size() == 2);
    CHECK(reader.next() == nullptr);
    CHECK(reader.offset() == text.size());
    return result;
}

} // namespace

TEST_SUITE("inventory") {
    TEST_CASE("a stanza has its fields in order, with their lines") {
        stanza_reader reader("A: 1\nB:2\n\nC-d_e: three words \t\n", "f");
        const stanza* read = reader.next();
        REQUIRE(read);
        CHECK(read->line == 1);
        REQUIRE(read->fields.size() == 2);
        CHECK(read->fields[0].name == "A");
        CHECK(read->fields[0].value == "1");
        CHECK(read->fields[1].value == "2");
        CHECK(read->fields[1].line == 2);
        read = reader.next();
        REQUIRE(read);
        CHECK(read->line == 4);
        REQUIRE(read->fields.size() == 1);
        CHECK(read->fields[0].name == "C-d_e");
        CHECK(read->fields[0].value == "three words");
        CHECK(reader.next() == nullptr);
        CHECK(reader.next() == nullptr);
    }

    TEST_CASE("a field is found in any case of letters") {
        stanza_reader reader("Installed-Size: 7\n", "f");
        const stanza* read = reader.next();
        REQUIRE(read);
        REQUIRE(read->find("INSTALLED-size"));
        CHECK(read->find("INSTALLED-size")->value == "7");
        CHECK(read->find("Installed") == nullptr);
    }

    TEST_CASE("continuation lines belong to the field before them") {
        stanza_reader reader("Description: first\n second \n\tthird\n .\nNext: n\n", "f");
        const stanza* read = reader.next();
        REQUIRE(read);
        REQUIRE(read->fields.size() == 2);
        CHECK(read->fields[0].value == "first\n second \n\tthird\n .");
        CHECK(read->fields[1].line == 5);
    }

    TEST_CASE("a field whose first line is empty keeps its continuation lines") {
        for (const std::string_view start : {"Conffiles:", "Conffiles: \t"}) {
            const std::string text = std::string(start) + "\n /etc/a 0\n /etc/b 1\nEmpty:\n";
            stanza_reader reader(text, "f");
            const stanza* read = reader.next();
            REQUIRE(read);
            CHECK(read->find("Conffiles")->value == "\n /etc/a 0\n /etc/b 1");
            CHECK(read->find("Empty")->value.empty());
        }
    }

    TEST_CASE("a value may contain colons, and the field name may be followed by blanks") {
        stanza_reader reader("Version : 1:2.0\n", "f");
        CHECK(reader.next()->find("Version")->value == "1:2.0");
    }

    TEST_CASE("blank lines around stanzas are no stanzas") {
        for (const std::string_view text : {""sv, "\n"sv, "\n\n\n"sv, " \t\n\n"sv}) {
            stanza_reader reader(text, "f");
            CHECK(reader.next() == nullptr);
        }
        stanza_reader reader("\n \n\nA: 1\n\n\n\nB: 2\n\n\n", "f");
        CHECK(reader.next()->line == 4);
        CHECK(reader.next()->line == 8);
        CHECK(reader.next() == nullptr);
    }

    TEST_CASE("a line without a colon is malformed") {
        const mistake found = mistake_in("Package: p\nno field\nVersion: 1\n more\n");
        CHECK(found.line == 5);
        CHECK(found.reason == "the line 'no field' has no colon after a field name");
    }

    TEST_CASE("a continuation line before any field is malformed") {
        const mistake found = mistake_in("\n continued\nPackage: p\n");
        CHECK(found.line == 5);
        CHECK(found.reason == "the stanza starts with a continuation line (' continued'), before any field");
    }

    TEST_CASE("a field given twice is malformed, in any case of letters") {
        const mistake found = mistake_in("Package: p\nVersion: 1\nArchitecture: all\nversion: 2\n");
        CHECK(found.line == 7);
        CHECK(found.reason == "the field 'version' is given twice, first in line 5");
    }

    TEST_CASE("an empty field name is malformed") {
        CHECK(mistake_in(": value\n").line == 4);
        CHECK(mistake_in("A: 1\n:\n").line == 5);
        CHECK(mistake_in("A: 1\n:\n").reason == "the field name before the colon is empty");
    }

    TEST_CASE("a field name of other characters than deb822 allows is malformed") {
        CHECK(mistake_in("A: 1\n-B: 2\n").reason == "the field name '-B' starts with a hyphen");
        CHECK(mistake_in("A: 1\nB c: 2\n").line == 5);
        CHECK(mistake_in("\xEF\xBB\xBF"
                         "A: 1\n")
                  .reason == "the field name '???A' contains white space or a character that is not ASCII");
    }

    TEST_CASE("a comment line is malformed") {
        CHECK(mistake_in("# Package: p\nVersion: 1\n").line == 4);
        CHECK(mistake_in("A: 1\n#B: 2\n").line == 5);
    }

    TEST_CASE("a line of white space only within a stanza is malformed and does not end it") {
        const mistake found = mistake_in("A: 1\n \t\nB: 2\n");
        CHECK(found.line == 5);
        CHECK(found.reason.starts_with("a line of white space only stands inside the stanza"));
        CHECK(mistake_in("A: 1\r\n\r\nB: 2\r\n\r\n").line == 5);
    }

    TEST_CASE("a NUL byte is malformed wherever it stands") {
        CHECK(mistake_in("A: 1\nB: x\0y\n"sv).line == 5);
        CHECK(mistake_in("A: 1\nB\0: y\n"sv).line == 5);
        CHECK(mistake_in("A: 1\n\0\nB: 2\n"sv).line == 5);
        CHECK(mistake_in("A: 1\n c\n d\0\n"sv).line == 6);
        CHECK(mistake_in("\0\n"sv).line == 4);
        CHECK(mistake_in("\0\n"sv).reason == "the line contains a NUL byte");
    }

    TEST_CASE("only the first mistake of a stanza is reported") {
        CHECK(mistake_in("A: 1\nfirst\nsecond\n: third\nA: fourth\n").line == 5);
    }

    TEST_CASE("a file that ends within a line is malformed at that line") {
        for (const std::string_view tail : {"Vers", "Version:", "Version: 2", " continued", " "}) {
            CAPTURE(tail);
            const std::string text = std::string(good_before) + "Package: p\n" + std::string(tail);
            stanza_reader reader(text, "f");
            CHECK(reader.next() != nullptr);
            try {
                reader.next();
                FAIL("the stanza was accepted");
            } catch (const malformed_stanza& problem) {
                CHECK(problem.line == 5);
                CHECK(problem.reason == "the file ends in the middle of a line ('" + std::string(tail) + "')");
            }
            CHECK(reader.next() == nullptr);
        }
    }

    TEST_CASE("every prefix of a text is read to its end, each stanza or mistake once") {
        const std::string text = std::string(good_before) + "X: 1\n c\n\n" + std::string(good_after);
        for (std::size_t size = 0; size <= text.size(); ++size) {
            // A buffer of the exact size, so that the address sanitizer sees a read past the end.
            const std::vector<char> exact(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(size));
            stanza_reader reader({exact.data(), exact.size()}, "f");
            std::size_t stanzas = 0;
            std::size_t mistakes = 0;
            for (bool more = true; more;) {
                try {
                    more = reader.next() != nullptr;
                    stanzas += more ? 1 : 0;
                } catch (const malformed_stanza&) {
                    ++mistakes;
                }
            }
            CHECK(stanzas <= 3);
            CHECK(mistakes == (size == 0 || exact.back() == '\n' ? 0 : 1));
        }
    }

    TEST_CASE("a message shows no control characters and not the whole of a long line") {
        CHECK(inventory::in_quotes("a\x1b[31m\xc3") == "'a?[31m?'");
        CHECK(inventory::in_quotes(std::string(41, 'x')) == "'" + std::string(40, 'x') + "...'");
    }

    TEST_CASE("a stream and a file are read whole") {
        const std::string large(3'000'000, 'x');
        std::istringstream stream(large);
        CHECK(inventory::read_text(stream) == large);
        std::istringstream empty;
        CHECK(inventory::read_text(empty).empty());

        const std::filesystem::path missing = "no/such/file.status";
        CHECK_THROWS_WITH_AS(inventory::read_text(missing),
                             "no/such/file.status cannot be opened: No such file or directory", std::runtime_error);
        CHECK_THROWS_AS(inventory::read_text(std::filesystem::temp_directory_path()), std::runtime_error);
    }
}
