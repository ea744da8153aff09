// names: plain_sql
#include "driver/toy/toy.hpp"
#include "rowan/rowan.hpp"

#include <cstdint>
#include <string>

using namespace rowan;
struct Author {
    std::int64_t id = 0;
    std::string name;
};
struct Book {
    std::int64_t id = 0;
    std::string title;
};
#if MISTAKE
template <>
inline constexpr auto rowan::triggers<Book> = rowan::trigger_list(
    trigger<"touch">.after(inserted).run(update<Author>().set(col<&Author::name> = "read").every_row()));
#endif
struct library {
    using driver = test::toy::driver;
    using tables = rowan::tables<Author, Book>;
};
int main() {
    test::fake::server server;
    connection<library> db("books", {&server});
    db.create_tables();
}
