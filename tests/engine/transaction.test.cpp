#include "support/caught.hpp"
#include "support/drivers.hpp"
#include "support/temporary_file.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>

namespace transaction_test {

struct Note {
    std::int64_t id = 0;
    std::string text;
};
struct Reply {
    std::int64_t id = 0;
    std::int64_t note_id = 0;
};
template <class Driver>
struct notes {
    using driver = Driver;
    using tables = rowan::tables<Note, Reply>;
};

} // namespace transaction_test

template <>
inline constexpr auto rowan::table<transaction_test::Reply> = rowan::define<transaction_test::Reply>(
    rowan::foreign_key<&transaction_test::Reply::note_id>.references<&transaction_test::Note::id>().initially_deferred());

namespace transaction_test {

using namespace rowan;
using test::caught;
using test::temporary_file;

constexpr sqlite_options impatient{.busy_timeout = std::chrono::milliseconds{0}};

template <class Driver>
struct fixture {
    connection<notes<Driver>> db{test::empty_database<Driver>::name()};
    fixture() { db.create_tables(); }

    std::string texts() {
        std::string all;
        for (const Note& note : db(select<Note>().order_by(col<&Note::id>))) all += note.text;
        return all;
    }
    void add(const char* text) { db.insert(Note{0, text}); }
};

TEST_SUITE("engine") {
    TEST_CASE_TEMPLATE("a transaction is committed when it is said, and rolled back otherwise", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        {
            auto scope = db.begin();
            CHECK(db.in_transaction());
            CHECK(db.transaction_depth() == 1);
            here.add("a");
            scope.commit();
            CHECK_FALSE(db.in_transaction());
        }
        CHECK(here.texts() == "a");
        {
            auto scope = db.begin();
            here.add("b");
            CHECK(here.texts() == "ab");
        }
        CHECK(here.texts() == "a");
        auto scope = db.begin();
        here.add("c");
        scope.rollback();
        CHECK_FALSE(db.in_transaction());
        scope.rollback();
        CHECK(here.texts() == "a");
    }
    TEST_CASE_TEMPLATE("a transaction that is moved ends once", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        {
            auto first = db.begin();
            here.add("a");
            auto second = std::move(first);
            CHECK(db.transaction_depth() == 1);
            second.commit();
        }
        CHECK(db.transaction_depth() == 0);
        CHECK(here.texts() == "a");
    }
    TEST_CASE_TEMPLATE("an inner transaction is rolled back without the outer", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        auto outer = db.begin();
        here.add("a");
        {
            auto inner = db.begin();
            CHECK(db.transaction_depth() == 2);
            here.add("b");
            {
                auto innermost = db.begin();
                CHECK(db.transaction_depth() == 3);
                here.add("c");
                innermost.commit();
            }
            CHECK(here.texts() == "abc");
        }
        CHECK(here.texts() == "a");
        {
            auto inner = db.begin();
            here.add("d");
            {
                auto innermost = db.begin();
                here.add("e");
            }
            CHECK(here.texts() == "ad");
            inner.commit();
        }
        outer.commit();
        CHECK(here.texts() == "ad");
    }
    TEST_CASE_TEMPLATE("what inner transactions committed goes with the outer", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        {
            auto outer = db.begin();
            {
                auto inner = db.begin();
                here.add("a");
                inner.commit();
            }
            CHECK(here.texts() == "a");
        }
        CHECK(here.texts().empty());
    }
    TEST_CASE_TEMPLATE("an exception rolls back, also from within a loop over a result", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        here.add("a");
        CHECK_THROWS_AS(
            {
                auto scope = db.begin();
                for (const Note& note : db(select<Note>())) {
                    here.add("b");
                    throw std::runtime_error(note.text);
                }
            },
            std::runtime_error);
        CHECK(here.texts() == "a");
        CHECK_FALSE(db.in_transaction());
    }

    TEST_CASE_TEMPLATE("transact commits, gives back what the function gives, and rolls back on an exception", Driver,
                       TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        const std::string result = db.transact([&] {
            here.add("a");
            return std::string("done");
        });
        CHECK(result == "done");
        static_assert(std::is_void_v<decltype(db.transact([] {}))>);
        CHECK_THROWS_AS(db.transact([&] {
            here.add("b");
            throw std::runtime_error("no");
        }),
                        std::runtime_error);
        CHECK(here.texts() == "a");
        db.transact([&] {
            here.add("c");
            CHECK_THROWS(db.transact([&] {
                here.add("d");
                throw 1;
            }));
        });
        CHECK(here.texts() == "ac");
        CHECK(db.transaction_depth() == 0);
    }
    // PostgreSQL ends a transaction whose commit it refuses.
    TEST_CASE_FIXTURE(fixture<sqlite>, "a commit that is refused leaves the transaction to be mended") {
        auto scope = db.begin();
        db.insert(Reply{0, 7});
        CHECK(caught<constraint_violation>([&] { scope.commit(); }).kind() == constraint_kind::foreign_key);
        CHECK(db.transaction_depth() == 1);
        db.execute("INSERT INTO note VALUES (7, 'seven')");
        scope.commit();
        CHECK(texts() == "seven");
    }
    TEST_CASE_TEMPLATE("what a commit refuses is rolled back", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        db.execute("INSERT INTO note VALUES (7, 'seven')");
        db.insert(Reply{0, 7});
        {
            auto scope = db.begin();
            db.insert(Reply{0, 8});
            CHECK(caught<constraint_violation>([&] { scope.commit(); }).kind() == constraint_kind::foreign_key);
        }
        CHECK(db.transaction_depth() == 0);
        CHECK(db(select(count()).from<Reply>()).scalar() == 1);
        CHECK_THROWS_AS(db.transact([&] { db.insert(Reply{0, 8}); }), constraint_violation);
        CHECK(db.transaction_depth() == 0);
        CHECK(db(select(count()).from<Reply>()).scalar() == 1);
    }

    TEST_CASE("transact tries again what was busy, as often as it is told") {
        const temporary_file file;
        connection<notes<sqlite>> first{file.name()}, second{file.name(), impatient};
        first.create_tables();
        auto lock = first.begin({.mode = transaction_mode::immediate});
        int attempts = 0;
        const auto write = [&] {
            ++attempts;
            second.insert(Note{0, "x"});
        };
        CHECK_THROWS_AS(second.transact(write), busy);
        CHECK(attempts == 1);
        CHECK_THROWS_AS(second.transact({.retries = 2}, write), busy);
        CHECK(attempts == 4);
        second.transact({.retries = 3}, [&] {
            if (++attempts == 7) lock.commit();
            second.insert(Note{0, "x"});
        });
        CHECK(attempts == 7);
        CHECK(second(select(count()).from<Note>()).scalar() == 1);
        CHECK_FALSE(second.in_transaction());
    }
    TEST_CASE("transact tries again the whole transaction when another has written") {
        const temporary_file file;
        connection<notes<sqlite>> first{file.name(), {.wal = true}}, second{file.name(), impatient};
        first.create_tables();
        int attempts = 0;
        std::int64_t seen = -1;
        const auto copy = [&] {
            seen = second(select(count()).from<Note>()).scalar();
            if (++attempts == 1) first.insert(Note{0, "first"});
            second.insert(Note{0, "second"});
        };
        CHECK_THROWS_AS(second.transact(copy), serialization_failure);
        attempts = 0;
        second.transact({.retries = 1}, copy);
        CHECK(attempts == 2);
        CHECK(seen == 2);
        CHECK(second(select(count()).from<Note>()).scalar() == 3);

        // Within another transaction it is that one which has to be tried again.
        attempts = 0;
        auto outer = second.begin();
        CHECK_THROWS_AS(second.transact({.retries = 5}, copy), serialization_failure);
        CHECK(attempts == 1);
    }
    TEST_CASE("an immediate transaction has the lock at once") {
        const temporary_file file;
        connection<notes<sqlite>> first{file.name()}, second{file.name(), impatient};
        first.create_tables();
        {
            auto scope = first.begin();
            second.insert(Note{0, "x"});
        }
        auto scope = first.begin({.mode = transaction_mode::immediate});
        CHECK_THROWS_AS(second.insert(Note{0, "x"}), busy);
    }
}

} // namespace transaction_test
