// names: line_pkey
#include "rowan/postgres.hpp"

#include <cstdint>

struct Line {
    std::int64_t id = 0;
};
struct LineOfKeys {
    std::int64_t id = 0;
};
template <>
#if MISTAKE
inline constexpr auto rowan::table<LineOfKeys> = rowan::define<LineOfKeys>("line_pkey");
#else
inline constexpr auto rowan::table<LineOfKeys> = rowan::define<LineOfKeys>("line_keys");
#endif
struct lines {
    using driver = rowan::postgres;
    using tables = rowan::tables<Line, LineOfKeys>;
};
int main() {
    rowan::connection<lines> db("");
    db.create_tables();
}
