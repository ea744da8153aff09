#include "fuzz/fuzz.hpp"
#include "fuzz/values.hpp"

#include "rowan/driver/postgres/copy.hpp"
#include "rowan/driver/postgres/parameters.hpp"
#include "rowan/driver/postgres/result.hpp"
#include "rowan/meta/type_list.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

// What goes to PostgreSQL beside single values: parameters, arrays in the form of a text, rows of a COPY; and the texts that it answers
// with.
namespace postgres_parameters_fuzz {

using namespace rowan;
using namespace fuzz;
namespace oid = detail::oid;

template <class Value>
const char* write(const Value& value, std::string& bytes) {
    detail::wire_buffer out;
    const char* const problem = detail::encode<encoding::standard>(out, value);
    bytes = out.size() == 0 ? std::string() : std::string(out.data(), out.size());
    return problem;
}
std::string_view content(const detail::wire_buffer& out) { return {out.data(), out.size()}; }

/// An array in the form of a text, read as array_in of the server reads one whose elements stand in quotes.
std::vector<std::optional<std::string>> elements_of(std::string_view text) {
    std::vector<std::optional<std::string>> list;
    require(text.starts_with('{') && text.ends_with('}'), "an array has no braces");
    for (std::size_t i = 1; i + 1 < text.size(); ++i) {
        if (text.substr(i).starts_with("NULL")) {
            list.emplace_back();
            i += 4;
        } else {
            require(text[i++] == '"', "an element has no quote in ", shown(text));
            std::string& element = list.emplace_back().emplace();
            for (; text.at(i) != '"'; ++i) element += text[i] == '\\' ? text.at(++i) : text[i];
            ++i;
        }
        require(text.at(i) == ',' || i + 1 == text.size(), "nothing stands between elements in ", shown(text));
    }
    return list;
}
void check_text_array(input& in) {
    using list = std::vector<std::optional<std::string>>;
    const auto value = make<list>(in);
    const bool has_zero =
        std::ranges::any_of(value, [](const auto& each) { return each && each->find('\0') != std::string::npos; });
    const auto same = [](const auto& each) -> const auto& { return each; };
    detail::wire_buffer out;
    const char* const problem = detail::write_text_array<encoding::standard, std::optional<std::string>, false>(
        out, value.size(), value.begin(), same);
    require((problem != nullptr) == has_zero, "a text with a zero byte");
    if (problem == nullptr)
        require(elements_of(content(out)) == value, "the array ", shown(content(out)), " has other elements");
    // One in which a value is looked for leaves them out.
    out.clear();
    require(detail::write_text_array<encoding::standard, std::optional<std::string>, true>(
                out, value.size(), value.begin(), same) == nullptr,
            "");
    list left;
    for (const auto& each : value)
        if (!each || each->find('\0') == std::string::npos) left.push_back(each);
    require(elements_of(content(out)) == left, "the list ", shown(content(out)), " has other elements");
    out.clear();
    const double real = in.real();
    detail::write_real(out, real);
    require(is_same_real(std::strtod(std::string(content(out)).c_str(), nullptr), real), "a real number is written as ",
            shown(content(out)));
}
/// A text in memory of exactly its size.
struct exact_text {
    std::unique_ptr<char[]> memory;
    std::size_t size;
    explicit exact_text(const std::string& text) : memory(new char[text.size()]), size(text.size()) {
        if (size > 0) std::memcpy(memory.get(), text.data(), size);
    }
    [[nodiscard]] std::string_view view() const { return {memory.get(), size}; }
};
/// A list of keys, and the tag of a command (postgresql.org/docs/15/protocol-message-formats.html, CommandComplete).
void check_answers(input& in) {
    std::vector<std::int64_t> expected(1 + in.below(4));
    std::string text;
    for (std::int64_t& key : expected)
        text += (text.empty() ? "{" : ",") + std::to_string(key = in.integer<std::int64_t>());
    std::vector<std::int64_t> keys;
    require(detail::read_key_list(text + '}', keys) && keys == expected, "the keys ", shown(text),
            " are read as others");
    text = in.edited(text + '}', "{,}-+0 9");
    keys.clear();
    if (detail::read_key_list(exact_text(text).view(), keys)) {
        // A number may have zeros before it, so that it is read with the signs and the commas only.
        require(text.starts_with('{') && text.ends_with('}') &&
                    text.find_first_not_of("{,}-0123456789") == std::string::npos &&
                    std::ranges::count(text, ',') + 1 == static_cast<std::ptrdiff_t>(keys.size()),
                "the keys ", shown(text), " are read");
    }
    constexpr std::string_view
        writes[] = {"INSERT 0 ", "UPDATE ", "DELETE ", "MERGE ", "COPY "},
        others[] = {"SELECT ", "FETCH ", "MOVE ", "BEGIN", "CREATE TABLE", "SET", "COMMIT", "REFRESH MATERIALIZED VIEW",
                    ""};
    const auto count = in.integer<std::int64_t>() & std::numeric_limits<std::int64_t>::max();
    std::string tag = std::string(in.one_of(writes)) + std::to_string(count);
    require(detail::changes_of(tag) == count, tag, " has changed ", detail::changes_of(tag));
    tag = in.one_of(others);
    if (tag.ends_with(' ')) tag += std::to_string(count);
    require(detail::changes_of(tag) == -1, tag, " has changed ", detail::changes_of(tag));
    (void)detail::changes_of(exact_text(in.edited(tag, "0123456789 S")).view());
}
/// The parameters of a statement, set in any order and anew: what is sent is what was set last.
void check_parameters(input& in) {
    detail::postgres_parameters parameters;
    std::vector<std::optional<std::string>> expected(1 + in.below(12));
    std::vector<std::unique_ptr<std::string>> kept; // what is referred to
    const auto set = [&](int number) {
        auto& place = expected[static_cast<std::size_t>(number - 1)];
        std::string bytes;
        const auto as = [&]<class Value>(const Value& value) {
            if (write(value, bytes) != nullptr) return;
            require(parameters.set<encoding::standard>(number, value) == nullptr, "a value cannot be set");
            place = bytes;
        };
        switch (in.below(7)) {
        case 0:
            return as(make<std::int64_t>(in));
        case 1:
            return as(make<decimal>(in));
        case 2:
            return as(*kept.emplace_back(new std::string(in.text())));
        case 3:
            return as(make<std::vector<std::optional<std::int64_t>>>(in));
        case 4:
            return as(make<std::chrono::sys_days>(in));
        case 5: {
            const auto& text = *kept.emplace_back(new std::string(in.text()));
            const bool has_zero = text.find('\0') != std::string::npos;
            require((parameters.set_text<encoding::standard>(number, text) != nullptr) == has_zero,
                    "a text with a zero byte");
            if (!has_zero) place = text;
            return;
        }
        default:
            parameters.set<encoding::standard>(number, std::optional<double>());
            place.reset();
        }
    };
    for (std::size_t i = 1; i <= expected.size(); ++i)
        parameters.set<encoding::standard>(static_cast<int>(i), std::nullopt);
    for (std::size_t count = in.below(20); count > 0; --count) set(1 + static_cast<int>(in.below(expected.size())));
    parameters.give([&](int count, const char* const* values, const int* lengths, const int*) {
        require(static_cast<std::size_t>(count) == expected.size(), "there are ", count, " parameters");
        for (std::size_t i = 0; i < expected.size(); ++i) {
            require((values[i] == nullptr) == !expected[i], "a parameter is null, or is not");
            if (expected[i])
                require(std::string_view(values[i], static_cast<std::size_t>(lengths[i])) == *expected[i],
                        "a parameter has other bytes");
        }
    });
}

/// Rows of a COPY in its binary format (postgresql.org/docs/15/sql-copy.html).
template <class... Fields>
void check_rows(input& in) {
    detail::wire_buffer out;
    detail::copy_encoder encoder(out);
    constexpr std::string_view header("PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0", 19);
    std::string expected(header);
    bool is_kept = true;
    for (std::size_t rows = in.below(5); rows > 0; --rows) {
        const std::tuple<Fields...> row{make<Fields>(in)...};
        expected += std::string{'\0', static_cast<char>(sizeof...(Fields))};
        const auto add = [&](const auto& field) {
            detail::wire_buffer one;
            is_kept = detail::encode_field<encoding::standard>(one, field) == nullptr && is_kept;
            expected += content(one);
        };
        std::apply([&](const auto&... field) { (add(field), ...); }, row);
        encoder.row(detail::type_list<Fields...>{}, sizeof...(Fields), [&](auto& sink) {
            std::apply([&](const auto&... field) { (sink.template field<encoding::standard>(field), ...); }, row);
        });
    }
    encoder.end();
    require((encoder.problem() == nullptr) == is_kept, "rows are kept, or are not");
    if (is_kept) require(content(out) == expected + "\xff\xff", "rows are sent as ", shown(content(out)));
}
void check_copy(input& in) {
    if (in.flag())
        check_rows<std::int64_t, std::string, std::optional<double>, std::optional<bytes>, std::chrono::sys_seconds>(
            in);
    else check_rows<std::int32_t, std::optional<decimal>, std::vector<std::string>, Code, std::optional<interval>>(in);
}

} // namespace postgres_parameters_fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace postgres_parameters_fuzz;
    input in(data, size);
    constexpr void (*checks[])(input&) = {check_text_array, check_answers, check_parameters, check_copy};
    in.one_of(checks)(in);
    return 0;
}
