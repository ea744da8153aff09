// names: after_commit
#include "rowan/sqlite.hpp"

#include <cstdint>
#include <string>

struct Book {
    std::int64_t id = 0;
    std::string title;
};

class audit {
public:
    void on(const rowan::after_begin&) {}
#if MISTAKE
protected:
#endif
    void on(const rowan::after_commit&) noexcept {}
};
struct library {
    using driver = rowan::sqlite;
    using tables = rowan::tables<Book>;
    using listeners = rowan::listeners<audit>;
};
int main() { rowan::connection<library> db(":memory:"); }
