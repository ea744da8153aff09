// names: &Line::note
#include "rowan/schema/table.hpp"

#include <cstdint>

struct Order {
    int year = 0;
    int number = 0;
};
struct Line {
    std::int64_t id = 0;
    int year = 0;
    int number = 0;
    int note = 0;
};
template <>
#if MISTAKE
inline constexpr auto rowan::table<Line> = rowan::define<Line>(
    rowan::foreign_key<&Line::year, &Line::number, &Line::note>.references<&Order::year, &Order::number>());
#else
inline constexpr auto rowan::table<Line> =
    rowan::define<Line>(rowan::foreign_key<&Line::year, &Line::number>.references<&Order::year, &Order::number>());
#endif
