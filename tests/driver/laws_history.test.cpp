#include "driver/laws.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace laws_history_test {

using namespace rowan;
using namespace test::laws;
using trace = std::vector<std::string>;

struct Book {
    std::int64_t id{};
    std::string title{};
    std::optional<int> year{};
    friend bool operator==(const Book&, const Book&) = default;
};

} // namespace laws_history_test

template <>
inline constexpr auto rowan::table<laws_history_test::Book> =
    rowan::define<laws_history_test::Book>(rowan::unique<&laws_history_test::Book::title>);
template <>
inline constexpr auto rowan::history<laws_history_test::Book> = rowan::versioned{};

namespace laws_history_test {

template <class Driver>
struct library {
    using driver = Driver;
    using tables = rowan::tables<Book>;
};

// What is run without a database, in whose place SQLite's triggers would be.
const std::string recording = R"(INSERT INTO "rowan_transaction" ("at", "actor", "note") VALUES )"
                              R"((strftime('%Y-%m-%d %H:%M:%f', 'now'), ?1, ?2))",
                  marking = R"(INSERT OR REPLACE INTO "rowan_current_transaction" ("one", "id", "uncommitted") )"
                            R"(VALUES (1, ?1, 0))",
                  clearing = R"(DELETE FROM "rowan_current_transaction")",
                  listing = R"(SELECT "id", "at", "actor", "note" FROM "rowan_transaction" ORDER BY "id")",
                  inserting = R"(INSERT INTO "book" ("title", "year") VALUES (?1, ?2))",
                  updating = R"(UPDATE "book" SET "title" = ?1, "year" = ?2 WHERE "id" = ?3)",
                  removing = R"(DELETE FROM "book" WHERE "id" = ?1)",
                  reading_versions = R"(SELECT v."id", v."title", v."year", v."operation", t."id", t."at", t."actor", )"
                                     R"(t."note", v."end_transaction_id" FROM "book_history" AS v )"
                                     R"(JOIN "rowan_transaction" AS t ON t."id" = v."transaction_id")";

trace all_of(const std::vector<trace>& parts) {
    trace all;
    for (const trace& part : parts) all.insert(all.end(), part.begin(), part.end());
    return all;
}
/// What is run to make a record, within the transaction.
trace record(int id, const std::string& who = "null, null") {
    return {recording + " [" + who + "]", marking + " [" + std::to_string(id) + "]"};
}
const trace cleared{clearing, "COMMIT"};

/// A row as it is in the history, from the transaction `first` to the transaction `last`, if there is one.
test::fake::cells version_row(const Book& book, const std::string& operation, std::int64_t first, std::int64_t last) {
    using test::fake::cell;
    const auto text_if = [&](bool is_there, const char* text) { return is_there ? cell(std::string(text)) : cell(); };
    return {book.id,
            book.title,
            book.year ? cell(std::int64_t{*book.year}) : cell(),
            operation,
            first,
            "2024-01-0" + std::to_string(first) + " 00:00:00.000",
            text_if(first == 3, "ann"),
            text_if(first == 3, "why"),
            last != 0 ? cell(last) : cell()};
}
const std::vector<test::fake::cells> version_rows{
    version_row({1, "a", 1}, "insert", 1, 2), version_row({1, "b", {}}, "update", 2, 3),
    version_row({1, "d", 3}, "update", 3, 4), version_row({1, "d", 3}, "delete", 4, 0)};

/// A book that was inserted, updated, twice updated in one transaction, and removed.
template <class Driver>
struct fixture : stocked<library, Driver> {
    using stocked<library, Driver>::db;
    std::vector<transaction_record> records;

