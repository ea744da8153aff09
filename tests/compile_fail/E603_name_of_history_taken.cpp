// names: Payment
#include "rowan/sqlite.hpp"

#include <cstdint>

struct Payment {
    std::int64_t id = 0;
#if MISTAKE
    std::int64_t transaction_id = 0;
#else
    std::int64_t bank_transaction = 0;
#endif
};
template <>
inline constexpr auto rowan::history<Payment> = rowan::versioned{};
struct library {
    using driver = rowan::sqlite;
    using tables = rowan::tables<Payment>;
};
int main() {
    rowan::connection<library> db(":memory:");
    db.create_tables();
}
