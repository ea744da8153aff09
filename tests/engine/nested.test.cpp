#include "support/drivers.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <optional>
#include <string>

namespace nested_test {

using namespace rowan;

struct Note {
    std::int64_t id{};
    std::string text{};
    std::int8_t stars{};
    std::optional<unsigned> pages{};
};
template <class Driver>
struct notes {
    using driver = Driver;
    using tables = rowan::tables<Note>;
};

TEST_SUITE("engine") {
    TEST_CASE_TEMPLATE("an outer transaction is not committed over an inner one that is open", Driver, TEST_DRIVERS) {
        connection<notes<Driver>> db{test::empty_database<Driver>::name()};
        db.create_tables();
        auto outer = db.begin();
        db.insert(Note{.text = "1"});
        auto inner = db.begin();
        db.insert(Note{.text = "2"});
        CHECK_THROWS_AS(outer.commit(), error);
        CHECK(db.transaction_depth() == 2);
        inner.commit();
        outer.commit();
        CHECK(db(select(count()).from<Note>()).scalar() == 2);
    }

    TEST_CASE_TEMPLATE("an outer transaction takes the inner ones along when it is rolled back", Driver, TEST_DRIVERS) {
        connection<notes<Driver>> db{test::empty_database<Driver>::name()};
        db.create_tables();
        auto outer = db.begin();
        db.insert(Note{.text = "1"});
        auto inner = db.begin();
        db.insert(Note{.text = "2"});
        outer.rollback();
        CHECK_FALSE(db.in_transaction());
        CHECK_THROWS_AS(inner.commit(), error);
        auto next = db.begin();
        auto deeper = db.begin();
        CHECK_THROWS_AS(inner.commit(), error); // of another outermost transaction, at the same depth
        inner.rollback();
        CHECK(db.transaction_depth() == 2);
        deeper.commit();
        next.commit();
        CHECK(db(select(count()).from<Note>()).scalar() == 0);
    }

    TEST_CASE_TEMPLATE("what is set fits the field of its column", Driver, TEST_DRIVERS) {
        connection<notes<Driver>> db{test::empty_database<Driver>::name()};
        db.create_tables();
        const auto id = db.insert(Note{.text = "x", .stars = 3, .pages = 7});
        CHECK_THROWS_AS(db(update<Note>().set(col<&Note::stars> = 1000).every_row()), type_mismatch);
        CHECK_THROWS_AS(db(update<Note>().set(col<&Note::pages> = -1).every_row()), type_mismatch);
        CHECK_THROWS_AS(db(insert<Note>().set(col<&Note::text> = "y", col<&Note::stars> = -129)), type_mismatch);
        CHECK(db(update<Note>().set(col<&Note::stars> = -128, col<&Note::pages> = std::nullopt).every_row()) == 1);
        CHECK(db.template get<Note>(id).stars == -128);
        CHECK(db(select(count()).from<Note>()).scalar() == 1);
    }
}

} // namespace nested_test
