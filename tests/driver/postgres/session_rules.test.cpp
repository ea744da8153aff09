#include "support/caught.hpp"
#include "support/postgres_server.hpp"

#include "rowan/postgres.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <cstdint>
#include <latch>
#include <optional>
#include <string>
#include <thread>
#include <vector>

// What a session of the server keeps beyond a statement or a transaction: locks, cursors, prepared statements.
namespace session_rules_test {

using namespace rowan;

struct Entry {
    std::int64_t id = 0;
    std::string name;
    double number = 0;
};
struct Small {
    int id = 0;
    std::string name;
};
struct Dollar {
    std::int64_t id = 0;
    std::string name;
};
} // namespace session_rules_test
template <>
inline constexpr auto rowan::table<session_rules_test::Dollar> = rowan::define<session_rules_test::Dollar>("a $1");
namespace session_rules_test {

struct journal {
    using driver = rowan::postgres;
    using tables = rowan::tables<Entry, Small, Dollar>;
};

constexpr auto set_number =
    update<Entry>().set(col<&Entry::number> = param<"to">).where(col<&Entry::id> == param<"id">);

/// A handler that writes down each write.
struct scribe {
    static void on(const before_write<Entry>&, auto& db) { db.insert(Dollar{0, "a write"}); }
};
struct heard_journal {
    using driver = rowan::postgres;
    using tables = rowan::tables<Entry, Small, Dollar>;
    using listeners = rowan::listeners<scribe>;
};

struct fixture {
    const std::string name = test::empty_postgres();
    connection<journal> db{name};
    test::raw_postgres other{name};
    fixture() { db.create_tables(); }

