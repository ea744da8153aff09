// names: touch
#include "rowan/sqlite.hpp"

#include <cstdint>
#include <string>

using namespace rowan;
struct Author {
    std::int64_t id = 0;
    std::string name;
};
struct Book {
    std::int64_t id = 0;
    std::int64_t author = 0;
    std::string title;
};
constexpr auto mark = update<Author>().set(col<&Author::name> = "read").every_row();
template <>
inline constexpr auto rowan::triggers<Book> = rowan::trigger_list(trigger<"touch">.after(inserted).run(mark),
#if MISTAKE
                                                                  trigger<"touch">.after(removed).run(mark));
#else
                                                                  trigger<"gone">.after(removed).run(mark));
#endif
struct library {
    using driver = rowan::sqlite;
    using tables = rowan::tables<Author, Book>;
};
int main() {
    connection<library> db(":memory:");
    db.create_tables();
}
