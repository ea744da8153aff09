#include "rowan/facade/connection.hpp"

#include "rowan/driver/sqlite/driver.hpp"
#include "rowan/sql/dialect.hpp"

#include <cstdint>
#include <string>

// The engine without the layers above it.
struct Book {
    std::int64_t id = 0;
    std::string title;
};
struct library {
    using driver = rowan::sqlite;
    using tables = rowan::tables<Book>;
};

template <class Connection>
constexpr bool has_history = requires(Connection& db) { db.transactions(); };
static_assert(!has_history<rowan::connection<library>>);

int main() {
    rowan::connection<library> db(":memory:");
    db.create_tables();
    Book book{.title = "Solaris"};
    db.insert(book);
    return db.get<Book>(book.id).title == "Solaris" ? 0 : 1;
}
