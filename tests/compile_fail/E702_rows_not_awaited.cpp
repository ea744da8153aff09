// names: Book
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
boost::asio::awaitable<void> read(rowan::async::connection<library>& db) {
    using namespace rowan;
#if MISTAKE
    for (const Book& book : db(select<Book>())) (void)book;
#else
    for (const Book& book : co_await db(select<Book>()).all()) (void)book;
#endif
    co_return;
}
int main() {}
