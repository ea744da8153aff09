// names: Setting
#include "rowan/sqlite.hpp"

#include <cstdint>
#include <string>

#if MISTAKE
union Setting {
    std::int64_t number;
    double real;
};
#else
struct Setting {
    std::int64_t number = 0;
    double real = 0;
};
#endif
const auto query = rowan::select<Setting>();
