#include "stanza.hpp"

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <istream>
#include <system_error>
#include <utility>

namespace inventory {
namespace {

constexpr std::string_view blanks = " \t\r";

char lower(char letter) noexcept {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

bool is_blank(std::string_view text) noexcept { return text.find_first_not_of(blanks) == std::string_view::npos; }

bool is_visible_ascii(char letter) noexcept { return letter > ' ' && letter <= '~'; }

std::string_view between(const char* begin, const char* end) noexcept {
    return {begin, static_cast<std::size_t>(end - begin)};
}

const char* end_of(std::string_view text) noexcept { return text.data() + text.size(); }

std::string located(std::string_view file, std::size_t line, std::string_view why) {
    std::string message(file);
    message.append(":").append(std::to_string(line)).append(": ").append(why);
    return message;
}

} // namespace

malformed_stanza::malformed_stanza(std::string_view in_file, std::size_t at_line, std::string why)
    : std::runtime_error(located(in_file, at_line, why)), file(in_file), line(at_line), reason(std::move(why)) {}

const field* stanza::find(std::string_view name) const noexcept {
    for (const field& candidate : fields)
        if (same_word(candidate.name, name)) return &candidate;
    return nullptr;
}

malformed_stanza stanza::error(std::size_t at_line, std::string why) const { return {file, at_line, std::move(why)}; }

stanza_reader::stanza_reader(std::string_view text, std::string file) : text_(text), file_(std::move(file)) {
    current_.file = file_;
}

const stanza* stanza_reader::next() {
    text_line line;
    do {
        if (!take(line)) return nullptr;
    } while (line.ended && is_blank(line.text));

    current_.line = line.number;
    current_.fields.clear();
    do {
        if (std::string problem = add(line); !problem.empty()) {
            text_line skipped;
            while (take(skipped) && !skipped.text.empty()) {}
            throw current_.error(line.number, std::move(problem));
        }
    } while (take(line) && !line.text.empty());
    return &current_;
}

bool stanza_reader::take(text_line& to) noexcept {
    if (offset_ == text_.size()) return false;
    const std::size_t feed = text_.find('\n', offset_);
    to.ended = feed != std::string_view::npos;
    const std::size_t end = to.ended ? feed : text_.size();
    to.text = text_.substr(offset_, end - offset_);
    to.number = ++lines_;
    offset_ = to.ended ? end + 1 : end;
    return true;
}

std::string stanza_reader::add(const text_line& from) {
    if (from.text.find('\0') != std::string_view::npos) return "the line contains a NUL byte";
    if (!from.ended) return "the file ends in the middle of a line (" + in_quotes(from.text) + ")";
    if (is_blank(from.text))
        return "a line of white space only stands inside the stanza; stanzas are separated by empty lines";
    if (from.text.front() != ' ' && from.text.front() != '\t') return add_field(from);
    if (current_.fields.empty())
        return "the stanza starts with a continuation line (" + in_quotes(from.text) + "), before any field";

    field& continued = current_.fields.back();
    const std::size_t last = from.text.find_last_not_of(blanks);
    continued.value = between(continued.value.data(), from.text.data() + last + 1);
    return {};
}

std::string stanza_reader::add_field(const text_line& from) {
    if (from.text.front() == '#')
        return "comment lines are not allowed here; deb822(5) has them in source packages only";
    const std::size_t colon = from.text.find(':');
    if (colon == std::string_view::npos) return "the line " + in_quotes(from.text) + " has no colon after a field name";

    const std::string_view name = trimmed(from.text.substr(0, colon));
    if (name.empty()) return "the field name before the colon is empty";
    if (name.front() == '-') return "the field name " + in_quotes(name) + " starts with a hyphen";
    if (!std::ranges::all_of(name, is_visible_ascii))
        return "the field name " + in_quotes(name) + " contains white space or a character that is not ASCII";
    if (const field* earlier = current_.find(name))
        return "the field " + in_quotes(name) + " is given twice, first in line " + std::to_string(earlier->line);

    const char* const end = end_of(from.text);
    const std::string_view value = trimmed(from.text.substr(colon + 1));
    // An empty value still has to lie at the end of its line, where continuation lines extend it.
    current_.fields.push_back({name, value.empty() ? between(end, end) : value, from.number});
    return {};
}

std::string read_text(std::istream& from) {
    constexpr std::size_t step = 1 << 20;
    std::string text;
    for (;;) {
        const std::size_t size = text.size();
        text.resize(size + step);
        from.read(text.data() + size, static_cast<std::streamsize>(step));
        text.resize(size + static_cast<std::size_t>(from.gcount()));
        if (from.bad()) throw std::runtime_error("the input cannot be read");
        if (!from) return text;
    }
}

std::string read_text(const std::filesystem::path& file) {
    if (std::filesystem::is_directory(file)) throw std::runtime_error(file.string() + " is a directory, not a file");
    errno = 0;
    std::ifstream stream(file, std::ios::binary);
    if (!stream)
        throw std::runtime_error(file.string() + " cannot be opened: " + std::generic_category().message(errno));
    try {
        return read_text(stream);
    } catch (const std::runtime_error&) {
        throw std::runtime_error(file.string() + " cannot be read: " + std::generic_category().message(errno));
    }
}

bool same_word(std::string_view left, std::string_view right) noexcept {
    return left.size() == right.size() && std::equal(left.begin(), left.end(), right.begin(), [](char one, char other) {
               return one == other || lower(one) == lower(other);
           });
}

std::string_view trimmed(std::string_view text) noexcept {
    constexpr std::string_view space = " \t\r\n";
    const std::size_t first = text.find_first_not_of(space);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(space) - first + 1);
}

std::string in_lower_case(std::string_view text) {
    std::string result(text);
    std::ranges::transform(result, result.begin(), lower);
    return result;
}

std::string collapsed(std::string_view text) {
    std::string result;
    for (const char letter : trimmed(text)) {
        const bool is_space = letter == ' ' || letter == '\t' || letter == '\r' || letter == '\n';
        if (!is_space) result += letter;
        else if (result.back() != ' ') result += ' ';
    }
    return result;
}

std::string in_quotes(std::string_view text) {
    constexpr std::size_t longest = 40;
    std::string result = "'";
    for (const char letter : text.substr(0, longest))
        result += letter == ' ' || is_visible_ascii(letter) ? letter : '?';
    return result += text.size() > longest ? "...'" : "'";
}

} // namespace inventory
