#pragma once

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

// What all fuzzers share: the bytes of a run are taken as values, and what does not hold ends the program, so that libFuzzer
// (llvm.org/docs/LibFuzzer.html) keeps the bytes.
namespace fuzz {

/// The bytes of a run, taken from the front. Where they end, zeros follow.
class input {
public:
    input(const std::uint8_t* data, std::size_t size) : left_(reinterpret_cast<const char*>(data), size) {}

    [[nodiscard]] bool is_at_end() const { return left_.empty(); }
    template <class Number>
    Number take() {
        const std::string_view bytes = take_bytes(sizeof(Number));
        Number number{};
        if (!bytes.empty()) std::memcpy(&number, bytes.data(), bytes.size());
        return number;
    }
    std::uint8_t byte() { return take<std::uint8_t>(); }
    bool flag() { return byte() % 2 != 0; }
    /// A number from 0 on, below `count`.
    std::size_t below(std::size_t count) {
        return (count <= 256 ? std::size_t{byte()} : std::size_t{take<std::uint32_t>()}) % count;
    }
    template <class List>
    const auto& one_of(const List& list) {
        return list[below(std::size(list))];
    }
    /// An integer: any, a small one, or one that is near to a power of two or of ten, or to a limit.
    template <class Integer>
    Integer integer() {
        using limits = std::numeric_limits<Integer>;
        std::uint64_t number = 1;
        const auto near = [&] { return static_cast<Integer>(number + static_cast<std::uint64_t>(below(5)) - 2); };
        switch (below(6)) {
        case 0:
            return take<Integer>();
        case 1:
            return static_cast<Integer>(take<std::int16_t>());
        case 2:
            number <<= below(64);
            return near();
        case 3:
            for (std::size_t i = below(20); i > 0; --i) number *= 10;
            return flag() ? near() : static_cast<Integer>(0 - number);
        case 4:
            return static_cast<Integer>(limits::max() - static_cast<Integer>(below(3)));
        default:
            return static_cast<Integer>(limits::min() + static_cast<Integer>(below(3)));
        }
    }
    /// A real number, often a whole or a short one; never NaN.
    double real() {
        double number = 0;
        switch (below(4)) {
        case 0:
            number = take<double>();
            break;
        case 1:
            number = static_cast<double>(integer<std::int64_t>());
            break;
        case 2:
            number = take<std::int16_t>() / 100.0;
            break;
        default:
            number = take<float>();
        }
        return std::isnan(number) ? 0.0 : number;
    }
    /// Up to `most` bytes, at the most 255.
    std::string text(std::size_t most = 40) { return std::string(take_bytes(byte() % (most + 1))); }
    std::string rest() { return std::string(take_bytes(left_.size())); }
    /// A text that is the given one but for a few edits, most of them with one of the characters.
    std::string edited(std::string text, std::string_view characters) {
        for (std::size_t count = below(4); count > 0; --count) {
            const std::size_t place = below(std::min<std::size_t>(text.size(), 255) + 1);
            const char c = below(8) == 0 ? static_cast<char>(byte()) : one_of(characters);
            switch (below(5)) {
            case 0:
                text.insert(place, 1, c);
                break;
            case 1:
                text.erase(place, 1 + below(3));
                break;
            case 2:
                text.insert(place, text.substr(place, below(12)));
                break;
            default:
                if (place < text.size()) text[place] = c;
                else text += c;
            }
        }
        return text;
    }

private:
    std::string_view take_bytes(std::size_t size) {
        const std::string_view bytes = left_.substr(0, size);
        left_.remove_prefix(bytes.size());
        return bytes;
    }

    std::string_view left_;
};

/// Where text goes that is written when the program runs.
struct string_sink {
    std::string text{};
    void put(char c) { text += c; }
    void write(std::string_view more) { text += more; }
};

/// A text in quotes, in which everything can be seen.
inline std::string shown(std::string_view text) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string result = "\"";
    for (const char c : text.substr(0, 2000)) {
        const auto code = static_cast<unsigned char>(c);
        if (code >= 0x20 && code < 0x7f && c != '"' && c != '\\') result += c;
        else result += {'\\', 'x', digits[code / 16], digits[code % 16]};
    }
    return result + '"';
}

/// Ends the run as a failure, after saying why.
template <class... Parts>
[[noreturn]] void fail(const Parts&... parts) {
    std::cerr << "FAILED: ";
    const auto say = [](const auto& part) {
        if constexpr (std::is_convertible_v<decltype(part), std::string_view>) std::cerr << std::string_view(part);
        else std::cerr << +part;
    };
    (say(parts), ...);
    std::cerr << std::endl;
    std::abort();
}
template <class... Parts>
void require(bool holds, const Parts&... parts) {
    if (!holds) fail(parts...);
}

/// What is true of two real numbers that are the same to the bit.
inline bool is_same_real(double left, double right) {
    return std::bit_cast<std::uint64_t>(left) == std::bit_cast<std::uint64_t>(right);
}

} // namespace fuzz
