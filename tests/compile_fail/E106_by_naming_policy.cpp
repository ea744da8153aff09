// names: userId
#include "rowan/sqlite.hpp"

#include <cstdint>

using namespace rowan;
struct Note {
    std::int64_t id = 0;
    int userId = 0;
#if MISTAKE
    int user_id = 0;
#else
    int writer_id = 0;
#endif
};
struct notes {
    using driver = sqlite;
    using tables = rowan::tables<Note>;
};
int main() {
    rowan::connection<notes> db(":memory:");
    db.insert(Note{});
    (void)db.get<Note>(1);
    (void)db(select<Note>()).all();
}
