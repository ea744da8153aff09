#pragma once

#include <algorithm>
#include <compare>
#include <cstddef>
#include <cstdint>

// What Boost.UUID has been since Boost 1.86, as far as rowan and a program use it: `data` is an object that is called, too, and the UUID
// has a beginning, an end and a size, so that `std::data` and `std::size` take it.
namespace boost::uuids {

struct uuid {
private:
    using bytes = std::uint8_t[16];
    struct data_type {
        constexpr operator bytes&() noexcept { return bytes_; }
        constexpr operator const bytes&() const noexcept { return bytes_; }
        constexpr std::uint8_t* operator()() noexcept { return bytes_; }
        constexpr const std::uint8_t* operator()() const noexcept { return bytes_; }

    private:
        bytes bytes_{};
    };

public:
    using value_type = std::uint8_t;
    using iterator = std::uint8_t*;
    using const_iterator = const std::uint8_t*;

    data_type data = {};

    uuid() = default;
    constexpr uuid(const bytes& given) noexcept { std::copy(given, given + 16, data()); }
    constexpr iterator begin() noexcept { return data(); }
    constexpr iterator end() noexcept { return data() + size(); }
    [[nodiscard]] constexpr const_iterator begin() const noexcept { return data(); }
    [[nodiscard]] constexpr const_iterator end() const noexcept { return data() + size(); }
    [[nodiscard]] static constexpr std::size_t size() noexcept { return 16; }

    friend constexpr bool operator==(const uuid& left, const uuid& right) noexcept {
        return std::equal(left.begin(), left.end(), right.begin());
    }
    friend constexpr std::strong_ordering operator<=>(const uuid& left, const uuid& right) noexcept {
        return std::lexicographical_compare_three_way(left.begin(), left.end(), right.begin(), right.end());
    }
};

} // namespace boost::uuids
