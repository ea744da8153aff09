// names: greeter
#if !MISTAKE
// names: greeter
#endif
#include "rowan/sqlite.hpp"

#include <cstdint>

struct Book {
    std::int64_t id = 0;
};
struct greeter {
#if MISTAKE
    void on(const rowan::checkin&) {}
#else
    void on(const rowan::checkin&) noexcept {}
#endif
};
struct library {
    using driver = rowan::sqlite;
    using tables = rowan::tables<Book>;
    using listeners = rowan::listeners<greeter>;
};

int main() { rowan::connection<library> db(":memory:"); }
