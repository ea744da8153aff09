// names: picture
#include "rowan/sqlite.hpp"

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
struct library {
    using driver = rowan::sqlite;
    using tables = rowan::tables<Album>;
};
int main() {
    rowan::connection<library> db(":memory:");
    (void)db(rowan::select<Album>()).all();
}
