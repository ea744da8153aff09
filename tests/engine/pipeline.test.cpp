#include "support/caught.hpp"
#include "support/drivers.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <string>
#include <utility>

namespace pipeline_test {

using namespace rowan;
using test::caught;

struct Item {
    std::int64_t id = 0;
    std::string name;
};
struct Trace {
    std::int64_t id = 0;
    std::string what;
};

struct tracing {
    template <class Connection>
    void on(const before_write<Item>&, Connection& db) {
        db.insert(Trace{0, db.in_transaction() ? "within" : "alone"});
    }
};
template <class Driver>
struct shop {
    using driver = Driver;
    using tables = rowan::tables<Item, Trace>;
    using listeners = rowan::listeners<tracing>;
};

constexpr auto add = insert<Item>().set(col<&Item::name> = param<"name">);

TEST_CASE_TEMPLATE("what a handler writes for a statement of a pipeline is committed with it, or not at all", Driver,
                   TEST_DRIVERS) {
    connection<shop<Driver>> db{test::empty_database<Driver>::name()};
    db.create_tables();
    auto [first, second] = db.pipeline([](auto& p) {
        auto one = p(add, "name"_p = "lamp");
        auto two = p(select<Item>());
        return std::pair(std::move(one), std::move(two));
    });
    CHECK(first.get() == 1);
    CHECK(second.get().size() == 1);
    CHECK(db(select<Trace>()).all().at(0).what == "within");

    const auto failure = caught<constraint_violation>([&] {
        db.pipeline([](auto& p) {
            (void)p(add, "name"_p = "table");
            (void)p(update<Item>().set(col<&Item::id> = 5).where(col<&Item::id> > 0).with_keys());
        });
    });
    CHECK(!failure.constraint().empty());
    CHECK(db(select(count()).from<Item>()).scalar() == 1);
    CHECK(db(select(count()).from<Trace>()).scalar() == 1);
}

} // namespace pipeline_test