    fixture() {
        script_records({1, 2, 3, 4});
        CHECK(db.insert(Book{0, "a", 1}) == 1);
        db.update(Book{1, "b", {}});
        db.transact({.actor = "ann", .note = "why"}, [&] {
            db.update(Book{1, "c", 3});
            db.update(Book{1, "d", 3});
        });
        CHECK(db.template remove<Book>(1));
        this->check_ran(all_of({{"BEGIN IMMEDIATE"},
                                record(1),
                                {inserting + " [a, 1]"},
                                cleared,
                                {"BEGIN IMMEDIATE"},
                                record(2),
                                {updating + " [b, null, 1]"},
                                cleared,
                                {"BEGIN", "SAVEPOINT rowan"},
                                record(3, "ann, why"),
                                {updating + " [c, 3, 1]", "RELEASE SAVEPOINT rowan"},
                                {updating + " [d, 3, 1]"}, // the record is there: it needs no savepoint
                                cleared,
                                {"BEGIN IMMEDIATE"},
                                record(4),
                                {removing + " [1]"},
                                cleared}));
        if constexpr (has_database<Driver>)
            for (std::size_t i = 0; i < 4; ++i) // so that no two have the same time
                db.execute("UPDATE rowan_transaction SET at = '2024-01-0" + std::to_string(i + 1) +
                           " 00:00:00.000' WHERE id = " + std::to_string(db.transactions().at(i).id));
        records = listed();
    }
    /// Each write changes a row, and each transaction that writes gets one of the records.
    void script_records(const std::vector<std::int64_t>& ids) {
        if constexpr (!has_database<Driver>)
            this->server.otherwise = [ids, next = std::size_t{0}](std::string_view sql, const auto&) mutable {
                return test::fake::answer{.changes = 1, .key = sql == recording ? ids.at(next++) : 1};
            };
    }
    /// The records of transactions.
    std::vector<transaction_record> listed() {
        test::fake::answer all{.to = listing};
        for (const auto& row : version_rows) all.rows.push_back({row[4], row[5], row[6], row[7]});
        this->script({all});
        auto found = db.transactions();
        this->check_ran({listing});
        return found;
    }
    std::vector<version<Book>> versions() {
        this->script({{.rows = version_rows, .to = reading_versions}});
        auto found = db.template versions<Book>(1);
        this->check_ran({reading_versions + R"( WHERE v."id" = ?1 ORDER BY v."transaction_id" [1])"});
        return found;
    }
};

TEST_SUITE("driver") {
    TEST_CASE_TEMPLATE("each transaction that writes a versioned table has one record, with who and why", Driver,
                       LAW_DRIVERS) {
        fixture<Driver> here;
        const auto& records = here.records;
        REQUIRE(records.size() == 4);
        for (std::size_t i = 0; i < 4; ++i) {
            CAPTURE(i);
            CHECK(records[i].actor == (i == 2 ? std::optional<std::string>("ann") : std::nullopt));
            CHECK(records[i].note == (i == 2 ? std::optional<std::string>("why") : std::nullopt));
            if (i > 0) CHECK(records[i - 1].id < records[i].id);
            if (i > 0) CHECK(records[i].at - records[i - 1].at == std::chrono::days(1));
        }
    }
    TEST_CASE_TEMPLATE("the versions of a row follow each other, and each is of its transaction", Driver, LAW_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        const auto versions = here.versions();
        REQUIRE(versions.size() == 4);
        const Book rows[] = {{1, "a", 1}, {1, "b", {}}, {1, "d", 3}, {1, "d", 3}};
        using enum version_operation;
        const version_operation operations[] = {insert, update, update, remove};
        for (std::size_t i = 0; i < 4; ++i) {
            CAPTURE(i);
            CHECK(versions[i].row == rows[i]);
            CHECK(versions[i].operation == operations[i]);
            CHECK(versions[i].transaction == here.records[i]);
            CHECK(versions[i].end_transaction_id == (i < 3 ? std::optional(here.records[i + 1].id) : std::nullopt));
        }
        here.script(
            {{.rows = {version_rows[1]}, .to = reading_versions}, {.rows = {version_rows[2]}, .to = reading_versions}});
        CHECK(db.previous(versions[2]) == versions[1]);
        CHECK(db.template versions_in<Book>(here.records[2].id) == std::vector{versions[2]});
        here.check_ran({reading_versions + R"( WHERE v."id" = ?1 AND v."end_transaction_id" = ?2 [1, 3])",
                        reading_versions + R"( WHERE v."transaction_id" = ?1 ORDER BY v."id" [3])"});
    }
    TEST_CASE_TEMPLATE("a query sees the rows as they were, by transaction and by time", Driver, LAW_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        const auto past = [](const std::string& point) {
            return R"(SELECT "book"."id", "book"."title", "book"."year" FROM (SELECT * FROM "book_history" WHERE )"
                   R"("operation" <> 'delete' AND "transaction_id" <= )" +
                   point + R"( AND ("end_transaction_id" IS NULL OR "end_transaction_id" > )" + point +
                   R"()) AS "book")";
        };
        const std::string by_number = past("?1"),
                          by_time = past(R"((SELECT max("id") FROM "rowan_transaction" WHERE "at" <= ?1))");
        for (std::size_t i = 0; i < 4; ++i) {
            CAPTURE(i);
            const auto& row = version_rows[i];
            std::vector<test::fake::cells> rows;
            if (i < 3) rows.push_back({row[0], row[1], row[2]});
            here.script({{.rows = rows, .to = by_number}, {.rows = rows, .to = by_time}});
            const auto at_number = db(select<Book>().as_of(here.records[i].id)).all();
            const auto at_time = db(select<Book>().as_of(here.records[i].at)).all();
            CHECK(at_number.size() == (i < 3 ? 1 : 0));
            if (i < 3) CHECK(at_number.at(0).title == (i == 0 ? "a" : i == 1 ? "b" : "d"));
            CHECK(at_time == at_number);
            const std::string number = std::to_string(i + 1);
            here.check_ran({by_number + " [" + number + "]", by_time + " [2024-01-0" + number + " 00:00:00.000]"});
        }
    }
    TEST_CASE_TEMPLATE("a row becomes what it was in a version, which is a write with a record", Driver, LAW_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        const auto versions = here.versions();
        REQUIRE(versions.size() == 4);
        here.script_records({5, 6});
        db.revert(versions[1]);
        if constexpr (has_database<Driver>) CHECK(db.template get<Book>(1) == versions[1].row);
        db.revert(versions[3]);
        if constexpr (has_database<Driver>) {
            CHECK_FALSE(db.template find<Book>(1));
            const auto later = db.template versions<Book>(1);
            REQUIRE(later.size() == 6);
            CHECK(later[4].row == versions[1].row);
            CHECK(later[4].operation == version_operation::insert);
            CHECK(later[5].operation == version_operation::remove);
        }
        here.check_ran(all_of({{"BEGIN IMMEDIATE"},
                               record(5),
                               {R"(INSERT INTO "book" ("id", "title", "year") VALUES (?1, ?2, ?3) ON CONFLICT ("id") )"
                                R"(DO UPDATE SET "title" = excluded."title", "year" = excluded."year" [1, b, null])"},
                               cleared,
                               {"BEGIN IMMEDIATE"},
                               record(6),
                               {removing + " [1]"},
                               cleared}));
    }
    TEST_CASE_TEMPLATE("a write that fails takes its record with it, and the next one has its own", Driver,
                       LAW_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        here.script_records({5, 6, 7, 8});
        CHECK(db.insert(Book{0, "a", 1}) > 0);
        const test::fake::answer refused{
            .fails = test::fake::failing<constraint_violation>(constraint_kind::unique, std::string("title")),
            .to = inserting};
        const auto fail = [&] { CHECK_THROWS_AS(db.insert(Book{0, "a", 2}), constraint_violation); };
        here.script({refused});
        fail();
        here.script({refused});
        db.transact([&] {
            fail();
            CHECK(db.insert(Book{0, "b", 2}) > 0);
        });
        const std::string right = inserting + " [a, 1]", wrong = inserting + " [a, 2]";
        here.check_ran(all_of({{"BEGIN IMMEDIATE"},
                               record(5),
                               {right},
                               cleared,
                               {"BEGIN IMMEDIATE"},
                               record(6),
                               {wrong, "ROLLBACK"},
                               {"BEGIN", "SAVEPOINT rowan"},
                               record(7),
                               {wrong, "ROLLBACK TO SAVEPOINT rowan", "RELEASE SAVEPOINT rowan", "SAVEPOINT rowan"},
                               record(8),
                               {inserting + " [b, 2]", "RELEASE SAVEPOINT rowan"},
                               cleared}));
        if constexpr (has_database<Driver>) CHECK(db.transactions().size() == 6);
    }
}

} // namespace laws_history_test
