// names: userId
#include "rowan/sqlite.hpp"

#include <cstdint>

// What is wrong with a table is told once, whatever is done with it and how often.
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
struct library {
    using driver = rowan::sqlite;
    using tables = rowan::tables<Note>;
};
int main() {
    rowan::connection<library> db(":memory:");
    db.create_tables();
    db.create_tables();
    Note note;
    db.insert(note);
    db.insert(note);
    (void)db.get<Note>(1);
    (void)db.get<Note>(2);
    (void)db.find<Note>(1);
    (void)db.find<Note>(2);
    db.update(note);
    db.update(note);
    (void)db(select<Note>()).all();
    (void)db(select<Note>()).all();
    db.remove(note);
    db.remove(note);
}
