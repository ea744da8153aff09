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
struct Summary {
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
    (void)db(select<Book>().into<Summary>()).all();
#else
    (void)db(select(col<&Book::id>, col<&Book::title>, col<&Book::year>).from<Book>().into<Summary>()).all();
#endif
}
