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

    /// Commits a row while `fault(backend)` happens, in the middle of its COMMIT.
    template <class Fault>
    void commit(const rowan::postgres_options& options, const Fault& fault) {
        int backend = 0;
        {
            database db(through_proxy, options);
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
};

TEST_SUITE("faults") {
    TEST_CASE_FIXTURE(fixture, "a COMMIT whose backend is ended in its middle is unknown, and was none" *
                                   doctest::timeout(limit)) {
        make_commits_slow(name, "60");
        commit(bounded, [&](int backend) { terminate(other, backend); });
        CHECK(count_items(name) == 0);
    }
    TEST_CASE_FIXTURE(fixture,
                      "a COMMIT whose network is cut in its middle is unknown, and was one" * doctest::timeout(limit)) {
        make_commits_slow(name, "0.3");
        commit(bounded, [&](int) { proxy.cut(); });
        CHECK(count_items(name) == 1);
    }
    TEST_CASE_FIXTURE(fixture, "a COMMIT whose answer is lost is unknown after the time for answers, and was one" *
                                   doctest::timeout(limit)) {
        make_commits_slow(name, "0.1");
        const auto begin = clock::now();
        commit({.answer_timeout = 500ms}, [&](int) { proxy.drop_replies(); });
        CHECK(clock::now() - begin < 5s);
        CHECK(count_items(name) == 1);
    }
    TEST_CASE_FIXTURE(fixture,
                      "a COMMIT that a stalled network keeps back is unknown, and was none" * doctest::timeout(limit)) {
        database db(through_proxy, impatient);
        const int backend = backend_of(db);
        auto scope = db.begin();
        db.insert(Item{0, "a", 1});
        proxy.stall();
        CHECK_THROWS_AS(scope.commit(), rowan::commit_unknown);
        check_lost(db);
        proxy.cut();
        wait_until_gone(other, backend);
        CHECK(count_items(name) == 0);
    }
    TEST_CASE_FIXTURE(fixture, "a statement by itself whose answer is lost is an unknown commit, and was one" *
                                   doctest::timeout(limit)) {
        for (const int count : {1, 100}) {
            other("TRUNCATE item");
            database db(through_proxy, impatient);
            const int backend = backend_of(db);
            proxy.drop_replies();
            CHECK_THROWS_AS(db.insert(some_items(static_cast<std::size_t>(count))), rowan::commit_unknown);
            check_lost(db);
            proxy.cut();
            proxy.resume();
            wait_until_gone(other, backend);
            CHECK(count_items(name) == count);
        }
    }
    TEST_CASE_FIXTURE(fixture,
                      "a COPY by itself that is lost at its end is an unknown commit" * doctest::timeout(limit)) {
        make_commits_slow(name, "0.3", "NEW.number = 1");
        for (const bool is_committed : {true, false}) {
            other("TRUNCATE item");
            database db(through_proxy, bounded);
            const int backend = backend_of(db);
            auto fault = meanwhile([&] {
                wait_until_inside(other, backend);
                if (is_committed) proxy.cut();
                else terminate(other, backend);
            });
            CHECK_THROWS_AS(db.insert(some_items(copied)), rowan::commit_unknown);
            fault.get();
            check_lost(db);
            wait_until_gone(other, backend);
            CHECK(count_items(name) == (is_committed ? static_cast<int>(copied) : 0));
        }
    }
    TEST_CASE_FIXTURE(fixture,
                      "a statement by itself whose commit the server refuses is no success" * doctest::timeout(limit)) {
        other("CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS "
              "$$ BEGIN RAISE check_violation USING MESSAGE = 'refused at the commit'; END $$");
        other("CREATE CONSTRAINT TRIGGER refuse AFTER INSERT OR UPDATE ON item DEFERRABLE INITIALLY DEFERRED "
              "FOR EACH ROW WHEN (NEW.number = 13) EXECUTE FUNCTION refuse()");
        for (const bool is_named : {true, false}) {
            other("TRUNCATE item");
            database db(name, {.answer_timeout = 10s, .named_statements = is_named});
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
    TEST_CASE_FIXTURE(fixture, "a pipeline of writes whose answer is lost is an unknown commit, and was one" *
                                   doctest::timeout(limit)) {
        const auto count_up = rowan::update<Item>()
                                  .set(rowan::col<&Item::number> = rowan::col<&Item::number> + 1)
                                  .where(rowan::col<&Item::id> > 0);
        database db(through_proxy, impatient);
        db.insert(Item{0, "a", 0});
        proxy.drop_replies();
        CHECK_THROWS_AS(db.pipeline([&](auto& p) {
            (void)p(all_items);
            (void)p(count_up);
            (void)p(count_up);
            (void)p(all_items);
        }),
                        rowan::commit_unknown);
        check_lost(db);
        CHECK(other("SELECT number FROM item") == "2");
    }
    TEST_CASE_FIXTURE(fixture,
                      "COMMIT as SQL of the program is unknown, too, however it is written" * doctest::timeout(limit)) {
        make_commits_slow(name, "60");
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
    TEST_CASE_FIXTURE(fixture,
                      "a transaction is not tried again when its commit is unknown" * doctest::timeout(limit)) {
        make_commits_slow(name, "0.2");
        database db(through_proxy, bounded);
        auto fault = meanwhile([&, backend = backend_of(db)] {
            wait_until_inside(other, backend);
            proxy.cut();
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
    TEST_CASE_FIXTURE(fixture,
                      "the first phase of a commit is unknown when its answer is lost" * doctest::timeout(limit)) {
        database db(through_proxy, impatient);
        auto scope = db.begin();
        db.insert(Item{0, "a", 1});
        proxy.drop_replies();
        CHECK_THROWS_AS(scope.prepare("half"), rowan::commit_unknown);
        scope.rollback();
        check_lost(db);
        CHECK(other("SELECT count(*) FROM pg_prepared_xacts WHERE gid = 'half'") == "1");
        other("ROLLBACK PREPARED 'half'");
    }
}

} // namespace unknown_commit_test
