// names: picture
#include "rowan/sql/definition.hpp"

#include <cstdint>
#include <string>

struct Picture {
    int width = 0;
};
struct Album {
    std::int64_t id = 0;
    Picture picture;
};

constexpr auto statement = rowan::create<Album>();
