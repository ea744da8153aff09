// names: Visit
#include "rowan/sqlite.hpp"

#include <cstdint>

struct Visit {
#if !MISTAKE
    std::int64_t id = 0;
#endif
    std::int64_t page = 0;
};
struct library {
    using driver = rowan::sqlite;
    using tables = rowan::tables<Visit>;
};
int main() {
    rowan::connection<library> db(":memory:");
    (void)db.get<Visit>(7);
}
