// names: country
#include "rowan/sqlite.hpp"

#include <cstdint>
#include <optional>
#include <string>

using namespace rowan;
struct Author {
    std::int64_t id = 0;
    std::string name;
    std::optional<std::string> country;
};
struct library {
    using driver = rowan::sqlite;
    using tables = rowan::tables<Author>;
};
int main() {
    rowan::connection<library> db(":memory:");
#if MISTAKE
    constexpr auto of_country = select<Author>().where(col<&Author::country> == param<"country">);
#else
    constexpr auto of_country = select<Author>().where(is_not_distinct_from(col<&Author::country>, param<"country">));
#endif
    (void)db(of_country, "country"_p = std::nullopt);
}
