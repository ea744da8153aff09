// names: other_kind
// mistakes: 6
#include "rowan/sqlite.hpp"

#include <chrono>
#include <cstdint>
#include <vector>

// What is no row, and what is no point of a history.
using namespace rowan;
struct Book {
    std::int64_t id = 0;
    int year = 0;
};
template <>
inline constexpr auto rowan::history<Book> = rowan::versioned{};
enum class other_kind : std::uint8_t { one };
struct library {
    using driver = rowan::sqlite;
    using tables = rowan::tables<Book>;
};
int main() {
    rowan::connection<library> db(":memory:");
    constexpr auto all = select<Book>();
#if MISTAKE
    db.insert(other_kind::one);
    db.update(5);
    db.upsert(2.5);
    (void)db(all.as_of(1.5));
    (void)db(all.as_of("yesterday"));
    (void)db(union_all(all, select<Book>()).as_of(other_kind::one));
#else
    db.insert(Book{});
    db.update(Book{});
    db.upsert(Book{});
    (void)db(all.as_of(1));
    (void)db(all.as_of(std::chrono::system_clock::now()));
    (void)db(union_all(all, select<Book>()).as_of(1U));
#endif
}
