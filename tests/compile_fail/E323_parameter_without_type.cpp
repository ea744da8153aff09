// names: word
#include "rowan/sqlite.hpp"

#include <cstdint>
#include <string>

using namespace rowan;
struct Book {
    std::int64_t id = 0;
    std::string title;
    int year = 0;
};
struct library {
    using driver = rowan::sqlite;
    using tables = rowan::tables<Book>;
};
int main() {
    rowan::connection<library> db(":memory:");
#if MISTAKE
    constexpr auto query = select<Book>().where(param<"word"> == param<"word">);
#else
    constexpr auto query = select<Book>().where(col<&Book::title> == param<"word">);
#endif
    (void)db(query, "word"_p = "Earthsea");
}
