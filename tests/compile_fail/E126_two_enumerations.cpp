// names: old::Mood
#include "rowan/postgres.hpp"

#include <cstdint>

enum class Mood { sad, glad };
namespace old {
enum class Mood { bad, good };
} // namespace old
template <>
inline constexpr auto rowan::enum_type<Mood> = rowan::native_enum("mood");
template <>
#if MISTAKE
inline constexpr auto rowan::enum_type<old::Mood> = rowan::native_enum("mood");
#else
inline constexpr auto rowan::enum_type<old::Mood> = rowan::native_enum("old_mood");
#endif
struct Day {
    std::int64_t id = 0;
    Mood mood{};
    old::Mood before{};
};
struct diary {
    using driver = rowan::postgres;
    using tables = rowan::tables<Day>;
};
int main() {
    rowan::connection<diary> db("");
    db.create_tables();
}
