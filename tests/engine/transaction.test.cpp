#include "support/caught.hpp"
#include "support/temporary_file.hpp"

#include "rowan/sqlite.hpp"

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
struct notes {
    using driver = rowan::sqlite;
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

struct fixture {
    connection<notes> db{":memory:"};
    fixture() { db.create_tables(); }

    std::string texts() {
        std::string all;
        for (const Note& note : db(select<Note>().order_by(col<&Note::id>))) all += note.text;
        return all;
    }
    void add(const char* text) { db.insert(Note{0, text}); }
};

TEST_SUITE("engine") {
    TEST_CASE_FIXTURE(fixture, "a transaction is committed when it is said, and rolled back otherwise") {
        {
            auto scope = db.begin();
            CHECK(db.in_transaction());
            CHECK(db.transaction_depth() == 1);
            add("a");
            scope.commit();
            CHECK_FALSE(db.in_transaction());
        }
        CHECK(texts() == "a");
        {
            auto scope = db.begin();
            add("b");
            CHECK(texts() == "ab");
        }
        CHECK(texts() == "a");
        auto scope = db.begin();
        add("c");
        scope.rollback();
        CHECK_FALSE(db.in_transaction());
        scope.rollback();
        CHECK(texts() == "a");
    }
    TEST_CASE_FIXTURE(fixture, "a transaction that is moved ends once") {
        {
            auto first = db.begin();
            add("a");
            auto second = std::move(first);
            CHECK(db.transaction_depth() == 1);
            second.commit();
        }
        CHECK(db.transaction_depth() == 0);
        CHECK(texts() == "a");
    }
    TEST_CASE_FIXTURE(fixture, "an inner transaction is rolled back without the outer") {
        auto outer = db.begin();
        add("a");
        {
            auto inner = db.begin();
            CHECK(db.transaction_depth() == 2);
            add("b");
            {
                auto innermost = db.begin();
                CHECK(db.transaction_depth() == 3);
                add("c");
                innermost.commit();
            }
            CHECK(texts() == "abc");
        }
        CHECK(texts() == "a");
        {
            auto inner = db.begin();
            add("d");
            {
                auto innermost = db.begin();
                add("e");
            }
            CHECK(texts() == "ad");
            inner.commit();
        }
        outer.commit();
        CHECK(texts() == "ad");
    }
    TEST_CASE_FIXTURE(fixture, "what inner transactions committed goes with the outer") {
        {
            auto outer = db.begin();
            {
                auto inner = db.begin();
                add("a");
                inner.commit();
            }
            CHECK(texts() == "a");
        }
        CHECK(texts().empty());
    }
    TEST_CASE_FIXTURE(fixture, "an exception rolls back, also from within a loop over a result") {
        add("a");
        CHECK_THROWS_AS(
            {
                auto scope = db.begin();
                for (const Note& note : db(select<Note>())) {
                    add("b");
                    throw std::runtime_error(note.text);
                }
            },
            std::runtime_error);
        CHECK(texts() == "a");
        CHECK_FALSE(db.in_transaction());
    }

    TEST_CASE_FIXTURE(fixture, "transact commits, gives back what the function gives, and rolls back on an exception") {
        const std::string result = db.transact([&] {
            add("a");
            return std::string("done");
        });
        CHECK(result == "done");
        static_assert(std::is_void_v<decltype(db.transact([] {}))>);
        CHECK_THROWS_AS(db.transact([&] {
            add("b");
            throw std::runtime_error("no");
        }),
                        std::runtime_error);
        CHECK(texts() == "a");
        db.transact([&] {
            add("c");
            CHECK_THROWS(db.transact([&] {
                add("d");
                throw 1;
            }));
        });
        CHECK(texts() == "ac");
        CHECK(db.transaction_depth() == 0);
    }
    TEST_CASE_FIXTURE(fixture, "a commit that is refused leaves the transaction to be mended or rolled back") {
        {
            auto scope = db.begin();
            db.insert(Reply{0, 7});
            CHECK(caught<constraint_violation>([&] { scope.commit(); }).kind() == constraint_kind::foreign_key);
            CHECK(db.transaction_depth() == 1);
            db.execute("INSERT INTO note VALUES (7, 'seven')");
            scope.commit();
        }
        CHECK(texts() == "seven");
        {
            auto scope = db.begin();
            db.insert(Reply{0, 8});
            CHECK_THROWS_AS(scope.commit(), constraint_violation);
        }
        CHECK(db.transaction_depth() == 0);
        CHECK(db(select(count()).from<Reply>()).scalar() == 1);
        CHECK_THROWS_AS(db.transact([&] { db.insert(Reply{0, 8}); }), constraint_violation);
        CHECK(db.transaction_depth() == 0);
        CHECK(db(select(count()).from<Reply>()).scalar() == 1);
    }

    TEST_CASE("transact tries again what was busy, as often as it is told") {
        const temporary_file file;
        connection<notes> first{file.name()}, second{file.name(), impatient};
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
        connection<notes> first{file.name(), {.wal = true}}, second{file.name(), impatient};
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
        connection<notes> first{file.name()}, second{file.name(), impatient};
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
