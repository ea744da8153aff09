// names: positive_price
#include "rowan/postgres.hpp"

#include <cstdint>

using namespace rowan;
struct Offer {
    std::int64_t id = 0;
    int price = 0;
};
template <>
inline constexpr auto rowan::table<Offer> = define<Offer>(rowan::check(col<&Offer::price> > 0).named("positive_price"),
#if MISTAKE
                                                          rowan::unique<&Offer::price>.named("positive_price"));
#else
                                                          rowan::unique<&Offer::price>.named("single_price"));
#endif
struct shop {
    using driver = rowan::postgres;
    using tables = rowan::tables<Offer>;
};
int main() {
    rowan::connection<shop> db("");
    db.create_tables();
}
