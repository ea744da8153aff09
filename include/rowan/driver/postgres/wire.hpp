#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <utility>

// Numbers as PostgreSQL sends them: big-endian (postgresql.org/docs/15/protocol-overview.html).
namespace rowan::detail {

template <class Integer>
constexpr Integer in_network_order(Integer value) {
    if constexpr (std::endian::native == std::endian::big || sizeof(Integer) == 1) return value;
    else if constexpr (sizeof(Integer) == 8)
        return static_cast<Integer>(__builtin_bswap64(static_cast<std::uint64_t>(value)));
    else if constexpr (sizeof(Integer) == 4)
        return static_cast<Integer>(__builtin_bswap32(static_cast<std::uint32_t>(value)));
    else return static_cast<Integer>(__builtin_bswap16(static_cast<std::uint16_t>(value)));
}

template <class Integer>
Integer load(const char* data) {
    Integer value;
    std::memcpy(&value, data, sizeof value);
    return in_network_order(value);
}
/// What is wanted in the place of a value whose bytes are not as those of its type are: too few, too many, or of another format.
inline constexpr const char* in_right_format = "a value in the form of its type";

template <class Integer>
void store(char* data, Integer value) {
    value = in_network_order(value);
    std::memcpy(data, &value, sizeof value);
}
/// Bytes that are written one after the other. As `std::string`, but what is appended is not looked at again.
class wire_buffer {
public:
    [[nodiscard]] const char* data() const { return data_.get(); }
    [[nodiscard]] char* data() { return data_.get(); }
    [[nodiscard]] std::size_t size() const { return size_; }
    [[nodiscard]] std::size_t capacity() const { return capacity_; }
    void clear() noexcept { size_ = 0; }
    /// Forgets what was written behind the first so many bytes.
    void cut(std::size_t size) noexcept { size_ = size; }
    void reserve(std::size_t capacity) {
        if (capacity > capacity_) grow(capacity);
    }
    /// Room for so many bytes more, which count as written.
    char* take(std::size_t count) {
        if (capacity_ - size_ < count) [[unlikely]]
            grow(size_ + count);
        char* place = data_.get() + size_;
        size_ += count;
        return place;
    }
    void write(const char* content, std::size_t count) {
        if (count > 0) std::memcpy(take(count), content, count);
    }
    /// Makes room for so many bytes behind the first `used`, whatever counts as written; where it is.
    [[nodiscard]] [[gnu::noinline]] char* make_room(std::size_t used, std::size_t count) {
        cut(used);
        reserve(used + count);
        return data_.get() + used;
    }

private:
    [[gnu::noinline]] void grow(std::size_t needed) {
        const std::size_t capacity = needed < 128 ? 128 : needed + needed / 2;
        // Not make_unique, which would write zeros.
        std::unique_ptr<char[]> larger(new char[capacity]);
        if (size_ > 0) std::memcpy(larger.get(), data_.get(), size_);
        data_ = std::move(larger);
        capacity_ = capacity;
    }

    std::unique_ptr<char[]> data_;
    std::size_t size_ = 0, capacity_ = 0;
};

/// Bytes that are written to a place that has room for all of them; as `wire_buffer`, without its tests.
class wire_cursor {
public:
    explicit wire_cursor(char* begin) : begin_(begin), next_(begin) {}
    [[nodiscard]] std::size_t size() const { return static_cast<std::size_t>(next_ - begin_); }
    char* take(std::size_t count) { return std::exchange(next_, next_ + count); }
    void write(const char* content, std::size_t count) {
        if (count > 0) std::memcpy(take(count), content, count);
    }

private:
    char *begin_, *next_;
};

template <class Out, class Integer>
void append(Out& out, Integer value) {
    store(out.take(sizeof value), value);
}

} // namespace rowan::detail
