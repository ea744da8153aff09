// names: Tag
#include "rowan/sqlite.hpp"

#include <cstdint>
#include <string>

struct Tag {
    std::int64_t id = 0;
#if !MISTAKE
    std::string name;
#endif
};
struct library {
    using driver = rowan::sqlite;
    using tables = rowan::tables<Tag>;
};
int main() {
    rowan::connection<library> db(":memory:");
    Tag tag;
    db.update(tag);
}
