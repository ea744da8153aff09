#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <type_traits>

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
template <class Integer>
void store(char* data, Integer value) {
    value = in_network_order(value);
    std::memcpy(data, &value, sizeof value);
}
template <class Integer>
void append(std::string& out, Integer value) {
    value = in_network_order(value);
    out.append(reinterpret_cast<const char*>(&value), sizeof value);
}

} // namespace rowan::detail
