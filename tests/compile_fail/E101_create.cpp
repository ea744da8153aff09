// names: picture
#include "rowan/sql/definition.hpp"

#include <cstdint>
#include <string>

struct Picture {
    int width = 0;
};
struct Album {
    std::int64_t id = 0;
#if MISTAKE
    Picture picture;
#else
    std::string picture;
#endif
};

constexpr auto statement = rowan::create<Album>();
