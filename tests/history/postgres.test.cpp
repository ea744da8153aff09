#include "support/drivers.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <thread>
#include <vector>

// What is particular to PostgreSQL: many programs write at once, and what they write in SQL is known to be one transaction.
namespace history_postgres_test {

struct Author {
    std::int64_t id = 0;
    std::string name;
};
struct Book {
    std::int64_t id = 0;
    std::int64_t author_id = 0;
    int year = 0;
};
struct Shelf {
    std::string name;
    int place = 0;
    int books = 0;
};
struct Place {
    std::int64_t id = 0;
    std::string name;
};
struct PlaceElsewhere {
    std::int64_t id = 0;
    std::string name;
};
struct PlaceNowhere {
    std::int64_t id = 0;
    std::string name;
};

} // namespace history_postgres_test

template <>
inline constexpr auto rowan::table<history_postgres_test::Book> = rowan::define<history_postgres_test::Book>(
    "books",
    rowan::foreign_key<&history_postgres_test::Book::author_id>.references<&history_postgres_test::Author::id>());
template <>
inline constexpr auto rowan::table<history_postgres_test::Shelf> = rowan::define<history_postgres_test::Shelf>(
    rowan::primary_key<&history_postgres_test::Shelf::name, &history_postgres_test::Shelf::place>);
template <>
inline constexpr auto rowan::table<history_postgres_test::Place> =
    rowan::define<history_postgres_test::Place>(rowan::in_schema("rowan_test_map"));
template <>
inline constexpr auto rowan::table<history_postgres_test::PlaceElsewhere> =
    rowan::define<history_postgres_test::PlaceElsewhere>("place", rowan::in_schema("rowan_test_map_2"));
template <>
inline constexpr auto rowan::table<history_postgres_test::PlaceNowhere> =
    rowan::define<history_postgres_test::PlaceNowhere>("place");
template <>
inline constexpr auto rowan::history<history_postgres_test::Place> = rowan::versioned{};
template <>
inline constexpr auto rowan::history<history_postgres_test::PlaceElsewhere> = rowan::versioned{};
template <>
inline constexpr auto rowan::history<history_postgres_test::PlaceNowhere> = rowan::versioned{};
template <>
inline constexpr auto rowan::history<history_postgres_test::Author> = rowan::versioned{};
template <>
inline constexpr auto rowan::history<history_postgres_test::Book> = rowan::versioned{};
template <>
inline constexpr auto rowan::history<history_postgres_test::Shelf> = rowan::versioned{};

namespace history_postgres_test {

using namespace rowan;

struct library {
    using driver = postgres;
    using tables = rowan::tables<Author, Book, Shelf>;
};

struct fixture {
    test::lasting_database<postgres> database;
    connection<library> db{database.name()};
    connection<library> other{database.name()};
    connection<test::stranger<postgres>> stranger{database.name()};

