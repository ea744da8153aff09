// names: SqliteMaster
#include "rowan/sqlite.hpp"

#include <cstdint>

struct SqliteMaster {
    std::int64_t id = 0;
};
#if !MISTAKE
template <>
inline constexpr auto rowan::table<SqliteMaster> = rowan::define<SqliteMaster>("master_of_sqlite");
#endif
struct masters {
    using driver = rowan::sqlite;
    using tables = rowan::tables<SqliteMaster>;
};
int main() {
    rowan::connection<masters> db(":memory:");
    db.create_tables();
}
