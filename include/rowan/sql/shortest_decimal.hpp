#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace rowan::detail {

/// A natural number of up to 1184 bits: a double times a power of ten is one, up to a power of two.
class long_number {
public:
    constexpr explicit long_number(std::uint64_t value = 0) {
        for (; value != 0; value >>= 32U) words_[size_++] = static_cast<std::uint32_t>(value);
    }
    constexpr void multiply(std::uint32_t factor) {
        std::uint64_t carry = 0;
        for (std::size_t i = 0; i < size_; ++i) {
            carry += std::uint64_t{words_[i]} * factor;
            words_[i] = static_cast<std::uint32_t>(carry);
            carry >>= 32U;
        }
        if (carry != 0) words_[size_++] = static_cast<std::uint32_t>(carry);
    }
    constexpr void multiply_by_power(std::uint32_t base, int exponent) {
        for (; exponent > 0; --exponent) multiply(base);
    }
    constexpr void shift(int bits) {
        for (; bits >= 31; bits -= 31) multiply(std::uint32_t{1} << 31U);
        multiply(std::uint32_t{1} << static_cast<unsigned>(bits));
    }
    constexpr void add(const long_number& other) {
        std::uint64_t carry = 0;
        for (std::size_t i = 0; i < size_ || i < other.size_ || carry != 0; ++i) {
            carry += std::uint64_t{words_[i]} + other.words_[i];
            words_[i] = static_cast<std::uint32_t>(carry);
            carry >>= 32U;
            if (i >= size_) size_ = i + 1;
        }
    }
    constexpr void subtract(const long_number& smaller) {
        std::uint64_t borrow = 0;
        for (std::size_t i = 0; i < size_; ++i) {
            const std::uint64_t taken = smaller.words_[i] + borrow;
            borrow = words_[i] < taken ? 1 : 0;
            words_[i] = static_cast<std::uint32_t>(words_[i] - taken);
        }
        while (size_ > 0 && words_[size_ - 1] == 0) --size_;
    }
    friend constexpr bool operator<(const long_number& left, const long_number& right) {
        if (left.size_ != right.size_) return left.size_ < right.size_;
        for (std::size_t i = left.size_; i-- > 0;)
            if (left.words_[i] != right.words_[i]) return left.words_[i] < right.words_[i];
        return false;
    }

private:
    std::array<std::uint32_t, 38> words_{};
    std::size_t size_ = 0;
};

/// The digits of a number: 0.d1d2d3… times ten to the power of `exponent`.
struct decimal_digits {
    std::array<char, 17> digits{};
    int count = 0;
    int exponent = 0;

    [[nodiscard]] constexpr char digit(int i) const { return i < count ? digits[static_cast<std::size_t>(i)] : '0'; }
};

/// The fewest digits that give `value`, which is positive and finite, when they are read again (Steele and White 1990,
/// "How to print floating-point numbers accurately", with whole numbers in place of fractions).
constexpr decimal_digits shortest_decimal(double value) {
    const auto bits = std::bit_cast<std::uint64_t>(value);
    const auto field = static_cast<int>(bits >> 52U & 0x7ffU);
    const std::uint64_t fraction = bits & ((std::uint64_t{1} << 52U) - 1);
    const std::uint64_t mantissa = field == 0 ? fraction : fraction | std::uint64_t{1} << 52U;
    const int power = (field == 0 ? 1 : field) - 1075; // value = mantissa * 2^power
    const bool is_even = mantissa % 2 == 0;
    const bool is_boundary = fraction == 0 && field > 1; // the number below is nearer than the one above

    // value = rest / scale; half the way to the neighbours is below / scale and above / scale.
    long_number rest(mantissa), scale(1), below(1), above(1);
    const int doubled = is_boundary ? 2 : 1;
    rest.shift(doubled + (power > 0 ? power : 0));
    scale.shift(doubled + (power < 0 ? -power : 0));
    below.shift(power > 0 ? power : 0);
    above.shift((power > 0 ? power : 0) + doubled - 1);

    decimal_digits result;
    const auto reaches = [&] {
        long_number high = rest;
        high.add(above);
        return is_even ? !(high < scale) : scale < high;
    };
    // A first guess from the power of two, then one step at a time.
    result.exponent = (power + static_cast<int>(std::bit_width(mantissa)) - 1) * 3 / 10 - 2;
    if (result.exponent > 0) scale.multiply_by_power(10, result.exponent);
    else
        for (long_number* number : {&rest, &below, &above}) number->multiply_by_power(10, -result.exponent);
    for (; reaches(); ++result.exponent) scale.multiply(10);

    for (bool is_last = false; !is_last;) {
        for (long_number* number : {&rest, &below, &above}) number->multiply(10);
        char digit = '0';
        for (; !(rest < scale); ++digit) rest.subtract(scale);
        const bool is_low = is_even ? !(below < rest) : rest < below;
        const bool is_high = reaches();
        is_last = is_low || is_high;
        if (is_last) {
            long_number twice = rest;
            twice.add(rest);
            if (is_high && (!is_low || !(twice < scale))) ++digit;
        }
        result.digits[static_cast<std::size_t>(result.count++)] = digit;
    }
    return result;
}

} // namespace rowan::detail
