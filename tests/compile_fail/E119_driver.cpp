// names: paper
#include "rowan/sqlite.hpp"

#include <cstddef>
#include <cstdint>
#include <string>

struct Book {
    std::int64_t id = 0;
    std::string title;
    int year = 0;
};

struct paper {
    using dialect = rowan::sqlite::dialect;
    using options = rowan::sqlite::options;
    using connection = rowan::sqlite::connection;
    using statement = rowan::sqlite::statement;
#if !MISTAKE
    static constexpr std::size_t max_parameters = rowan::sqlite::max_parameters;
#endif
};
struct library {
    using driver = paper;
    using tables = rowan::tables<Book>;
};
int main() { rowan::connection<library> db(":memory:"); }
