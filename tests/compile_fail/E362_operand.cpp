// names: money
// mistakes: 2
#include "rowan/sqlite.hpp"

#include <cstdint>
#include <string>

// A value of a type that no column can have: one error, whatever stands beside it and whatever follows in the chain.
using namespace rowan;
struct Book {
    std::int64_t id = 0;
    std::string title;
    int year = 0;
};
struct money {
    int cents = 0;
};
struct library {
    using driver = rowan::sqlite;
    using tables = rowan::tables<Book>;
};
int main() {
    rowan::connection<library> db(":memory:");
    constexpr auto year = col<&Book::year>;
#if MISTAKE
    (void)db(select<Book>().where(year == money{5}, year != money{5}, money{5} < year).limit<1>());
    (void)db(select((year + money{5}).as<"sum">()).from<Book>().where(between(year, money{1}, 5)).limit<1>());
    (void)db(update<Book>().set(year = money{5}).every_row());
    (void)db(select<Book>().where(year == nullptr && val(money{5}) == year).limit<1>());
#else
    const money price{5};
    (void)db(select<Book>().where(year == price.cents, year != price.cents, price.cents < year).limit<1>());
    (void)db(select((year + price.cents).as<"sum">()).from<Book>().where(between(year, price.cents, 5)).limit<1>());
    (void)db(update<Book>().set(year = price.cents).every_row());
#endif
}
