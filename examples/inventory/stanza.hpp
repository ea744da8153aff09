#pragma once

#include <cstddef>
#include <filesystem>
#include <iosfwd>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace inventory {

/// A stanza that cannot be read: `what()` is "file:line: reason", `line` counts from 1.
struct malformed_stanza : std::runtime_error {
    malformed_stanza(std::string_view in_file, std::size_t at_line, std::string why);

    std::string file;
    std::size_t line;
    std::string reason;
};

/// One field of a stanza; the views point into the text that the reader was given.
struct field {
    std::string_view name;
    /// Without white space at the ends; continuation lines keep their line feeds and leading blanks.
    std::string_view value;
    /// Where the field starts; its continuation lines follow without a gap.
    std::size_t line = 0;
};

/// The fields between two empty lines, in file order.
struct stanza {
    std::string_view file;
    std::size_t line = 0;
    std::vector<field> fields;

    /// The field of that name, in any case of letters (deb822(5)); null if there is none.
    const field* find(std::string_view name) const noexcept;

    /// The error "`why`" about this place, for readers of field values.
    malformed_stanza error(std::size_t at_line, std::string why) const;
};

/// Reads deb822(5) text stanza by stanza, as strictly as dpkg reads its own database: no comment lines, no
/// lines of white space only within a stanza, every line ended by a line feed. Bytes are not checked for UTF-8.
class stanza_reader {
public:
    /// Both `text` and what is read from it must not outlive the buffer behind `text`; `file` is for messages.
    stanza_reader(std::string_view text, std::string file);

    stanza_reader(const stanza_reader&) = delete;
    stanza_reader& operator=(const stanza_reader&) = delete;

    /// The next stanza, valid until the next call; null at the end. Throws `malformed_stanza` with the first
    /// mistake in a stanza; the call after that goes on with the stanza that follows.
    const stanza* next();

    /// Bytes read, of the size of the text.
    std::size_t offset() const noexcept { return offset_; }

private:
    struct text_line {
        std::string_view text;
        std::size_t number = 0;
        bool ended = false;
    };

    bool take(text_line& to) noexcept;
    std::string add(const text_line& from);
    std::string add_field(const text_line& from);

    std::string_view text_;
    std::string file_;
    std::size_t offset_ = 0;
    std::size_t lines_ = 0;
    stanza current_;
};

/// All that is left in the stream. Throws `std::runtime_error` on a read error.
std::string read_text(std::istream& from);

/// The whole file, pipes included. Throws `std::runtime_error` that names the file.
std::string read_text(const std::filesystem::path& file);

/// Whether two texts are equal but for the case of ASCII letters.
bool same_word(std::string_view left, std::string_view right) noexcept;

/// The text without blanks, tabs, carriage returns and line feeds at its ends.
std::string_view trimmed(std::string_view text) noexcept;

/// The text with ASCII letters in lower case.
std::string in_lower_case(std::string_view text);

/// The text without white space at its ends, and with one blank for any other white space.
std::string collapsed(std::string_view text);

/// The text in single quotes for a message: shortened, with '?' for what a terminal should not be sent.
std::string in_quotes(std::string_view text);

} // namespace inventory
