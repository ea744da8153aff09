#include "support/postgres_server.hpp"
#include "support/raw.hpp"

#include "rowan/postgres.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

// Statements of one text that run at the same time: in a pipeline, or within a loop over a result.
namespace prepared_name_test {

using namespace rowan;

struct Entry {
    std::int64_t id = 0;
    std::string name;
    int number = 0;
    double rating = 0;
    std::optional<int> note{};
};
struct journal {
    using driver = rowan::postgres;
    using tables = rowan::tables<Entry>;
};

constexpr auto by_id = select<Entry>().where(col<&Entry::id> == param<"id">);
constexpr auto above = select(count()).from<Entry>().where(col<&Entry::rating> > param<"least">);
constexpr auto rename = update<Entry>().set(col<&Entry::name> = param<"name">).where(col<&Entry::id> == param<"id">);
constexpr auto add =
    insert<Entry>().set(col<&Entry::name> = param<"name">, col<&Entry::number> = 1, col<&Entry::rating> = 1.0);
inline auto annotate(std::int64_t id, std::optional<int> note) {
    return update<Entry>().set(col<&Entry::note> = note).where(col<&Entry::id> == id);
}

struct fixture {
    connection<journal> db{test::empty_postgres()};
    fixture() {
        db.create_tables();
        fill();
    }
    void fill() {
        std::vector<Entry> rows;
        for (int i = 1; i <= 10; ++i) rows.push_back({0, "entry " + std::to_string(i), i, static_cast<double>(i), {}});
        db.insert(rows);
    }

    /// How many statements the server keeps of which the text has a part.
    std::int64_t kept(const std::string& part) {
        const auto rows = test::raw_rows(db, "SELECT count(*) FROM pg_prepared_statements WHERE name LIKE 'rowan%' AND "
                                             "strpos(statement, '" +
                                                 part + "') > 0");
        return std::get<std::int64_t>(rows.at(0).at(0));
    }
    std::int64_t kept_reads() {
        return kept(std::string(rowan::detail::core<journal>::text<std::remove_const_t<decltype(by_id)>>()));
    }

