// names: byte
#include "rowan/schema/table.hpp"

#include <cstdint>
#include <string>

struct Picture {
    std::int64_t id = 0;
    std::string name;
    rowan::bytes data;
};
template <>
#if MISTAKE
inline constexpr auto rowan::table<Picture> =
    rowan::define<Picture>(rowan::default_value<&Picture::data>(rowan::bytes{}));
#else
inline constexpr auto rowan::table<Picture> = rowan::define<Picture>(rowan::default_value<&Picture::name>("unknown"));
#endif
