#include "support/drivers.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <memory>
#include <string>
#include <type_traits>
#include <vector>

namespace listener_order_test {

using namespace rowan;

struct Item {
    std::int64_t id = 0;
};

using trace = std::vector<std::string>;
inline trace seen;

template <char Name>
struct note {
    void on(const after_insert<Item>&) { seen.emplace_back(1, Name); }
};
struct b;
struct d;
struct nowhere;
struct a : note<'a'> {
    using after = rowan::after<b, d>;
};
struct b : note<'b'> {};
struct c : note<'c'> {
    using after = rowan::after<nowhere>; // no listener of the database
};
struct d : note<'d'> {
    using after = rowan::after<b>;
};
/// Has a member of that name that says nothing of listeners.
struct e : note<'e'> {
    using after = int;
};
/// What an extension brings, before others.
struct early : note<'0'> {};
struct late : note<'9'> {
    using after = rowan::after<>;
};
struct follower : note<'f'> {
    using after = rowan::after<early>;
};
struct bringing {
    template <class>
    using listeners = rowan::listeners<late, early>;
};

template <class Driver, class Listeners>
struct shop {
    using driver = Driver;
    using tables = rowan::tables<Item>;
    using listeners = Listeners;
};
template <class Driver>
struct extended_shop {
    using driver = Driver;
    using tables = rowan::tables<Item>;
    using listeners = rowan::listeners<follower, b>;
    using extensions = rowan::extensions<bringing>;
};

template <class Database>
trace order() {
    connection<Database> db(test::empty_database<typename Database::driver>::name());
    db.create_tables();
    seen.clear();
    db.insert(Item{});
    return seen;
}
template <class... Listeners>
using sorted = decltype(detail::in_calling_order(detail::type_list<Listeners...>{}));
template <class... Listeners>
constexpr bool has_mistake = !detail::is_right<detail::order_check<detail::type_list<Listeners...>>>;

static_assert(std::is_same_v<sorted<>, detail::type_list<>>);
static_assert(std::is_same_v<sorted<a, b, c, d, e>, detail::type_list<b, c, d, a, e>>);
static_assert(std::is_same_v<sorted<b, d, a>, detail::type_list<b, d, a>>);
static_assert(std::is_same_v<sorted<a, d>, detail::type_list<d, a>>);
static_assert(std::is_same_v<sorted<a, c>, detail::type_list<a, c>>);
static_assert(std::is_same_v<sorted<shared<a>, shared<b>>, detail::type_list<shared<b>, shared<a>>>);
static_assert(!has_mistake<a, b, c, d, e> && !has_mistake<>);

struct two;
struct three;
struct one : note<'1'> {
    using after = rowan::after<three>;
};
struct two : note<'2'> {
    using after = rowan::after<one>;
};
struct three : note<'3'> {
    using after = rowan::after<two>;
};
struct after_all : note<'4'> {
    using after = rowan::after<one, b>;
};
struct own : note<'5'> {
    using after = rowan::after<own>;
};
static_assert(has_mistake<own> && has_mistake<b, one, two, three> && !has_mistake<one, two> &&
              !has_mistake<two, three>);
// It names two listeners that are in the circle.
static_assert(std::is_same_v<detail::order_check<detail::type_list<after_all, b, one, two, three>>,
                             detail::listeners_in_a_circle<three, two>>);

TEST_SUITE("event") {
    TEST_CASE_TEMPLATE("listeners are called after those that they name, and else as listed", Driver, TEST_DRIVERS) {
        CHECK(order<shop<Driver, rowan::listeners<a, b, c, d, e>>>() == trace{"b", "c", "d", "a", "e"});
        CHECK(order<shop<Driver, rowan::listeners<e, d, c, b, a>>>() == trace{"e", "c", "b", "d", "a"});
        CHECK(order<shop<Driver, rowan::listeners<shared<a>, b>>>() == trace{"b", "a"});
    }
    TEST_CASE_TEMPLATE("a listener may come after one of an extension", Driver, TEST_DRIVERS) {
        CHECK(order<extended_shop<Driver>>() == trace{"b", "9", "0", "f"});
    }
}

} // namespace listener_order_test
