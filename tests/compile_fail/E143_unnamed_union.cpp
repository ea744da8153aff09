// names: Setting
#include "rowan/sqlite.hpp"

#include <cstdint>
#include <string>

struct Setting {
    std::int64_t id = 0;
#if MISTAKE
    union {
        std::int64_t number = 0;
        double real;
    };
#else
    std::int64_t number = 0;
    double real = 0;
#endif
};
const auto query = rowan::remove<Setting>();
