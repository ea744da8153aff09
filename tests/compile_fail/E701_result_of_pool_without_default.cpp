// names: numbered
#include "rowan/async.hpp"
#include "rowan/sqlite.hpp"

#include <boost/asio/io_context.hpp>

#include <cstdint>
#include <exception>
#include <optional>

struct Book {
    std::int64_t id = 0;
};
struct library {
    using driver = rowan::sqlite;
    using tables = rowan::tables<Book>;
};
struct numbered {
    explicit numbered(int given) : number(given) {}
    int number;
};
int main() {
    boost::asio::io_context context;
    rowan::async::pool<library> pool(context, "books.db");
#if MISTAKE
    pool.run([](auto&) { return numbered(1); })([](std::exception_ptr, const auto&) {});
#else
    pool.run([](auto&) { return std::optional(numbered(1)); })([](std::exception_ptr, const auto&) {});
#endif
}