    fixture() {
        db.create_tables();
        db.insert(Author{0, "a"});
        db.insert(Book{0, 1, 1});
    }
    /// "+1=2-": the versions of a book, by their years; each must end where the next one begins.
    std::string years(std::int64_t id) {
        std::string text;
        std::optional<std::int64_t> end;
        for (const auto& each : db.versions<Book>(id)) {
            if (!text.empty()) CHECK(end == each.transaction.id);
            if (each.end_transaction_id) CHECK(*each.end_transaction_id > each.transaction.id);
            end = each.end_transaction_id;
            text += each.operation == version_operation::insert   ? "+"
                    : each.operation == version_operation::update ? "="
                                                                  : "-";
            if (each.operation != version_operation::remove) text += std::to_string(each.row.year);
        }
        CHECK_FALSE(end);
        return text;
    }
};

struct map {
    using driver = postgres;
    using tables = rowan::tables<Place>;
};
struct map_elsewhere {
    using driver = postgres;
    using tables = rowan::tables<PlaceElsewhere>;
};
struct map_nowhere {
    using driver = postgres;
    using tables = rowan::tables<PlaceNowhere>;
};

TEST_SUITE("history") {
    TEST_CASE("a table in a schema has its history there") {
        const test::lasting_database<postgres> database;
        connection<map> db{database.name()};
        db.execute("DROP SCHEMA IF EXISTS rowan_test_map CASCADE");
        db.create_tables();
        db.create_tables();
        db.insert(Place{0, "a"});
        db.execute("UPDATE rowan_test_map.place SET name = 'b'");
        const auto versions = db.versions<Place>(1);
        REQUIRE(versions.size() == 2);
        CHECK(db(select<Place>().as_of(versions[0].transaction.id)).one().name == "a");
        db.drop_tables();
        db.execute("DROP SCHEMA rowan_test_map"); // which is empty
    }
    TEST_CASE("tables of one name in several schemas follow the number of a transaction, each with its own history") {
        const test::lasting_database<postgres> database;
        connection<map> here{database.name()}, other{database.name()};
        connection<map_elsewhere> elsewhere{database.name()};
        connection<map_nowhere> nowhere{database.name()};
        here.execute("DROP SCHEMA IF EXISTS rowan_test_map, rowan_test_map_2 CASCADE");
        const auto check = [&]<class Table>(auto& db, const Table& row) {
            auto tx = db.begin();
            db.upsert(row);
            Place later{0, "later"};
            other.insert(later);
            tx.commit();
            const auto versions = db.template versions<Table>(row.id);
            REQUIRE(versions.size() == 1);
            CHECK(versions[0].transaction.id > other.versions<Place>(later.id).at(0).transaction.id);
        };
        here.create_tables();
        elsewhere.create_tables();
        nowhere.create_tables();
        check(here, Place{9, "a"});
        check(elsewhere, PlaceElsewhere{9, "b"});
        check(nowhere, PlaceNowhere{9, "c"});
        here.execute("DROP SCHEMA rowan_test_map, rowan_test_map_2 CASCADE");
    }
    TEST_CASE_FIXTURE(fixture,
                      "a transaction that writes a row of a later one comes after it, with all that it wrote") {
        auto tx = db.begin({.actor = "ann"});
        db.update(Author{1, "b"});
        db.insert(Book{0, 1, 9});
        other.update(Book{1, 1, 2});
        const auto later = other.transactions().back().id;
        db.update(Book{1, 1, 3});
        CHECK(years(1) == "+1=2=3"); // at once, also within the transaction
        tx.commit();
        CHECK(years(1) == "+1=2=3");
        CHECK(years(2) == "+9");
        const auto record = db.versions<Book>(1).back().transaction;
        CHECK(record.id > later);
        CHECK(record.actor == "ann");
        CHECK(db.versions<Author>(1).back().transaction == record);
        CHECK(db.versions<Author>(1).front().end_transaction_id == record.id);
        CHECK(db.versions<Book>(2).back().transaction == record);
        CHECK(db(select<Author>().as_of(later)).one().name == "a");
    }
    TEST_CASE_FIXTURE(fixture, "a savepoint takes back that a transaction moved to a later number") {
        auto tx = db.begin();
        db.update(Author{1, "b"});
        other.update(Book{1, 1, 2});
        {
            const auto savepoint = db.begin();
            db.update(Book{1, 1, 3});
        }
        db.insert(Book{0, 1, 9});
        tx.commit();
        CHECK(years(1) == "+1=2");
        CHECK(db.versions<Author>(1).back().transaction == db.versions<Book>(2).back().transaction);
    }
    TEST_CASE_FIXTURE(fixture, "the past never has a book without the author that it refers to") {
        auto tx = db.begin();
        db.update(Author{1, "b"});
        Author second{0, "second"};
        other.insert(second);
        db.insert(Book{0, second.id, 5});
        tx.commit();
        for (const auto& record : db.transactions())
            CHECK(
                db(select(count()).from<Book>().as_of(record.id).where(col<&Book::author_id> == second.id)).scalar() <=
                db(select(count()).from<Author>().as_of(record.id).where(col<&Author::id> == second.id)).scalar());
        CHECK(db.versions<Book>(2)[0].transaction.id > db.versions<Author>(second.id)[0].transaction.id);
        CHECK(db.versions<Book>(2)[0].transaction.at >= db.versions<Author>(second.id)[0].transaction.at);
    }
    TEST_CASE_FIXTURE(fixture, "a transaction that cannot see the newest version of its row must be tried again") {
        stranger.execute("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT 1 FROM books");
        db.insert(Shelf{"a", 1, 1});
        db.remove<Shelf>("a", 1);
        CHECK_THROWS_AS(stranger.execute("INSERT INTO shelf VALUES ('a', 1, 2)"), serialization_failure);
        stranger.execute("ROLLBACK");
        CHECK(db.versions<Shelf>("a", 1).size() == 2);
    }
    TEST_CASE_FIXTURE(fixture,
                      "nor may it write a row again that it does not see removed, though nothing seems to change") {
        db.insert(Shelf{"a", 1, 1});
        stranger.execute("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT 1 FROM books");
        db.remove<Shelf>("a", 1);
        CHECK_THROWS_AS(stranger.execute("INSERT INTO shelf VALUES ('a', 1, 1)"), serialization_failure);
        stranger.execute("ROLLBACK; INSERT INTO shelf VALUES ('a', 1, 1)");
        CHECK(db.versions<Shelf>("a", 1).size() == 3);
    }
    TEST_CASE_FIXTURE(fixture, "a transaction with an old snapshot is in the past when it was committed") {
        auto tx = db.begin({.isolation = isolation_level::repeatable_read});
        db.update(Author{1, "b"});
        other.insert(Shelf{"a", 1, 1});
        const auto later = other.transactions().back().id;
        tx.commit();
        CHECK(db.versions<Author>(1).back().transaction.id > later);
        stranger.execute("BEGIN ISOLATION LEVEL REPEATABLE READ; UPDATE author SET name = 'c'");
        other.remove<Shelf>("a", 1);
        stranger.execute("COMMIT");
        CHECK(db.versions<Author>(1).back().transaction.id > db.versions<Shelf>("a", 1).back().transaction.id);
    }
    TEST_CASE_FIXTURE(fixture, "versions of rows that many write at once follow each other as the writes did") {
        for (const char* name : {"a", "b", "c"}) db.insert(Shelf{name, 0, 0});
        const auto write = [&](unsigned seed) {
            connection<library> own{database.name()};
            own.execute("SET deadlock_timeout = '10ms'");
            std::mt19937 random(seed);
            for (int i = 0; i < 60; ++i)
                own.transact({.retries = 10'000}, [&] {
                    for (int row = 0; row < 2; ++row) {
                        const std::string name(1, "abc"[random() % 3]);
                        own(rowan::update<Shelf>()
                                .set(col<&Shelf::books> = col<&Shelf::books> + 1)
                                .where(col<&Shelf::name> == name));
                    }
                });
        };
        {
            std::vector<std::jthread> threads;
            for (unsigned seed = 1; seed <= 4; ++seed) threads.emplace_back(write, seed);
        }
        for (const char* name : {"a", "b", "c"}) {
            const auto versions = db.versions<Shelf>(name, 0);
            CHECK(versions.size() > 50);
            for (std::size_t i = 1; i < versions.size(); ++i) {
                CHECK(versions[i - 1].end_transaction_id == versions[i].transaction.id);
                CHECK(versions[i].transaction.id > versions[i - 1].transaction.id);
                CHECK(versions[i].row.books > versions[i - 1].row.books);
                CHECK(versions[i].row.books <= versions[i - 1].row.books + 2); // one transaction may write a row twice
            }
            CHECK(versions.back().row.books == db.get<Shelf>(name, 0).books);
        }
    }
    TEST_CASE_FIXTURE(fixture, "all that another program writes in a transaction has one record") {
        stranger.execute("BEGIN; UPDATE author SET name = 'x'; SAVEPOINT s; UPDATE books SET year = 7; "
                         "ROLLBACK TO s; INSERT INTO books (author_id, year) VALUES (1, 8), (1, 9); COMMIT");
        const auto records = db.transactions();
        CHECK(records.size() == 3);
        CHECK(db.versions_in<Author>(records.back().id).size() == 1);
        CHECK(db.versions_in<Book>(records.back().id).size() == 2);
        stranger.execute("UPDATE books SET year = year");
        CHECK(db.transactions().size() == 3);
    }
    TEST_CASE_FIXTURE(fixture, "SQL before the first write of a transaction belongs to it, with actor and note") {
        db.transact({.actor = "ann"}, [&] {
            db.execute("UPDATE books SET year = 2");
            db.update(Author{1, "b"});
        });
        CHECK(db.versions<Book>(1).back().transaction == db.versions<Author>(1).back().transaction);
        CHECK(db.versions<Book>(1).back().transaction.actor == "ann");
    }
    TEST_CASE_FIXTURE(fixture, "SQL of the program has the actor and the note of its transaction") {
        const transaction_options said{.actor = "ann's", .note = R"(a \ note)"};
        SUBCASE("alone") {
            db.transact(said, [&] { db.execute("UPDATE books SET year = 2"); });
        }
        SUBCASE("alone, with another isolation") {
            auto changed = said;
            changed.isolation = isolation_level::serializable;
            db.transact(changed, [&] { db.execute("UPDATE books SET year = 2"); });
        }
        SUBCASE("after a rollback to a savepoint, which took the record back") {
            db.transact(said, [&] {
                db.execute("SAVEPOINT a");
                db.update(Author{1, "b"});
                db.execute("ROLLBACK TO a");
                db.update(Book{1, 1, 2});
            });
        }
        SUBCASE("after a commit of its own") {
            db.transact(said, [&] {
                db.update(Book{1, 1, 9});
                db.execute("COMMIT; BEGIN; UPDATE books SET year = 2");
            });
            CHECK(db.versions<Book>(1).size() == 3);
        }
        SUBCASE("where all else was rolled back") {
            db.transact(said, [&] {
                {
                    const auto savepoint = db.begin();
                    db.update(Author{1, "b"});
                }
                db.execute("UPDATE books SET year = 2");
            });
        }
        const auto last = db.versions<Book>(1).back();
        CHECK(last.row.year == 2);
        CHECK(last.transaction.actor == said.actor);
        CHECK(last.transaction.note == said.note);
        CHECK(db.versions<Author>(1).size() == 1);
        CHECK(db.transactions().back() == last.transaction);
    }
    TEST_CASE_FIXTURE(fixture, "a transaction that says who it is and writes no versions needs no history") {
        connection<map> bare{database.name()}; // whose tables are not there
        bare.transact({.actor = "ann"}, [&] { bare.execute("CREATE TEMP TABLE t ()"); });
        db.transact({.actor = "ann", .read_only = true}, [&] { db.execute("SELECT 1"); });
        CHECK(db.transactions().size() == 2);
    }
    TEST_CASE_FIXTURE(fixture, "rows that are truncated are removed") {
        db.insert(Book{0, 1, 2});
        db.transact({.actor = "ann"}, [&] {
            db.insert(Book{0, 1, 3});
            db.update(Book{1, 1, 4});
            db.remove<Book>(2);
            db.execute("TRUNCATE books");
        });
        CHECK(years(1) == "+1-");
        CHECK(years(2) == "+2-");
        CHECK(db.versions<Book>(3).empty());
        CHECK(db.versions<Book>(1).back().transaction.actor == "ann");
        stranger.execute("TRUNCATE author CASCADE");
        CHECK(db.versions<Author>(1).size() == 2);
    }
    TEST_CASE_FIXTURE(fixture, "what other triggers do to the rows of a statement is in their versions") {
        db.execute("CREATE FUNCTION age() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF pg_trigger_depth() = 1 THEN "
                   "UPDATE books SET year = year + 1; END IF; RETURN NULL; END $$; "
                   "CREATE TRIGGER a_first AFTER INSERT ON books FOR EACH ROW EXECUTE FUNCTION age()");
        db.insert(std::vector<Book>{{0, 1, 10}, {0, 1, 20}});
        CHECK(years(1) == "+1=3");
        CHECK(years(2) == "+12");
        CHECK(years(3) == "+22");
    }
    TEST_CASE_FIXTURE(fixture, "keys that are exchanged in one statement are updates of both rows") {
        db.execute("ALTER TABLE shelf DROP CONSTRAINT shelf_pkey; ALTER TABLE shelf ADD PRIMARY KEY (name, place) "
                   "DEFERRABLE");
        db.insert(std::vector<Shelf>{{"a", 1, 10}, {"a", 2, 20}});
        db.execute("UPDATE shelf SET place = 3 - place");
        for (const int place : {1, 2}) {
            const auto versions = db.versions<Shelf>("a", place);
            REQUIRE(versions.size() == 2);
            CHECK(versions[1].operation == version_operation::update);
            CHECK(versions[1].row.books == 30 - 10 * place);
        }
    }
    TEST_CASE_FIXTURE(fixture, "a role without rights on the history writes it all the same, from any search path") {
        const std::string role = "rowan_test_clerk_" + std::to_string(getpid());
        db.execute("CREATE ROLE " + role + "; GRANT SELECT, UPDATE ON books TO " + role);
        stranger.execute("SET ROLE " + role + "; SET search_path = ''; UPDATE public.books SET year = 6");
        CHECK_THROWS_AS(stranger.execute("DELETE FROM public.books_history"), error);
        CHECK(years(1) == "+1=6");
        db.execute("DROP OWNED BY " + role + "; DROP ROLE " + role);
    }
    TEST_CASE_FIXTURE(fixture, "a column that is added later goes on in the history") {
        db.execute("ALTER TABLE books DROP COLUMN year; ALTER TABLE books_history DROP COLUMN year");
        CHECK_THROWS_AS(other.create_tables(), schema_mismatch);
        db.execute("ALTER TABLE books ADD COLUMN year bigint NOT NULL DEFAULT 5; "
                   "ALTER TABLE books_history ADD COLUMN year bigint NOT NULL DEFAULT 5");
        other.create_tables();
        other.update(Book{1, 1, 6});
        CHECK(years(1) == "+5=6");
    }
}

} // namespace history_postgres_test
