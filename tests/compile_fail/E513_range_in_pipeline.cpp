// names: Book
#include "rowan/sqlite.hpp"

#include <cstdint>
#include <vector>

struct Book {
    std::int64_t id = 0;
    int year = 0;
};

struct library {
    using driver = rowan::sqlite;
    using tables = rowan::tables<Book>;
};
int main() {
    rowan::connection<library> db(":memory:");
    const std::vector<Book> books(3);
#if MISTAKE
    db.pipeline([&](rowan::pipeline<rowan::connection<library>>& p) { p(rowan::insert<Book>().values(books)); });
#else
    db.pipeline(
        [&](rowan::pipeline<rowan::connection<library>>& p) { p(rowan::insert<Book>().values(books.front())); });
    db.insert(books);
#endif
}
