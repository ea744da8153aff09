// names: State
#include "rowan/postgres.hpp"

#include <cstdint>

#if MISTAKE
enum class State { kept_in_the_reading_room_and_not_lent_until_the_term_of_the_reservation_ends };
template <>
inline constexpr auto rowan::enum_type<State> = rowan::native_enum("state");
#else
enum class State { kept_in_the_reading_room };
template <>
inline constexpr auto rowan::enum_type<State> = rowan::native_enum("state");
#endif
struct Book {
    std::int64_t id = 0;
    State state{};
};
struct library {
    using driver = rowan::postgres;
    using tables = rowan::tables<Book>;
};
int main() {
    rowan::connection<library> db("");
    db.create_tables();
}
