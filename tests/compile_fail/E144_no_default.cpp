// names: number
#include "rowan/sqlite.hpp"

#include <cstdint>
#include <string>

struct isbn {
#if MISTAKE
    explicit isbn(std::string text) : digits(std::move(text)) {}
#else
    explicit isbn(std::string text) : digits(std::move(text)) {}
    isbn() = default;
#endif
    std::string digits;
};
template <>
struct rowan::value_traits<isbn> {
    using stored = std::string;
    static std::string to_stored(const isbn& number) { return number.digits; }
    static isbn from_stored(const std::string& text) { return isbn(text); }
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
    (void)db.find<Book>(7);
}
