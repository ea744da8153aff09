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
struct library {
    using driver = rowan::sqlite;
    using tables = rowan::tables<Book>;
};
int main() {
    rowan::connection<library> db(":memory:");
    (void)db(select<Book>().where(when(true, col<&Book::year> != 1960), when(true, col<&Book::year> != 1961),
                                  when(true, col<&Book::year> != 1962), when(true, col<&Book::year> != 1963),
                                  when(true, col<&Book::year> != 1964), when(true, col<&Book::year> != 1965),
                                  when(true, col<&Book::year> != 1966), when(true, col<&Book::year> != 1967),
#if MISTAKE
                                  when(true, col<&Book::year> != 1968), when(true, col<&Book::year> != 1969),
                                  when(true, col<&Book::year> != 1970)));
#else
                                  when(true, col<&Book::year> != 1968), when(true, col<&Book::year> != 1969)));
#endif
}
