#include "support/caught.hpp"
#include "support/clocked_postgres.hpp"
#include "support/postgres_server.hpp"
#include "support/proxy.hpp"
#include "support/wait_until.hpp"

#include "rowan/postgres.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

// Tables that are not as rowan would make them: nothing is rounded, cut or mixed up without a word.
namespace altered_columns_test {

using namespace rowan;
using test::caught;

struct Ware {
    std::int64_t id = 0;
    std::string name;
    double price = 0;
};
struct Listed {
    std::int64_t id = 0;
    std::vector<std::string> names;
};
struct shop {
    using driver = postgres;
    using tables = rowan::tables<Ware, Listed>;
};
struct clocked_shop {
    using driver = test::clocked_postgres;
    using tables = rowan::tables<>;
};

struct fixture {
    std::string server = test::empty_postgres();
    connection<shop> db{server};
    fixture() { db.create_tables(); }

    std::vector<Ware> wares(std::size_t count) {
        std::vector<Ware> rows(count);
        for (std::size_t i = 0; i < count; ++i) rows[i] = {0, "ware " + std::to_string(i), 1.76};
        return rows;
    }
    std::size_t misplaced(const std::vector<Ware>& rows) {
        std::size_t count = 0;
        for (std::size_t i = 0; i < rows.size(); i += 499)
            count += db.get<Ware>(rows[i].id).name == rows[i].name ? 0 : 1;
        return count;
    }
    std::int64_t count_of_wares() { return db(select(count()).from<Ware>()).scalar(); }
};

TEST_CASE_FIXTURE(fixture, "a column that would round what is written is refused before anything is") {
    db.execute(R"(ALTER TABLE "ware" ALTER "price" TYPE integer)");
    Ware ware{0, "lamp", 1.76};
    const auto failure = caught<type_mismatch>([&] { db.insert(ware); });
    CHECK(std::string(failure.what()).find("column 'price' of table 'ware' is integer") == 0);
    CHECK_THROWS_AS(db.insert(wares(10)), type_mismatch);
    CHECK_THROWS_AS(db.insert(wares(2000)), type_mismatch);
    ware.id = 1;
    CHECK_THROWS_AS(db.upsert(ware), type_mismatch);
    CHECK_THROWS_AS(db.update(ware), type_mismatch);
    CHECK(count_of_wares() == 0);
    const auto set_price = update<Ware>().set(col<&Ware::price> = 2.5).every_row();
    CHECK_THROWS_AS(db(set_price), type_mismatch);
    CHECK_THROWS_AS(db(insert<Ware>().values(ware)), type_mismatch);
    CHECK_THROWS_AS(db.pipeline([&](auto& p) { p(set_price); }), type_mismatch);
    // What writes other columns goes on.
    CHECK(db(update<Ware>().set(col<&Ware::name> = "bulb").every_row()) == 0);
    CHECK_THROWS_AS(db.update(ware, only<&Ware::name>), not_found);
    connection<shop> shared(server, {.named_statements = false});
    CHECK_THROWS_AS(shared.insert(ware), type_mismatch);
    CHECK(count_of_wares() == 0);
    db.execute(R"(ALTER TABLE "ware" ALTER "price" TYPE double precision)");
    db.upsert(ware);
    CHECK(db.get<Ware>(1).price == 1.76);
    // Also after the statements have run.
    CHECK(db(set_price) == 1);
    db.execute(R"(ALTER TABLE "ware" ALTER "price" TYPE real)");
    CHECK_THROWS_WITH_AS(db.update(ware), doctest::Contains("is real in the database"), type_mismatch);
    CHECK_THROWS_AS(db(set_price), type_mismatch);
}

TEST_CASE_FIXTURE(fixture, "a column that would convert what is written is refused before anything is") {
    for (const std::string type : {"integer", "bytea", "name"}) {
        CAPTURE(type);
        db.execute("ALTER TABLE ware DROP name; ALTER TABLE ware ADD name " + type);
        CHECK_THROWS_WITH_AS(db.insert(wares(1)), doctest::Contains("'name' of table 'ware'"), type_mismatch);
        CHECK_THROWS_AS(db.insert(wares(3)), type_mismatch);
    }
    CHECK(count_of_wares() == 0);
    for (const std::string type : {"text", "varchar(100)", "char(20)"}) {
        db.execute("ALTER TABLE ware DROP name; ALTER TABLE ware ADD name " + type);
        CHECK_NOTHROW(db.insert(wares(1)));
    }
}

TEST_CASE_FIXTURE(fixture, "keys that grow downwards belong to their rows") {
    db.execute(
        R"(ALTER TABLE "ware" ALTER "id" SET INCREMENT BY -1 SET MINVALUE -100000 SET MAXVALUE 10 RESTART WITH 5)");
    for (const std::size_t count : {std::size_t{3}, std::size_t{700}, std::size_t{2500}}) {
        auto rows = wares(count);
        db.insert(rows);
        CHECK(rows[0].id > rows[1].id);
        CHECK(misplaced(rows) == 0);
    }
}

TEST_CASE_FIXTURE(fixture,
                  "keys of a sequence that is not the column's own come with their rows, however many there are") {
    db.execute(R"(CREATE SEQUENCE keys; ALTER TABLE "ware" ALTER "id" DROP IDENTITY;
                  ALTER TABLE "ware" ALTER "id" SET DEFAULT nextval('keys'))");
    for (const std::size_t count : {std::size_t{3}, std::size_t{2500}}) {
        auto rows = wares(count);
        db.insert(rows);
        CHECK(misplaced(rows) == 0);
    }
    CHECK(count_of_wares() == 2503);
}

TEST_CASE_FIXTURE(fixture, "an array of rows is no array of texts") {
    db.execute(R"(CREATE TYPE pair AS (a text, b text); ALTER TABLE "listed" DROP "names";
                  ALTER TABLE "listed" ADD "names" pair[]; INSERT INTO "listed" ("names") VALUES (ARRAY[('a','b')::pair]))");
    const auto failure = caught<type_mismatch>([&] { (void)db.get<Listed>(1); });
    CHECK(std::string(failure.what()).find("pair[]") != std::string::npos);
}

TEST_CASE_FIXTURE(fixture, "nothing else runs while a pipeline that is in no transaction is under way") {
    db.insert(wares(2));
    constexpr auto clear = update<Ware>().set(col<&Ware::name> = std::string_view("none")).every_row();
    CHECK_THROWS_WITH_AS(db.pipeline([&](auto& p) {
        (void)p(clear);
        (void)db(select(count()).from<Ware>()).scalar();
    }),
                         doctest::Contains("a pipeline"), error);
    CHECK(db.get<Ware>(1).name == "ware 0");
    // In a transaction it is committed as a whole.
    db.transact([&] {
        db.pipeline([&](auto& p) {
            (void)p(clear);
            CHECK(count_of_wares() == 2);
        });
    });
    CHECK(db.get<Ware>(1).name == "none");
}

TEST_CASE_FIXTURE(fixture, "a stream that ends in a transaction that has failed leaves no cursor behind") {
    db.insert(wares(1500));
    std::optional<decltype(db.begin())> failed;
    {
        auto rows = db.stream(select<Ware>());
        CHECK(rows.begin() != rows.end());
        failed.emplace(db.begin());
        CHECK_THROWS_AS(db.execute("SELECT 1 / 0"), error);
    }
    failed->rollback();
    CHECK(count_of_wares() == 1500);
    CHECK(db(select(count()).from<Ware>().where(col<&Ware::price> > 2.0)).scalar() == 0);
    CHECK_NOTHROW(db.execute("DO $$ BEGIN IF EXISTS (SELECT 1 FROM pg_cursors) THEN RAISE 'left'; END IF; END $$"));
}

TEST_CASE_FIXTURE(fixture, "a request to cancel has an end, also where nobody answers") {
    test::proxy between(test::postgres_port());
    // The time for opening is that of a request, too; it opens before it counts.
    connection<clocked_shop> far(test::over_tcp(server, between.port()),
                                 {.connect_timeout = std::chrono::milliseconds(50)});
    between.stall();
    CHECK_FALSE(far.cancel());
    // The first request has not ended: no other is begun.
    CHECK_FALSE(far.cancel());
    test::wait_until([&] { return between.connections() >= 2; });
    CHECK(between.connections() == 2);
}

} // namespace altered_columns_test
