#pragma once

#include "rowan/driver/postgres/encode.hpp"
#include "rowan/driver/postgres/wire.hpp"

#include <libpq-fe.h>

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace rowan::detail {

/// A value of a result, with the type that the server says it has.
struct wire_value {
    Oid type;
    const char* data;
    std::size_t size;

    [[nodiscard]] std::string_view text() const { return {data, size}; }
};

/// An array of one dimension (array_send in the server): its elements, each with its length before it.
class array_decoder {
public:
    explicit array_decoder(const wire_value& value) : next_(value.data), end_(value.data + value.size) {
        constexpr std::size_t empty_header = 12;
        if (value.size < empty_header) return;
        const auto dimensions = load<std::int32_t>(next_);
        element_ = load<std::uint32_t>(next_ + 8);
        if (dimensions == 1 && value.size >= array_header) {
            // Each element takes the bytes of its length at the least.
            const auto most = (value.size - array_header) / sizeof(std::int32_t);
            const auto count = load<std::int32_t>(next_ + 12);
            next_ += array_header;
            if (count < 0 || static_cast<std::size_t>(count) > most) return;
            count_ = static_cast<std::size_t>(count);
            problem_ = nullptr;
        } else if (dimensions == 0 && value.size == empty_header) {
            next_ = end_;
            problem_ = nullptr;
        } else if (dimensions > 1) problem_ = "an array of one dimension";
    }
    /// What is wanted in its place if it is another, or no array; else null.
    [[nodiscard]] const char* problem() const { return problem_; }
    [[nodiscard]] std::size_t count() const { return count_; }
    /// Gives the next element, with a null pointer for null; false if it is not as long as it says.
    [[nodiscard]] bool next(wire_value& element) {
        auto left = static_cast<std::size_t>(end_ - next_);
        if (left < sizeof(std::int32_t)) [[unlikely]]
            return false;
        const auto size = load<std::uint32_t>(next_);
        next_ += sizeof(std::int32_t);
        left -= sizeof(std::int32_t);
        // The size of null is -1.
        if (size > left) [[unlikely]] {
            element = {element_, nullptr, 0};
            return size == ~std::uint32_t{0};
        }
        element = {element_, next_, size};
        next_ += size;
        return true;
    }
    /// Whether nothing follows what was taken.
    [[nodiscard]] bool is_at_end() const { return next_ == end_; }

private:
    const char *next_, *end_;
    Oid element_ = 0;
    std::size_t count_ = 0;
    const char* problem_ = in_right_format;
};

} // namespace rowan::detail
