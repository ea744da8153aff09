// names: Book
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
struct rowan::hooks<Book> {
    static void on(after_load<Book>& event) { event.row.title += "!"; }
};
struct library {
    using driver = rowan::sqlite;
    using tables = rowan::tables<Book>;
};
int main() {
    rowan::connection<library> db(":memory:");
#if MISTAKE
    for (const auto& book : db.stream(select<Book>())) (void)book;
#else
    for (const Book& book : db(select<Book>())) (void)book;
#endif
}