    /// Reads the ten rows in a pipeline, backwards.
    void read_ten() {
        auto results = db.pipeline([](auto& p) {
            std::vector<decltype(p(by_id, "id"_p = 0))> sent;
            for (int id = 10; id > 0; --id) sent.push_back(p(by_id, "id"_p = id));
            return sent;
        });
        REQUIRE(results.size() == 10);
        for (int i = 0; i < 10; ++i) {
            const auto& rows = results[static_cast<std::size_t>(i)].get();
            REQUIRE(rows.size() == 1);
            CHECK(rows[0].id == 10 - i);
            CHECK(rows[0].name == "entry " + std::to_string(10 - i));
        }
    }
};

TEST_SUITE("PostgreSQL") {
    TEST_CASE_FIXTURE(fixture, "a statement that is several times in a pipeline is prepared once") {
        for (int i = 0; i < 3; ++i) {
            read_ten();
            CHECK(kept_reads() == 1);
        }
        db.transact([&] { read_ten(); });
        CHECK(db(by_id, "id"_p = 3).one().number == 3);
        CHECK(kept_reads() == 1);
        for (int i = 0; i < 2; ++i) {
            db.pipeline([](auto& p) {
                for (int id = 1; id <= 10; ++id) p(rename, "name"_p = "name " + std::to_string(id), "id"_p = id);
            });
            CHECK(kept("UPDATE") == 1);
        }
        for (int id = 1; id <= 10; ++id) CHECK(db.get<Entry>(id).name == "name " + std::to_string(id));
    }
    TEST_CASE_FIXTURE(fixture, "more statements than are kept are prepared once, too") {
        for (int i = 0; i < 2; ++i)
            db.pipeline([](auto& p) {
                for (int id = 0; id < 100; ++id) p(rename, "name"_p = std::to_string(id), "id"_p = id);
            });
        CHECK(kept("UPDATE") == 1);
        CHECK(db.get<Entry>(10).name == "10");
    }
    TEST_CASE_FIXTURE(fixture, "a query within a loop over its own result is prepared once") {
        const auto query = select<Entry>().order_by(col<&Entry::id>);
        for (int i = 0; i < 2; ++i) {
            std::int64_t sum = 0;
            for (const Entry& outer : db(query))
                for (const Entry& inner : db(query)) sum += outer.number * inner.number;
            CHECK(sum == 55 * 55);
        }
        CHECK(kept("ORDER BY \"entry\".\"id\"") == 1);
    }
    TEST_CASE_FIXTURE(fixture, "a pipeline whose first preparation fails leaves no name that would be used") {
        db.execute("ALTER TABLE entry RENAME TO away");
        for (int i = 0; i < 2; ++i) CHECK_THROWS_AS(read_ten(), schema_mismatch);
        CHECK_THROWS_AS((void)db(by_id, "id"_p = 1).all(), schema_mismatch);
        db.execute("ALTER TABLE away RENAME TO entry");
        CHECK(kept_reads() == 0);
        for (int i = 0; i < 2; ++i) read_ten();
        CHECK(kept_reads() == 1);
    }
    TEST_CASE_FIXTURE(fixture, "a preparation that comes after the error of a pipeline does not count") {
        db.execute("CREATE UNIQUE INDEX one_name ON entry (name)");
        const auto run = [&](const char* name) {
            auto [first, second] = db.pipeline([&](auto& p) {
                p(add, "name"_p = name);
                auto one = p(by_id, "id"_p = 1);
                auto two = p(by_id, "id"_p = 2);
                return std::pair(std::move(one), std::move(two));
            });
            CHECK(first.get().at(0).id == 1);
            CHECK(second.get().at(0).id == 2);
        };
        CHECK_THROWS_AS(run("entry 1"), constraint_violation);
        CHECK(kept_reads() == 0);
        run("another");
        read_ten();
        CHECK(kept_reads() == 1);
        CHECK_THROWS_AS(run("entry 1"), constraint_violation);
        run("a third");
        CHECK(kept_reads() == 1);
    }
    TEST_CASE_FIXTURE(fixture, "a pipeline that was abandoned has prepared what the next one runs") {
        const auto fail = [&] {
            db.pipeline([](auto& p) {
                (void)p(by_id, "id"_p = 1);
                (void)p(by_id, "id"_p = 2);
                throw std::runtime_error("the program's");
            });
        };
        CHECK_THROWS_AS(fail(), std::runtime_error);
        read_ten();
        CHECK(kept_reads() == 1);
    }
    TEST_CASE_FIXTURE(fixture, "what the server has discarded is prepared once again") {
        read_ten();
        for (const char* text : {"DISCARD ALL", "DEALLOCATE ALL"}) {
            db.execute(text);
            CHECK(kept_reads() == 0);
            read_ten();
            CHECK(kept_reads() == 1);
        }
        db.transact([&] {
            read_ten();
            db.execute("DEALLOCATE ALL");
            read_ten();
        });
        CHECK(kept_reads() == 1);
    }
    TEST_CASE_FIXTURE(fixture, "what the server has discarded without a word is prepared again for a pipeline") {
        const auto forget = [&] { db.execute("DO $$ BEGIN EXECUTE 'DEALLOCATE ALL'; END $$"); };
        read_ten();
        forget();
        read_ten();
        CHECK(kept_reads() == 1);
        forget();
        CHECK(db(by_id, "id"_p = 1).one().id == 1);
        read_ten();
        CHECK(kept_reads() == 1);
    }
    TEST_CASE_FIXTURE(fixture, "a table that was changed is looked at again by a pipeline") {
        read_ten();
        db.execute("ALTER TABLE entry ALTER COLUMN number TYPE smallint");
        read_ten();
        db.execute("ALTER TABLE entry ALTER COLUMN number TYPE text");
        for (int i = 0; i < 2; ++i) CHECK_THROWS_AS(read_ten(), type_mismatch);
        db.execute("ALTER TABLE entry ALTER COLUMN number TYPE int USING number::int");
        read_ten();
    }
    TEST_CASE_FIXTURE(fixture, "columns are looked at before a pipeline writes, however often it writes to them") {
        const auto rate = [&] {
            db.pipeline([](auto& p) {
                for (int id = 1; id <= 5; ++id)
                    p(update<Entry>().set(col<&Entry::rating> = id + 0.5).where(col<&Entry::id> == id));
            });
        };
        db.execute("ALTER TABLE entry ALTER COLUMN rating TYPE integer");
        for (int i = 0; i < 2; ++i) CHECK_THROWS_AS(rate(), type_mismatch);
        db.execute("ALTER TABLE entry ALTER COLUMN rating TYPE double precision");
        for (int i = 0; i < 2; ++i) rate();
        CHECK(db.get<Entry>(5).rating == 5.5);
        db.execute("ALTER TABLE entry ALTER COLUMN rating TYPE integer");
        CHECK_THROWS_AS(rate(), type_mismatch);
        CHECK(db(select(count()).from<Entry>().where(col<&Entry::rating> == 5)).scalar() == 0);
    }
    TEST_CASE_FIXTURE(fixture, "parameters of other types in one pipeline are those of statements of their own") {
        for (int i = 0; i < 30; ++i) {
            auto [one, two, three] = db.pipeline([](auto& p) {
                auto first = p(above, "least"_p = 3);
                auto second = p(above, "least"_p = 3.5);
                auto third = p(above, "least"_p = std::int64_t{8});
                return std::tuple(std::move(first), std::move(second), std::move(third));
            });
            CHECK(one.get().at(0).get<0>() == 7);
            CHECK(two.get().at(0).get<0>() == 7);
            CHECK(three.get().at(0).get<0>() == 2);
        }
        CHECK(kept("rating >") < 10);
    }
    TEST_CASE_FIXTURE(fixture, "null has the type of the statement that was prepared") {
        for (int i = 0; i < 2; ++i) {
            db.pipeline([](auto& p) {
                p(annotate(1, 9));
                p(annotate(2, std::nullopt));
            });
            CHECK(db.get<Entry>(1).note == 9);
            CHECK_FALSE(db.get<Entry>(2).note);
            CHECK(kept("UPDATE") == 1);
            db(annotate(2, 5));
        }
        CHECK(kept("UPDATE") == 1);
    }
    TEST_CASE("without named statements nothing is prepared, however often it is in a pipeline") {
        const std::string name = test::empty_postgres();
        connection<journal> db(name, {.named_statements = false});
        db.create_tables();
        for (int i = 0; i < 2; ++i)
            db.pipeline([](auto& p) {
                for (int id = 0; id < 10; ++id) p(add, "name"_p = std::to_string(id));
            });
        CHECK(db(select(count()).from<Entry>()).scalar() == 20);
        CHECK(test::raw_rows(db, "SELECT count(*) FROM pg_prepared_statements")[0][0] == test::cell(std::int64_t{0}));
    }
}

} // namespace prepared_name_test
