// names: isbn
#include "rowan/sqlite.hpp"

#include <cstdint>
#include <string>

struct isbn {
    std::string digits;
};
template <>
struct rowan::value_traits<isbn> {
#if !MISTAKE
    using stored = std::string;
#endif
    static std::string to_stored(const isbn& number) { return number.digits; }
    static isbn from_stored(const std::string& text) { return {text}; }
};
struct Book {
    std::int64_t id = 0;
    isbn number;
};
struct library {
    using driver = rowan::sqlite;
    using tables = rowan::tables<Book>;
};
int main() {
    rowan::connection<library> db(":memory:");
    db.insert(Book{});
}
