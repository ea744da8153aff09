// names: Code
#include "rowan/sqlite.hpp"

#include <cstdint>

enum class Code { ok = 200, not_found = 404 };
#if !MISTAKE
template <>
struct rowan::enum_range<Code> {
    static constexpr int min = 200, max = 599;
};
#endif
struct Answer {
    std::int64_t id = 0;
    Code code{};
};
struct journal {
    using driver = rowan::sqlite;
    using tables = rowan::tables<Answer>;
};
int main() {
    rowan::connection<journal> db(":memory:");
    db.create_tables();
}
