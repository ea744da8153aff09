#include "faults/postgres/faults.hpp"

#include "support/caught.hpp"

#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

// A table that others alter between two runs of the same statements.
namespace altered_test {

using namespace faults;
using rowan::col;
using test::caught;

constexpr auto numbers = rowan::select(col<&Item::number>).from<Item>().order_by(col<&Item::id>);
constexpr auto count_up =
    rowan::update<Item>().set(col<&Item::number> = col<&Item::number> + 1).where(col<&Item::id> > 0);
constexpr auto row_count = rowan::select(rowan::count()).from<Item>();

struct fixture {
    std::string name = empty_items();
    test::raw_postgres other{name};
    database db{name, bounded};
    int runs = 0;

    fixture() {
        run_all();
        run_all();
    }

    /// Runs each kind of statement; the server prepares it when it comes first.
    void run_all() {
        const std::string tag = "run" + std::to_string(++runs) + "_";
        db.insert(Item{0, tag, runs});
        auto one = Item{0, tag + "one", runs};
        db.insert(one);
        db.insert(some_items(10, tag));
        db.insert(some_items(copied, tag + "c"));
        const std::int64_t rows = db(row_count).one().get<0>();
        CHECK(db(count_up) == rows);
        CHECK(std::ssize(db(all_items).all()) == rows);
        CHECK(std::ssize(db(numbers).all()) == rows);
        CHECK(db.get<Item>(one.id).number == runs + 1);
        int streamed = 0;
        db.stream(all_items).for_each([&](const auto&) { ++streamed; });
        CHECK(streamed == rows);
        auto piped = db.pipeline([](auto& p) { return p(numbers); });
        CHECK(std::ssize(piped.get()) == rows);
    }
};

TEST_SUITE("faults") {
    TEST_CASE_FIXTURE(fixture, "a table that was dropped and made again is as good as the old one") {
        other("DROP TABLE item");
        database(name, bounded).create_tables();
        run_all();
        db.transact([&] { run_all(); });
    }
    TEST_CASE_FIXTURE(fixture, "columns that others add, or put into another order, disturb nothing") {
        other("ALTER TABLE item ADD note text DEFAULT 'x'");
        run_all();
        other("ALTER TABLE item DROP number; ALTER TABLE item ADD number bigint NOT NULL DEFAULT 0");
        run_all();
        db.transact([&] { run_all(); });
        other("CREATE INDEX ON item(number); ANALYZE item; ALTER TABLE item RENAME TO thing; ALTER TABLE thing RENAME "
              "TO item");
        run_all();
    }
    TEST_CASE_FIXTURE(fixture, "a column that was dropped is told by its name") {
        other("ALTER TABLE item DROP number");
        const auto missing = [&](const auto& action) {
            const auto error = caught<rowan::schema_mismatch>(action);
            CHECK(std::string(error.what()).find("number") != std::string::npos);
        };
        missing([&] { (void)db(numbers).all(); });
        missing([&] { (void)db(all_items).all(); });
        missing([&] { db.insert(Item{0, "a", 1}); });
        missing([&] { db.insert(some_items(10, "a")); });
        missing([&] { db.insert(some_items(copied, "a")); });
        missing([&] { db(count_up); });
        missing([&] { db.stream(all_items).for_each([](const auto&) {}); });
        missing([&] { db.pipeline([](auto& p) { (void)p(numbers); }); });
        missing([&] { db.transact([&] { (void)db(numbers).all(); }); });
        CHECK(db(row_count).one().get<0>() == count_items(name));
        other("ALTER TABLE item ADD number bigint NOT NULL DEFAULT 0");
        run_all();
    }
    TEST_CASE_FIXTURE(fixture, "a table that was dropped is told by its name") {
        other("DROP TABLE item");
        const auto missing = [&](const auto& action) {
            const auto error = caught<rowan::schema_mismatch>(action);
            CHECK(std::string(error.what()).find("item") != std::string::npos);
        };
        missing([&] { (void)db(numbers).all(); });
        missing([&] { db.insert(Item{0, "a", 1}); });
        missing([&] { db.insert(some_items(copied, "a")); });
        missing([&] { db.stream(all_items).for_each([](const auto&) {}); });
        missing([&] { db.transact([&] { db(count_up); }); });
        database(name, bounded).create_tables();
        run_all();
    }
    TEST_CASE_FIXTURE(fixture, "an integer column of another width is read and written as before") {
        for (const std::string type : {"int", "numeric", "bigint"}) {
            CAPTURE(type);
            other("ALTER TABLE item ALTER number TYPE " + type);
            if (type == "numeric") {
                // Which holds more than the program reads: it says so, and goes on.
                CHECK_THROWS_AS((void)db(numbers).all(), rowan::type_mismatch);
                CHECK_THROWS_AS((void)db(all_items).all(), rowan::type_mismatch);
                CHECK_THROWS_AS(db.stream(all_items).for_each([](const auto&) {}), rowan::type_mismatch);
            } else run_all();
        }
    }
    TEST_CASE_FIXTURE(fixture, "a column of a type that does not fit is told, read or written, and then fits again") {
        other("ALTER TABLE item ALTER number TYPE text");
        const auto mismatched = [&](const auto& action) { CHECK_THROWS_AS(action(), rowan::type_mismatch); };
        const int before = count_items(name);
        mismatched([&] { (void)db(numbers).all(); });
        mismatched([&] { (void)db(all_items).all(); });
        mismatched([&] { (void)db.get<Item>(std::int64_t{1}); });
        mismatched([&] { db(count_up); });
        mismatched([&] { db.stream(all_items).for_each([](const auto&) {}); });
        mismatched([&] { (void)db.pipeline([](auto& p) { return p(numbers); }).get(); });
        CHECK(count_items(name) == before);
        other("TRUNCATE item; ALTER TABLE item ALTER number TYPE bigint USING number::bigint");
        run_all();
    }
    TEST_CASE_FIXTURE(fixture, "COPY never stores what another type makes of the bytes of a value") {
        // Of the same width, so that the server could not tell.
        for (const std::string type : {"double precision", "timestamp", "money"}) {
            CAPTURE(type);
            other("TRUNCATE item; ALTER TABLE item DROP number; ALTER TABLE item ADD number " + type);
            for (const bool is_in_transaction : {false, true}) {
                try {
                    const auto insert = [&] { db.insert(some_items(copied, is_in_transaction ? "b" : "a")); };
                    if (is_in_transaction) db.transact(insert);
                    else insert();
                    // Then they were converted.
                    CHECK(other("SELECT count(*) > 0 FROM item WHERE number::text ~ '^[$]?7([.]00)?$'") == "t");
                } catch (const rowan::type_mismatch&) {
                    CHECK(count_items(name) == 0);
                }
            }
        }
    }
    TEST_CASE_FIXTURE(fixture,
                      "in a transaction a table that was altered ends it, and when it is tried again it runs") {
        int attempts = 0;
        db.transact({.retries = 1}, [&] {
            db.execute("SELECT 1");
            // After the transaction has begun, and before it touches the table.
            if (++attempts == 1) other("ALTER TABLE item ADD note text; ALTER TABLE item ALTER number TYPE int");
            run_all();
        });
        CHECK(attempts == 2);
        attempts = 0;
        {
            auto scope = db.begin();
            other("ALTER TABLE item ALTER number TYPE bigint");
            CHECK_THROWS_AS((void)db(all_items).all(), rowan::serialization_failure);
            CHECK_THROWS_AS((void)db(numbers).all(), rowan::transaction_lost);
            CHECK_THROWS_AS(scope.commit(), rowan::transaction_lost);
        }
        run_all();
    }
    TEST_CASE_FIXTURE(fixture, "after a migration one retry is enough, however many statements a transaction has") {
        static constexpr auto greatest = rowan::select(rowan::max(col<&Item::number>)).from<Item>();
        static constexpr auto of_seven = rowan::select<Item>().where(col<&Item::number> == 7);
        const auto read_all = [&] {
            const auto rows = db(numbers).all().size();
            CHECK(db(all_items).all().size() == rows);
            CHECK(db(greatest).all().size() == 1);
            CHECK(db.find<Item>(std::int64_t{1}).has_value());
            CHECK(db.find<Item>(std::vector<std::int64_t>{1, 2}).size() == 2);
            CHECK_FALSE(db(of_seven).all().empty());
            std::size_t streamed = 0;
            db.stream(all_items).for_each([&](const auto&) { ++streamed; });
            CHECK(streamed == rows);
            auto [first, second] = db.pipeline([](auto& p) { return std::pair{p(numbers), p(of_seven)}; });
            CHECK(first.get().size() == rows);
            CHECK_FALSE(second.get().empty());
            CHECK(
                db(rowan::update<Item>().set(col<&Item::number> = col<&Item::number>).every_row().returning()).size() ==
                rows);
        };
        other("TRUNCATE item RESTART IDENTITY");
        db.insert(std::vector<Item>{{0, "a", 7}, {0, "b", 8}});
        const auto attempts = [&](const auto& work, int retries = 1) {
            int count = 0;
            db.transact({.retries = retries}, [&] {
                ++count;
                work();
            });
            return count;
        };
        CHECK(attempts(read_all) == 1);
        for (const char* type : {"int", "bigint"}) {
            CAPTURE(type);
            other("ALTER TABLE item ALTER number TYPE " + std::string(type));
            CHECK(attempts(read_all) == 2);
            CHECK(attempts(read_all, 0) == 1);
        }
        // The first that fails is one of a pipeline, and in a transaction within the transaction.
        other("ALTER TABLE item ALTER number TYPE int");
        CHECK(attempts([&] {
                  db.pipeline([](auto& p) { (void)p(numbers); });
                  read_all();
              }) == 2);
        other("ALTER TABLE item ALTER number TYPE bigint");
        CHECK(attempts([&] { db.transact(read_all); }) == 2);
        // The names are gone.
        PQclear(PQexec(db.handle().native_handle(), "DEALLOCATE ALL"));
        db.transact([] {}); // outside of a transaction it is noticed without an error
        CHECK(attempts(read_all, 0) == 1);
        int count = 0;
        db.transact({.retries = 1}, [&] {
            if (++count == 1) PQclear(PQexec(db.handle().native_handle(), "DEALLOCATE ALL"));
            read_all();
        });
        CHECK(count == 2);
        // Without a transaction there is no error at all.
        other("ALTER TABLE item ALTER number TYPE int");
        read_all();
    }
    TEST_CASE_FIXTURE(fixture, "what was learned about columns is learned anew with the statements") {
        // Another program changes the type of a column; the first statement that notices it only reads.
        const auto set = [&] {
            return db(rowan::update<Item>().set(col<&Item::number> = std::int64_t{1} << 40).every_row());
        };
        other("TRUNCATE item");
        db.insert(std::vector<Item>{{0, "a", 7}});
        CHECK(set() == 1);
        other("ALTER TABLE item ALTER number TYPE real");
        CHECK_THROWS_AS((void)db(numbers).all(), rowan::type_mismatch);
        CHECK_THROWS_AS(set(), rowan::type_mismatch);
        CHECK_THROWS_AS(db.insert(some_items(copied)), rowan::type_mismatch);
        CHECK(other("SELECT count(*) FROM item") == "1");
    }
    TEST_CASE("without named statements a migration is not noticed at all, also through PgBouncer") {
        auto chosen = bounded;
        chosen.named_statements = false;
        for (const bool is_pooled : {false, true}) {
            CAPTURE(is_pooled);
            const std::string name = empty_items();
            test::raw_postgres other(name);
            database db{is_pooled ? test::pgbouncer() : name, chosen};
            db.insert(Item{0, "a", 7});
            const auto read_all = [&] {
                CHECK(db(numbers).all().size() == 1);
                CHECK(db(all_items).all().size() == 1);
                CHECK(db.find<Item>(std::int64_t{1}).has_value());
                db.stream(all_items).for_each([](const auto&) {});
                db.pipeline([](auto& p) { (void)p(numbers); });
            };
            db.transact(read_all);
            other("ALTER TABLE item ALTER number TYPE int");
            db.transact(read_all);
            db.transact([&] {
                other("ALTER TABLE item ADD note text");
                read_all();
            });
        }
    }
    TEST_CASE_FIXTURE(fixture, "statements that were deallocated behind the program are prepared again") {
        // Not by `execute`, which would be known.
        PQclear(PQexec(db.handle().native_handle(), "DEALLOCATE ALL"));
        run_all();
        db.execute("DISCARD ALL");
        run_all();
        db.execute("SELECT 1; DEALLOCATE ALL");
        db.transact([&] { run_all(); });
        // What is sent for the second time may be more than the network takes at once.
        auto rows = some_items(1000, "long");
        for (Item& each : rows) each.tag += std::string(2000, 'x');
        db.insert(rows);
        for (Item& each : rows) each.tag += "again";
        PQclear(PQexec(db.handle().native_handle(), "DEALLOCATE ALL"));
        db.insert(rows);
        CHECK(db(row_count).one().get<0>() == count_items(name));
    }
}

} // namespace altered_test
