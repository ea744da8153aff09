#include "faults/postgres/faults.hpp"

#include "support/caught.hpp"

#include <doctest/doctest.h>

#include <string>

// A COMMIT of which the answer does not come: some of these have committed, others have not, and nobody can say which.
namespace unknown_commit_test {

using namespace faults;
using test::caught;

struct fixture {
    std::string name = empty_items();
    test::raw_postgres other{name};
    test::proxy proxy{test::postgres_port()};
    std::string through_proxy = test::over_tcp(name, proxy.port());

    test::stopped_clock time;

    /// Commits a row while `fault(backend)` happens, in the middle of its COMMIT.
    template <class Fault>
    void commit(const rowan::postgres_options& options, const Fault& fault) {
        int backend = 0;
        {
            clocked_database db(through_proxy, options);
            backend = backend_of(db);
            auto happening = meanwhile([&] {
                wait_until_inside(other, backend);
                fault(backend);
            });
            auto scope = db.begin();
            db.insert(Item{0, "a", 1});
            CHECK_THROWS_AS(scope.commit(), rowan::commit_unknown);
            happening.get();
            CHECK_FALSE(db.in_transaction());
            check_lost(db);
        }
        wait_until_gone(other, backend);
    }
    /// Runs what is an unknown commit, for its answer is lost: it is given up when the server has done it, as `condition` says.
    template <class Action>
    void lose_answer(const std::string& condition, const Action& action) {
        proxy.drop_replies();
        auto impatience = meanwhile([&] {
            wait_until([&] { return other("SELECT " + condition) == "t"; });
            time.go();
        });
        CHECK_THROWS_AS(action(), rowan::commit_unknown);
        impatience.get();
        time.stop();
    }
};

TEST_SUITE("faults") {
    TEST_CASE_FIXTURE(fixture, "a COMMIT whose backend is ended in its middle is unknown, and was none") {
        const commit_gate gate(name);
        commit(bounded, [&](int backend) { terminate(other, backend); });
        CHECK(count_items(name) == 0);
    }
    TEST_CASE_FIXTURE(fixture, "a COMMIT whose network is cut in its middle is unknown, and was one") {
        commit_gate gate(name);
        commit(bounded, [&](int) {
            proxy.cut();
            gate.open();
        });
        CHECK(count_items(name) == 1);
    }
    TEST_CASE_FIXTURE(fixture, "a COMMIT whose answer is lost is unknown after the time for answers, and was one") {
        commit_gate gate(name);
        commit({.answer_timeout = 500ms}, [&](int) {
            proxy.drop_replies();
            gate.open();
            wait_until([&] { return count_items(name) == 1; });
            time.go();
        });
        CHECK(time.longest_in_vain() == 500ms);
        CHECK(count_items(name) == 1);
    }
    TEST_CASE_FIXTURE(fixture, "a COMMIT that a stalled network keeps back is unknown, and was none") {
        clocked_database db(through_proxy, impatient);
        const int backend = backend_of(db);
        auto scope = db.begin();
        db.insert(Item{0, "a", 1});
        proxy.stall();
        time.go();
        CHECK_THROWS_AS(scope.commit(), rowan::commit_unknown);
        check_lost(db);
        proxy.cut();
        wait_until_gone(other, backend);
        CHECK(count_items(name) == 0);
    }
    TEST_CASE_FIXTURE(fixture, "a statement by itself whose answer is lost is an unknown commit, and was one") {
        for (const int count : {1, 100}) {
            other("TRUNCATE item");
            clocked_database db(through_proxy, impatient);
            // The types of the columns are looked up before the first list.
            db.insert(some_items(2));
            other("TRUNCATE item");
            const int backend = backend_of(db);
            lose_answer("count(*) = " + std::to_string(count) + " FROM item",
                        [&] { db.insert(some_items(static_cast<std::size_t>(count))); });
            check_lost(db);
            proxy.cut();
            proxy.resume();
            wait_until_gone(other, backend);
            CHECK(count_items(name) == count);
        }
    }
    TEST_CASE_FIXTURE(fixture, "a COPY by itself that is lost at its end is an unknown commit") {
        commit_gate gate(name, "NEW.number = 1");
        for (const bool is_committed : {false, true}) {
            other("TRUNCATE item");
            clocked_database db(through_proxy, bounded);
            const int backend = backend_of(db);
            auto fault = meanwhile([&] {
                wait_until_inside(other, backend);
                if (is_committed) {
                    proxy.cut();
                    gate.open();
                } else terminate(other, backend);
            });
            CHECK_THROWS_AS(db.insert(some_items(copied)), rowan::commit_unknown);
            fault.get();
            check_lost(db);
            wait_until_gone(other, backend);
            CHECK(count_items(name) == (is_committed ? static_cast<int>(copied) : 0));
        }
    }
    TEST_CASE_FIXTURE(fixture, "a statement by itself whose commit the server refuses is no success") {
        other("CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS "
              "$$ BEGIN RAISE check_violation USING MESSAGE = 'refused at the commit'; END $$");
        other("CREATE CONSTRAINT TRIGGER refuse AFTER INSERT OR UPDATE ON item DEFERRABLE INITIALLY DEFERRED "
              "FOR EACH ROW WHEN (NEW.number = 13) EXECUTE FUNCTION refuse()");
        for (const bool is_named : {true, false}) {
            other("TRUNCATE item");
            database db(name, {.answer_timeout = bounded.answer_timeout, .named_statements = is_named});
            db.insert(Item{0, "first", 0});
            const auto refused = [&](const auto& action) {
                // Also when the server has prepared the statement before.
                for (int run = 0; run < 3; ++run) CHECK_THROWS_AS(action(), rowan::constraint_violation);
            };
            refused([&] { db.insert(Item{0, "a", 13}); });
            refused([&] { db.insert(some_items(100)); });
            refused([&] { db.insert(some_items(copied)); });
            refused([&] {
                db(rowan::update<Item>()
                       .set(rowan::col<&Item::number> = rowan::col<&Item::number> + 13)
                       .where(rowan::col<&Item::id> > 0));
            });
            refused([&] { db.execute("INSERT INTO item(tag, number) VALUES ('a', 13)"); });
            refused([&] {
                db.pipeline([](auto& p) {
                    p(rowan::insert<Item>().set(rowan::col<&Item::tag> = "a", rowan::col<&Item::number> = 13));
                });
            });
            refused([&] { db.transact([&] { db.insert(Item{0, "a", 13}); }); });
            CHECK(count_items(name) == 1);
            CHECK(other("SELECT number FROM item") == "0");
        }
    }
    TEST_CASE_FIXTURE(fixture, "a pipeline of writes whose answer is lost is an unknown commit, and was one") {
        const auto count_up = rowan::update<Item>()
                                  .set(rowan::col<&Item::number> = rowan::col<&Item::number> + 1)
                                  .where(rowan::col<&Item::id> > 0);
        clocked_database db(through_proxy, impatient);
        db.insert(Item{0, "a", 0});
        lose_answer("number = 2 FROM item", [&] {
            db.pipeline([&](auto& p) {
                (void)p(all_items);
                (void)p(count_up);
                (void)p(count_up);
                (void)p(all_items);
            });
        });
        check_lost(db);
        CHECK(other("SELECT number FROM item") == "2");
    }
    TEST_CASE_FIXTURE(fixture, "COMMIT as SQL of the program is unknown, too, however it is written") {
        const commit_gate gate(name);
        for (const std::string text : {"COMMIT", "commit", "END", "end transaction", "SELECT 1; Commit and chain"}) {
            CAPTURE(text);
            database db(name, bounded);
            db.execute("BEGIN");
            db.insert(Item{0, "a", 1});
            auto fault = meanwhile([&, backend = backend_of(db)] {
                wait_until_inside(other, backend);
                terminate(other, backend);
            });
            CHECK_THROWS_AS(db.execute(text), rowan::commit_unknown);
            fault.get();
            CHECK(count_items(name) == 0);
        }
    }
    TEST_CASE_FIXTURE(fixture, "a transaction is not tried again when its commit is unknown") {
        commit_gate gate(name);
        database db(through_proxy, bounded);
        auto fault = meanwhile([&, backend = backend_of(db)] {
            wait_until_inside(other, backend);
            proxy.cut();
            gate.open();
        });
        const int backend = backend_of(db);
        int runs = 0;
        CHECK_THROWS_AS(db.transact([&] {
            ++runs;
            db.insert(Item{0, "a", 1});
        }),
                        rowan::commit_unknown);
        fault.get();
        CHECK(runs == 1);
        wait_until_gone(other, backend);
        CHECK(count_items(name) == 1);
    }
    TEST_CASE_FIXTURE(fixture, "the first phase of a commit is unknown when its answer is lost") {
        clocked_database db(through_proxy, impatient);
        auto scope = db.begin();
        db.insert(Item{0, "a", 1});
        lose_answer("count(*) = 1 FROM pg_prepared_xacts WHERE gid = 'half'", [&] { scope.prepare("half"); });
        scope.rollback();
        check_lost(db);
        CHECK(other("SELECT count(*) FROM pg_prepared_xacts WHERE gid = 'half'") == "1");
        other("ROLLBACK PREPARED 'half'");
    }
}

} // namespace unknown_commit_test
