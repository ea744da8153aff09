// names: total
#include "rowan/query/aggregates.hpp"
#include "rowan/sql/definition.hpp"

#include <cstdint>

struct Line {
    std::int64_t id = 0;
    int price = 0;
    int count = 0;
    int total = 0;
};
template <>
inline constexpr auto rowan::table<Line> =
#if MISTAKE
    rowan::define<Line>(rowan::generated<&Line::total>(rowan::col<&Line::price> * rowan::col<&Line::count>),
                        rowan::default_value<&Line::total>(1));
#else
    rowan::define<Line>(rowan::generated<&Line::total>(rowan::col<&Line::price> * rowan::col<&Line::count>));
#endif

constexpr auto statement = rowan::create<Line>();
