#include "rowan/sqlite.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <string>

namespace transaction_lost_test {

using namespace rowan;

struct Note {
    std::int64_t id{};
    std::string text{};
};
struct notes {
    using driver = sqlite;
    using tables = rowan::tables<Note>;
};

TEST_SUITE("engine") {
    TEST_CASE("after a full disk took the transaction back, nothing more is written in it") {
        connection<notes> db{":memory:"};
        db.create_tables();
        db.insert(Note{.text = "before"});
        db.execute("PRAGMA max_page_count = 4");
        {
            auto transaction = db.begin();
            db.insert(Note{.text = "in it"});
            CHECK_THROWS_AS(db.insert(Note{.text = std::string(100'000, 'x')}), disk_full);
            // SQLite may roll back the whole transaction or the statement alone: either way nothing is half written.
            if (!db.handle().in_transaction()) {
                CHECK_THROWS_AS(db.insert(Note{.text = "alone"}), transaction_lost);
                CHECK_THROWS_AS(db.execute("DELETE FROM note"), transaction_lost);
                CHECK_THROWS_AS((void)db(select<Note>()).all(), transaction_lost);
                CHECK_THROWS_AS(transaction.commit(), transaction_lost);
            }
        }
        CHECK(db(select(count()).from<Note>()).scalar() == 1);
    }

    TEST_CASE("a transaction that ended behind rowan's back is lost, and the next one is as good as ever") {
        connection<notes> db{":memory:"};
        db.create_tables();
        {
            auto outer = db.begin();
            db.insert(Note{.text = "gone"});
            auto inner = db.begin();
            db.execute("ROLLBACK");
            CHECK_THROWS_AS(db.insert(Note{.text = "alone"}), transaction_lost);
            CHECK_THROWS_AS(inner.commit(), transaction_lost);
            inner.rollback();
            CHECK_THROWS_AS(outer.commit(), transaction_lost);
        }
        CHECK_FALSE(db.in_transaction());
        CHECK(db(select(count()).from<Note>()).scalar() == 0);
        db.transact([&] { db.insert(Note{.text = "kept"}); });
        CHECK(db(select(count()).from<Note>()).scalar() == 1);
    }

    TEST_CASE("a transaction that has ended cannot be committed") {
        connection<notes> db{":memory:"};
        db.create_tables();
        auto committed = db.begin();
        committed.commit();
        CHECK_THROWS_AS(committed.commit(), error);
        auto rolled_back = db.begin();
        rolled_back.rollback();
        CHECK_THROWS_AS(rolled_back.commit(), error);
        rolled_back.rollback();
        CHECK_FALSE(db.in_transaction());
    }

    TEST_CASE("a script with a zero byte is refused whole") {
        connection<notes> db{":memory:"};
        db.create_tables();
        using namespace std::string_literals;
        CHECK_THROWS_AS(db.execute("DELETE FROM note;\0 SELECT 1"s), syntax_error);
    }
}

} // namespace transaction_lost_test