    std::string locks() {
        return other("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND "
                     "database = (SELECT oid FROM pg_database WHERE datname = current_database())");
    }
    void fail() { db.execute("SELECT 1 / 0"); }
};

TEST_SUITE("PostgreSQL") {
    TEST_CASE_FIXTURE(fixture, "programs that begin together create the same tables") {
        constexpr int programs = 4;
        std::atomic<int> failed = 0;
        for (int round = 0; round < 5; ++round) {
            db.drop_tables();
            std::latch ready(programs);
            std::vector<std::jthread> all;
            for (int i = 0; i < programs; ++i)
                all.emplace_back([&, creates_all = i % 2 == 0] {
                    try {
                        connection<journal> one{name};
                        ready.arrive_and_wait();
                        if (creates_all) one.create_tables();
                        else one.create_table<Entry>();
                    } catch (const error&) {
                        ++failed;
                    }
                });
        }
        CHECK(failed == 0);
    }
    TEST_CASE_FIXTURE(fixture, "a stream whose transaction has ended says so") {
        db.insert(std::vector<Entry>(3000));
        auto scope = db.begin();
        const auto read = [&] {
            db.stream(select<Entry>()).for_each([&](const auto&) {
                if (db.in_transaction()) scope.commit();
            });
        };
        const auto found = test::caught<error>(read);
        CHECK(std::string(found.what()).starts_with("the transaction of this stream has ended, and its rows with it"));
    }
    TEST_CASE_FIXTURE(fixture, "a lock whose scope ends in a transaction that failed is unlocked after its rollback") {
        CHECK_THROWS_AS(db.transact([&] {
            const auto lock = db.lock(1);
            fail();
        }),
                        error);
        CHECK(locks() == "0");
        // The same for a rollback to a savepoint.
        db.transact([&] {
            CHECK_THROWS_AS(db.transact([&] {
                const auto lock = db.lock("a name");
                fail();
            }),
                            error);
            CHECK(locks() == "0");
        });
        // And for a transaction that SQL began.
        db.execute("BEGIN");
        {
            const auto lock = db.lock(2);
            CHECK_THROWS_AS(fail(), error);
        }
        CHECK(db.reset());
        CHECK(locks() == "0");
    }
    TEST_CASE_FIXTURE(fixture, "a stream that outlives its transaction leaves the next one alone") {
        db.insert(std::vector<Entry>(1500));
        std::optional<transaction<connection<journal>>> next;
        {
            auto first = db.begin();
            auto rows = db.stream(select<Entry>());
            CHECK(rows.begin() != rows.end());
            first.commit();
            next.emplace(db);
        }
        Entry entry;
        db.insert(entry);
        next->commit();
        CHECK(db(select(count()).from<Entry>()).scalar() == 1501);
    }
    TEST_CASE_FIXTURE(fixture, "a pipeline that fails has no effect, also where a handler writes") {
        Entry entry;
        db.insert(entry);
        db.execute("ALTER TABLE entry ADD CHECK (number < 10)");
        connection<heard_journal> heard(name);
        const auto run = [&](double last) {
            heard.pipeline([&](auto& p) {
                p(set_number, "to"_p = 2.0, "id"_p = entry.id);
                p(set_number, "to"_p = last, "id"_p = entry.id);
            });
        };
        CHECK_THROWS_AS(run(100), constraint_violation);
        CHECK(db.get<Entry>(entry.id).number == 0);
        CHECK(other("SELECT count(*) FROM \"a $1\"") == "0");
        run(4);
        CHECK(db.get<Entry>(entry.id).number == 4);
        CHECK(other("SELECT count(*) FROM \"a $1\"") == "2");
    }
    TEST_CASE_FIXTURE(fixture, "parameters whose types change time and again leave few statements in the server") {
        constexpr auto query = select(count()).from<Entry>().where(col<&Entry::number> > param<"least">);
        for (int i = 0; i < 100; ++i) {
            CHECK(db(query, "least"_p = 1).scalar() == 0);
            CHECK(db(query, "least"_p = 1.5).scalar() == 0);
        }
        db.execute("CREATE TABLE prepared AS SELECT count(*) AS number FROM pg_prepared_statements");
        CHECK(std::stoi(other("SELECT number FROM prepared")) < 20);
    }
    TEST_CASE_FIXTURE(fixture, "keys of a bulk insert are not given to the wrong rows when a trigger leaves some out") {
        db.execute("CREATE FUNCTION skip() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                   "RETURN CASE WHEN NEW.name = 'none' THEN NULL ELSE NEW END; END $$; "
                   "CREATE TRIGGER skip BEFORE INSERT ON entry FOR EACH ROW EXECUTE FUNCTION skip()");
        for (const std::size_t count : {1U, 3U, 2500U}) {
            CAPTURE(count);
            std::vector<Entry> rows(count);
            rows.back().name = "none";
            CHECK_THROWS_WITH_AS(db.insert(rows), doctest::Contains("trigger"), row_left_out);
            for (const Entry& row : rows) REQUIRE(row.id == 0);
        }
        Entry alone{0, "none", 0};
        CHECK_THROWS_WITH_AS(db.insert(alone), doctest::Contains("trigger"), row_left_out);
        CHECK(other("SELECT count(*) FROM entry") == "0");
    }
    TEST_CASE_FIXTURE(fixture, "keys are given back to rows that could not be copied") {
        db.execute("ALTER TABLE entry ADD CHECK (number < 2400)");
        std::vector<Entry> rows(2500);
        for (std::size_t i = 0; i < rows.size(); ++i)
            rows[i] = {static_cast<std::int64_t>(i), "", static_cast<double>(i)};
        CHECK_THROWS_AS(db.insert(rows), constraint_violation);
        for (std::size_t i = 0; i < rows.size(); ++i) REQUIRE(rows[i].id == static_cast<std::int64_t>(i));
    }
    TEST_CASE_FIXTURE(fixture, "many rows are inserted where they cannot be copied") {
        std::vector<Entry> rows(2500);
        SUBCASE("by who may insert, and not use the sequence") {
            other("CREATE ROLE rowan_writer; GRANT USAGE ON SCHEMA public TO rowan_writer; "
                  "GRANT SELECT, INSERT ON entry TO rowan_writer");
            db.execute("SET ROLE rowan_writer");
            db.insert(rows);
            db.execute("RESET ROLE");
            other("DROP OWNED BY rowan_writer; DROP ROLE rowan_writer");
        }
        SUBCASE("where policies decide on rows") {
            other("ALTER TABLE entry ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY; "
                  "CREATE POLICY all_rows ON entry USING (true); CREATE ROLE rowan_writer; "
                  "GRANT USAGE ON SCHEMA public TO rowan_writer; GRANT ALL ON entry, entry_id_seq TO rowan_writer");
            db.execute("SET ROLE rowan_writer");
            db.insert(rows);
            db.execute("RESET ROLE");
            other("DROP OWNED BY rowan_writer; DROP ROLE rowan_writer");
        }
        SUBCASE("where the key is narrower than the field") {
            other("ALTER TABLE entry ALTER id TYPE integer");
            db.insert(rows);
        }
        CHECK(rows.back().id == 2500);
        CHECK(other("SELECT count(*) FROM entry") == "2500");
    }
    TEST_CASE_FIXTURE(fixture, "a COMMIT of a failed transaction is an error, however the program writes it") {
        for (const char* commit : {"COMMIT", "COMMIT;", "commit", "END", "COMMIT AND NO CHAIN", "COMMIT; SELECT 1"}) {
            CAPTURE(commit);
            db.execute("BEGIN; INSERT INTO entry (name, number) VALUES ('a', 1)");
            CHECK_THROWS_AS(fail(), error);
            CHECK_THROWS_AS(db.execute(commit), transaction_lost);
            CHECK_FALSE(db.handle().in_transaction());
        }
        for (const char* rollback : {"ROLLBACK", "abort;", "ROLLBACK AND NO CHAIN"}) {
            db.execute("BEGIN");
            CHECK_THROWS_AS(fail(), error);
            CHECK_NOTHROW(db.execute(rollback));
        }
        CHECK(other("SELECT count(*) FROM entry") == "0");
    }
    TEST_CASE_FIXTURE(fixture, "no transaction begins within one that SQL began, whose end it would be") {
        db.execute("BEGIN; INSERT INTO entry (name, number) VALUES ('a', 1)");
        CHECK_THROWS_WITH_AS(db.transact([] {}), doctest::Contains("SQL began"), error);
        CHECK_THROWS_AS((void)db.begin(), error);
        CHECK_THROWS_AS(db.create_tables(), error);
        db.insert(Entry{0, "b", 2}); // takes part in it
        db.execute("ROLLBACK");
        CHECK(other("SELECT count(*) FROM entry") == "0");
        db.transact([&] { db.insert(Entry{0, "c", 3}); });
        CHECK(other("SELECT count(*) FROM entry") == "1");
    }
    TEST_CASE_FIXTURE(fixture, "no lock is taken of a session that others may share") {
        connection<journal> shared(name, {.named_statements = false});
        CHECK_THROWS_WITH_AS((void)shared.lock(1), doctest::Contains("lock_in_transaction"), error);
        CHECK_THROWS_AS((void)shared.try_lock("a name"), error);
        shared.transact([&] {
            shared.lock_in_transaction(1);
            CHECK(locks() == "1");
        });
        CHECK(locks() == "0");
        CHECK_THROWS_WITH_AS(db.lock_in_transaction(1), doctest::Contains("there is none"), error);
    }
    TEST_CASE_FIXTURE(fixture, "a pipeline over tables that others have altered runs, and runs once") {
        constexpr auto all = select<Entry>();
        Entry entry{0, "a", 1};
        db.insert(entry);
        const auto run = [&] {
            return db.pipeline([&](auto& p) {
                p(set_number, "to"_p = 5.0, "id"_p = entry.id);
                auto rows = p(all);
                p(update<Entry>().set(col<&Entry::number> = col<&Entry::number> + 1.0).every_row());
                return rows;
            });
        };
        CHECK(run().get().at(0).number == 5);
        other("ALTER TABLE entry ALTER number TYPE numeric");
        CHECK(run().get().at(0).number == 5);
        CHECK(db.get<Entry>(entry.id).number == 6);
        other("ALTER TABLE entry ALTER number TYPE text");
        CHECK_THROWS_AS((void)run().get(), type_mismatch);
        other("ALTER TABLE entry ALTER number TYPE double precision USING number::double precision");
        // In a transaction the first error has ended it.
        db.transact({.retries = 1}, [&] { CHECK(run().get().at(0).number == 5); });
    }
    TEST_CASE_FIXTURE(fixture, "an inner transaction has no modes but those of the outer one") {
        db.transact({.isolation = isolation_level::repeatable_read}, [&] {
            CHECK_NOTHROW(db.transact({.isolation = isolation_level::read_committed}, [] {}));
            CHECK_THROWS_AS(db.transact({.isolation = isolation_level::serializable}, [] {}), error);
            CHECK_THROWS_WITH_AS((void)db.begin({.read_only = true}), doctest::Contains("outermost"), error);
            db.insert(Entry{0, "a", 1});
        });
        db.transact({.read_only = true}, [&] { CHECK_NOTHROW(db.transact({.read_only = true}, [] {})); });
        CHECK(other("SELECT count(*) FROM entry") == "1");
    }
    TEST_CASE_FIXTURE(fixture, "a stream that fetches no rows at a time is refused") {
        for (const int rows : {0, -1})
            CHECK_THROWS_WITH_AS(connection<journal>(name, {.rows_per_fetch = rows}),
                                 doctest::Contains("rows_per_fetch"), error);
    }
    TEST_CASE_FIXTURE(fixture, "a key that the field does not hold is that of no row, alone and among many") {
        db.execute("INSERT INTO small (id, name) OVERRIDING SYSTEM VALUE VALUES (1, 'one')");
        const std::int64_t beyond = 4'294'967'297; // 1, if it is cut
        CHECK_FALSE(db.find<Small>(beyond));
        const auto found = db.find<Small>(std::vector<std::int64_t>{beyond, 1, beyond});
        REQUIRE(found.size() == 3);
        CHECK_FALSE(found[0]);
        CHECK(found[1]);
        CHECK_FALSE(found[2]);
        CHECK_THROWS_AS((void)db.get<Small>(std::vector<std::int64_t>{1, beyond}), not_found);
    }
    TEST_CASE_FIXTURE(fixture, "rows are copied into a table whose name looks like a parameter") {
        std::vector<Dollar> rows(3000);
        db.insert(rows);
        CHECK(rows.back().id == rows.front().id + 2999);
        CHECK(db(select(count()).from<Dollar>()).scalar() == 3000);
    }
    TEST_CASE_FIXTURE(fixture, "the name of a prepared transaction is no SQL, however literals are written") {
        for (const char* strings : {"on", "off"}) {
            db.execute("SET standard_conforming_strings = " + std::string(strings));
            const std::string gid = R"(a \'; DROP TABLE entry; --)";
            auto scope = db.begin();
            db.execute("SELECT 1");
            scope.prepare(gid);
            CHECK(db.prepared_transactions() == std::vector<std::string>{gid});
            db.rollback_prepared(gid);
        }
        CHECK(other("SELECT to_regclass('entry')") == "entry");
    }
}

} // namespace session_rules_test
