// names: before_update<Book>
#include "rowan/sqlite.hpp"

#include <cstdint>
#include <string>

struct Book {
    std::int64_t id = 0;
    std::string title;
};

using namespace rowan;
template <>
struct rowan::hooks<Book> {
    static void on(before_insert<Book>&) {}
#if MISTAKE
private:
#endif
    static void on(before_update<Book>&) {}
};
struct library {
    using driver = rowan::sqlite;
    using tables = rowan::tables<Book>;
};
int main() { rowan::connection<library> db(":memory:"); }
