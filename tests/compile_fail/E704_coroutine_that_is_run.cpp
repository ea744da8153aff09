// names: blocking_check
#include "rowan/async.hpp"
#include "rowan/sqlite.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstdint>

struct Book {
    std::int64_t id = 0;
};
struct library {
    using driver = rowan::sqlite;
    using tables = rowan::tables<Book>;
};
boost::asio::awaitable<void> write(rowan::async::connection<library>& db, Book& book) {
#if MISTAKE
    co_await db.run([&](auto&) -> boost::asio::awaitable<void> { co_await db.insert(book); });
#else
    co_await db.run([&](auto& blocking) { blocking.insert(book); });
#endif
}
int main() {}
