// names: before_insert<Book>
#include "rowan/sqlite.hpp"

#include <cstdint>
#include <string>

struct Book {
    std::int64_t id = 0;
    std::string title;
};

class audit {
public:
    template <class Table>
    void on(const rowan::after_remove<Table>&) {}
#if MISTAKE
private:
#endif
    void on(rowan::before_insert<Book>&) {}
};
struct library {
    using driver = rowan::sqlite;
    using tables = rowan::tables<Book>;
    using listeners = rowan::listeners<audit>;
};
int main() { rowan::connection<library> db(":memory:"); }
