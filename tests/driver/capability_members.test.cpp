#include "driver/fake.hpp"
#include "support/drivers.hpp"

#include "rowan/driver/capability_members.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>

namespace capability_members_test {

using namespace rowan;

template <capability Each>
struct empty {
    static constexpr auto offers = Each;
};
/// Whether a part without members is told of each capability, as one of its own or of the other part's.
template <std::size_t... Bits>
constexpr bool tells_all(std::index_sequence<Bits...>) {
    return ((detail::lacked_by_connection<empty<static_cast<capability>(1U << Bits)>>.of ==
                 static_cast<capability>(1U << Bits) &&
             detail::lacked_by_statement<empty<static_cast<capability>(1U << Bits)>>.of ==
                 static_cast<capability>(1U << Bits)) &&
            ...);
}
static_assert(tells_all(std::make_index_sequence<21>{}));
static_assert(!detail::lacked_by_connection<empty<capability::loss>>.declaration.empty());

struct half {
    static constexpr auto offers = capability::loss | capability::foreign_sql | capability::pipelining;
    [[nodiscard]] bool is_broken() const noexcept;
    bool ran_other_sql() noexcept;
    void settle();
    void abandon() noexcept;
    void send();
};
struct whole : half {
    void forget_other_sql() noexcept;
};
static_assert(detail::lacked_by_connection<half>.of == capability::foreign_sql &&
              detail::lacked_by_connection<half>.declaration == "forget_other_sql() noexcept");
static_assert(!complete_connection<half> && complete_connection<whole> && complete_connection<empty<capability::none>>);

// What pipelines ask of a connection a statement does not have, nor the other way round.
struct sender {
    static constexpr auto offers = capability::pipelining;
    void send();
};
struct settler {
    static constexpr auto offers = capability::pipelining;
    void settle();
    void abandon() noexcept;
};
static_assert(complete_statement<sender> && !complete_statement<settler> && complete_connection<settler> &&
              !complete_connection<sender>);
static_assert(detail::lacked_by_statement<settler>.declaration == "send()" &&
              detail::lacked_by_connection<sender>.declaration == "settle()");

TEST_SUITE("driver") {
    TEST_CASE_TEMPLATE("a driver has the members of what it offers", Driver, TEST_DRIVERS, test::fake::driver) {
        CHECK(complete_connection<typename Driver::connection>);
        CHECK(complete_statement<typename Driver::statement>);
    }
}

} // namespace capability_members_test
