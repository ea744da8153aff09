#include "rowan/sql/definition.hpp"

#include <cstdint>
#include <string>

struct Picture {
    int width = 0;
};
struct Album {
    std::int64_t id = 0;
    std::string picture;
};

constexpr auto statement = rowan::create<Album>();
