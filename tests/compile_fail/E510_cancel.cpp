// names: library
#include "rowan/sqlite.hpp"

#include <cstddef>
#include <cstdint>

struct Book {
    std::int64_t id = 0;
    int year = 0;
};

struct patient {
    struct connection : rowan::sqlite::connection {
        using rowan::sqlite::connection::connection;
        static constexpr auto offers = rowan::capability::none;
    };
    using dialect = rowan::sqlite::dialect;
    using options = rowan::sqlite::options;
    using statement = rowan::sqlite::statement;
    static constexpr std::size_t max_parameters = rowan::sqlite::max_parameters;
};
struct library {
#if MISTAKE
    using driver = patient;
#else
    using driver = rowan::sqlite;
#endif
    using tables = rowan::tables<Book>;
};
int main() {
    rowan::connection<library> db(":memory:");
    return db.cancel() ? 0 : 1;
}
