// names: counter
#include "rowan/sqlite.hpp"

#include <cstdint>
#include <string>

struct Book {
    std::int64_t id = 0;
    std::string title;
};
struct counter {
    int& count;
    void on(const rowan::after_insert<Book>&) { ++count; }
};
struct library {
    using driver = rowan::sqlite;
    using tables = rowan::tables<Book>;
    using listeners = rowan::listeners<counter>;
};
int main() {
    [[maybe_unused]] int count = 0;
#if MISTAKE
    rowan::connection<library> db(":memory:");
#else
    rowan::connection<library> db(":memory:", {}, counter{count});
#endif
}
