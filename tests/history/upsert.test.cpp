#include "support/drivers.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <string>
#include <vector>

// A statement that inserts or updates may change rows of other tables, as the actions of foreign keys say.
namespace history_upsert_test {

struct Kind {
    std::string code;
    std::string label;
};
struct Item {
    std::int64_t id = 0;
    std::string kind;
};

} // namespace history_upsert_test

template <>
inline constexpr auto rowan::table<history_upsert_test::Kind> =
    rowan::define<history_upsert_test::Kind>(rowan::primary_key<&history_upsert_test::Kind::code>);
template <>
inline constexpr auto rowan::table<history_upsert_test::Item> = rowan::define<history_upsert_test::Item>(
    rowan::foreign_key<&history_upsert_test::Item::kind>.references<&history_upsert_test::Kind::code>().on_update(
        rowan::cascade));
template <>
inline constexpr auto rowan::history<history_upsert_test::Item> = rowan::versioned{};

namespace history_upsert_test {

using namespace rowan;

template <class Driver>
struct shop {
    using driver = Driver;
    using tables = rowan::tables<Kind, Item>;
};

TEST_SUITE("history") {
    TEST_CASE_TEMPLATE("what an upsert changes in other tables is of its actor", Driver, TEST_DRIVERS) {
        connection<shop<Driver>> db{test::empty_database<Driver>::name()};
        db.create_tables();
        db.insert(Kind{"a", "A"});
        db.insert(std::vector<Item>{{0, "a"}, {0, "a"}});
        db.transact({.actor = "ann"}, [&] {
            db(rowan::insert<Kind>()
                   .values(Kind{"a", "x"})
                   .template on_conflict<&Kind::code>()
                   .do_update(col<&Kind::code> = "b")
                   .with_keys());
        });
        for (const std::int64_t id : {1, 2}) {
            const auto versions = db.template versions<Item>(id);
            REQUIRE(versions.size() == 2);
            CHECK(versions[1].row.kind == "b");
            CHECK(versions[1].transaction.actor == "ann");
        }
        CHECK(db.template versions<Item>(1)[1].transaction == db.template versions<Item>(2)[1].transaction);
    }
}

} // namespace history_upsert_test
