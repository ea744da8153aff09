// names: library
#include "rowan/async.hpp"
#include "rowan/sqlite.hpp"

#include <boost/asio/io_context.hpp>

#include <cstdint>
#include <exception>

struct Book {
    std::int64_t id = 0;
};
struct library {
    using driver = rowan::sqlite;
    using tables = rowan::tables<Book>;
};
int main() {
    boost::asio::io_context context;
    rowan::async::pool<library> pool(context, "books.db");
#if MISTAKE
    pool.run([](auto& blocking) { return blocking.begin(); })([](std::exception_ptr, const auto&) {});
#else
    pool.run([](auto& blocking) { return blocking.in_transaction(); })([](std::exception_ptr, const auto&) {});
#endif
}
