// names: &Line::total
#include "rowan/query/write.hpp"

#include <cstdint>

using namespace rowan;

struct Line {
    std::int64_t id = 0;
    int price = 0;
    int total = 0;
};
template <>
inline constexpr auto rowan::table<Line> =
    rowan::define<Line>(rowan::generated<&Line::total>(rowan::col<&Line::price> * 2));

#if MISTAKE
auto statement = update<Line>().set(col<&Line::total> = 1);
#else
auto statement = update<Line>().set(col<&Line::price> = 1);
#endif
