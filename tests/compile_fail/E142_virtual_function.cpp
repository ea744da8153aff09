// names: Book
#include "rowan/sqlite.hpp"

#include <cstdint>
#include <string>

struct Book {
    std::int64_t id = 0;
    std::string title;
#if MISTAKE
    virtual ~Book() = default;
#endif
};
template <>
inline constexpr auto rowan::history<Book> = rowan::versioned{};
struct library {
    using driver = rowan::sqlite;
    using tables = rowan::tables<Book>;
};
int main() {
    rowan::connection<library> db(":memory:");
    (void)db.versions<Book>(7);
}
