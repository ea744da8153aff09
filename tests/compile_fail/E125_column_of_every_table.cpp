// names: xmin
#include "rowan/rowan.hpp"

#include <cstdint>

struct Box {
    std::int64_t id = 0;
#if MISTAKE
    double xmin = 0;
#else
    double left = 0;
#endif
};

auto statement = rowan::sql_text<rowan::postgres_dialect>(rowan::create<Box>());
