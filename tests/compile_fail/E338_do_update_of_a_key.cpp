// names: &Book::id
#include "rowan/sqlite.hpp"

#include <cstdint>
#include <string>

using namespace rowan;
struct Book {
    std::int64_t id = 0;
    std::string title;
    int year = 0;
};
template <>
inline constexpr auto rowan::table<Book> = define<Book>(unique<&Book::title>);
struct library {
    using driver = rowan::sqlite;
    using tables = rowan::tables<Book>;
};
int main() {
    rowan::connection<library> db(":memory:");
    constexpr auto tehanu = insert<Book>().set(col<&Book::title> = "Tehanu", col<&Book::year> = 1990);
#if MISTAKE
    db(tehanu.on_conflict<&Book::title>().do_update(col<&Book::id> = excluded<&Book::id>));
#else
    db(tehanu.on_conflict<&Book::title>().do_update(col<&Book::year> = excluded<&Book::year>));
#endif
}
