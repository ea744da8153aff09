// names: Visit
#include "rowan/sql/definition.hpp"

#include <cstdint>

struct Visit {
#if !MISTAKE
    std::int64_t id = 0;
#endif
    std::int64_t page = 0;
};
template <>
inline constexpr auto rowan::history<Visit> = rowan::versioned{};

constexpr auto statement = rowan::create<Visit>();
