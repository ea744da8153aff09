// names: account_email_index
#include "rowan/sqlite.hpp"

#include <cstdint>
#include <string>

using namespace rowan;
struct Account {
    std::int64_t id = 0;
    std::string email;
    bool closed = false;
};
template <>
inline constexpr auto rowan::table<Account> =
    define<Account>(rowan::index<&Account::email>,
#if MISTAKE
                    rowan::index<&Account::email>.where(col<&Account::closed> == false).unique());
#else
                    rowan::index<&Account::email>.where(col<&Account::closed> == false).unique().named("open_account_email"));
#endif
struct bank {
    using driver = rowan::sqlite;
    using tables = rowan::tables<Account>;
};
int main() {
    rowan::connection<bank> db(":memory:");
    db.create_tables();
}
