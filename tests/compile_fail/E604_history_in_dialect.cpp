// names: Book
#include "driver/toy/toy.hpp"
#include "rowan/rowan.hpp"

#include <cstdint>
#include <string>

struct Book {
    std::int64_t id = 0;
    std::string title;
};
#if MISTAKE
template <>
inline constexpr auto rowan::history<Book> = rowan::versioned{};
#endif
struct library {
    using driver = test::toy::driver;
    using tables = rowan::tables<Book>;
};
int main() {
    test::fake::server server;
    rowan::connection<library> db("books", {&server});
    db.create_tables();
}
