// names: Price
#include "rowan/sqlite.hpp"

#include <cstdint>

using namespace rowan;
struct Offer {
    std::int64_t id = 0;
    int price = 0;
#if MISTAKE
    int Price = 0;
#else
    int discount = 0;
#endif
};
struct offers {
    using driver = sqlite;
    using tables = rowan::tables<Offer>;
    using naming = as_written;
};
int main() {
    rowan::connection<offers> db(":memory:");
    (void)db(select<Offer>()).all();
}
