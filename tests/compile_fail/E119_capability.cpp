// names: {"bool cancel_later(done) noexcept"}
#include "rowan/sqlite.hpp"

#include <cstddef>
#include <cstdint>
#include <string>

struct Book {
    std::int64_t id = 0;
    std::string title;
};

struct hasty {
    struct connection : rowan::sqlite::connection {
        using rowan::sqlite::connection::connection;
#if MISTAKE
        template <class Done>
        bool cancel_late(Done done) noexcept;
        template <class Done>
        bool cancel_later(Done done) = delete;
#endif
    };
    using dialect = rowan::sqlite::dialect;
    using options = rowan::sqlite::options;
    using statement = rowan::sqlite::statement;
    static constexpr std::size_t max_parameters = rowan::sqlite::max_parameters;
};
struct library {
    using driver = hasty;
    using tables = rowan::tables<Book>;
};
int main() { rowan::connection<library> db(":memory:"); }
