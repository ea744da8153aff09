#include "rowan/sql/definition.hpp"

#include <cstdint>

struct Visit {
    std::int64_t id = 0;
    std::int64_t page = 0;
};
template <>
inline constexpr auto rowan::history<Visit> = rowan::versioned{};

constexpr auto statement = rowan::create<Visit>();
