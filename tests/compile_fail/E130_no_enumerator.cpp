// names: Stage
#include "rowan/sqlite.hpp"

#include <cstdint>

#if MISTAKE
enum class Stage : int {};
#else
enum class Stage : int { open, sold };
#endif
struct Lot {
    std::int64_t id = 0;
    Stage stage{};
};
struct auction {
    using driver = rowan::sqlite;
    using tables = rowan::tables<Lot>;
};
int main() {
    rowan::connection<auction> db(":memory:");
    db.insert(Lot{});
}
