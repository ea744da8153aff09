#include "support/drivers.hpp"

#include "rowan/engine/triggers.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

// Triggers that a table declares, in the database: what other programs write runs them.
namespace engine_triggers_test {

struct Writer {
    std::int64_t id = 0;
    std::string name;
    std::int64_t books = 0;
};
struct Work {
    std::int64_t id = 0;
    std::int64_t writer = 0;
    std::string title;
    std::optional<std::int64_t> year;
};
/// The same as the next version of the program has it.
struct LaterWork {
    std::int64_t id = 0;
    std::int64_t writer = 0;
    std::string title;
    std::optional<std::int64_t> year;
};
struct Note {
    std::int64_t id = 0;
    std::string what;
    std::int64_t work = 0;
};
struct Person {
    std::int64_t id = 0;
    std::string name;
    std::int64_t age = 0;
};

} // namespace engine_triggers_test

template <>
inline constexpr auto rowan::table<engine_triggers_test::Work> = rowan::define<engine_triggers_test::Work>(
    "a $$ \"work\" of 'art'", rowan::column_name<&engine_triggers_test::Work::title>("the $1 \"title\""));
template <>
inline constexpr auto rowan::table<engine_triggers_test::LaterWork> = rowan::define<engine_triggers_test::LaterWork>(
    "a $$ \"work\" of 'art'", rowan::column_name<&engine_triggers_test::LaterWork::title>("the $1 \"title\""));

namespace engine_triggers_test {

using namespace rowan;

inline constexpr std::string_view hostile = R"(it's "new" $$ \ $1 ?1 END;)";

template <class Row>
inline constexpr auto insertion =
    trigger<R"(count $$ "works" \ ')">
        .after(inserted)
        .when(new_row<&Row::title> != "hidden")
        .run(update<Writer>()
                 .set(col<&Writer::books> = col<&Writer::books> + 1)
                 .where(col<&Writer::id> == new_row<&Row::writer>),
             insert<Note>().set(col<&Note::what> = hostile, col<&Note::work> = new_row<&Row::id>));

} // namespace engine_triggers_test

template <>
inline constexpr auto rowan::triggers<engine_triggers_test::Work> = rowan::trigger_list(
    engine_triggers_test::insertion<engine_triggers_test::Work>,
    rowan::trigger<"retitled">
        .after(rowan::updated<&engine_triggers_test::Work::title>)
        .when(rowan::is_distinct_from(rowan::old_row<&engine_triggers_test::Work::title>,
                                      rowan::new_row<&engine_triggers_test::Work::title>))
        .run(rowan::insert<engine_triggers_test::Note>()
                 .columns<&engine_triggers_test::Note::what, &engine_triggers_test::Note::work>()
                 .from(rowan::select(rowan::col<&engine_triggers_test::Writer::name>,
                                     rowan::new_row<&engine_triggers_test::Work::id>)
                           .from<engine_triggers_test::Writer>()
                           .where(rowan::col<&engine_triggers_test::Writer::id> ==
                                  rowan::old_row<&engine_triggers_test::Work::writer>))),
    rowan::trigger<"removed">
        .before(rowan::removed)
        .run(rowan::remove<engine_triggers_test::Note>().where(
            rowan::col<&engine_triggers_test::Note::work> == rowan::old_row<&engine_triggers_test::Work::id>)));
template <>
inline constexpr auto rowan::triggers<engine_triggers_test::LaterWork> = rowan::trigger_list(
    engine_triggers_test::insertion<engine_triggers_test::LaterWork>,
    rowan::trigger<"retitled">.after(rowan::updated<>).run(rowan::insert<engine_triggers_test::Note>().set(rowan::col<&engine_triggers_test::Note::what> = "changed", rowan::col<&engine_triggers_test::Note::work> = rowan::new_row<&engine_triggers_test::LaterWork::id>)));
template <>
inline constexpr auto rowan::triggers<engine_triggers_test::Person> = rowan::trigger_list(
    rowan::trigger<"older">
        .after(rowan::inserted)
        .run(rowan::update<engine_triggers_test::Person>()
                 .set(rowan::col<&engine_triggers_test::Person::age> =
                          rowan::col<&engine_triggers_test::Person::age> + 1)
                 .where(rowan::col<&engine_triggers_test::Person::id> ==
                        rowan::new_row<&engine_triggers_test::Person::id>)));

namespace engine_triggers_test {

template <class Driver, class Row>
struct library {
    using driver = Driver;
    using tables = rowan::tables<Writer, Row, Note>;
};
template <class Driver>
struct people {
    using driver = Driver;
    using tables = rowan::tables<Person>;
};

template <class Driver>
struct fixture {
    test::lasting_database<Driver> database;
    connection<library<Driver, Work>> db{database.name()};
    connection<test::stranger<Driver>> stranger{database.name()};

    fixture() {
        db.create_tables();
        stranger.execute("INSERT INTO writer (name, books) VALUES ('Ursula', 0)");
    }
    void add(const std::string& title) {
        stranger.execute(R"(INSERT INTO "a $$ ""work"" of 'art'" (writer, "the $1 ""title""") VALUES (1, ')" + title +
                         "')");
    }
    [[nodiscard]] std::int64_t books() { return db.template get<Writer>(1).books; }
    [[nodiscard]] std::vector<std::string> notes() {
        std::vector<std::string> found;
        for (const Note& each : db(select<Note>().order_by(col<&Note::id>))) found.push_back(each.what);
        return found;
    }
    /// What has the marks.
    [[nodiscard]] std::vector<test::cells> texts() {
        if constexpr (std::is_same_v<Driver, sqlite>)
            return test::raw_rows(stranger, "SELECT sql FROM sqlite_schema WHERE type = 'trigger' ORDER BY name");
        else
            return test::raw_rows(stranger, "SELECT p.prosrc, p.oid, t.oid FROM pg_proc AS p JOIN pg_trigger AS t ON "
                                            "t.tgfoid = p.oid WHERE prosrc LIKE '%rowan trigger%' ORDER BY proname");
    }
};

TEST_SUITE("engine") {
    TEST_CASE_TEMPLATE("what another program writes runs the triggers", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        here.add("The Dispossessed");
        here.add("hidden");
        CHECK(here.books() == 1);
        CHECK(here.notes() == std::vector<std::string>{std::string(hostile)});
        SUBCASE("an update of a column") {
            here.stranger.execute(R"(UPDATE "a $$ ""work"" of 'art'" SET "the $1 ""title""" = 'b' WHERE id = 1)");
            here.stranger.execute(
                R"(UPDATE "a $$ ""work"" of 'art'" SET "the $1 ""title""" = 'b', year = 1 WHERE id = 1)");
            here.stranger.execute(R"(UPDATE "a $$ ""work"" of 'art'" SET year = 1974 WHERE id = 1)");
            CHECK(here.notes() == std::vector<std::string>{std::string(hostile), "Ursula"});
        }
        SUBCASE("a removal") {
            here.stranger.execute(R"(DELETE FROM "a $$ ""work"" of 'art'" WHERE id = 1)");
            CHECK(here.notes().empty());
            CHECK(here.db(select(count()).template from<Work>()).scalar() == 1);
        }
    }
    TEST_CASE_TEMPLATE("what rowan writes runs them, too", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        Work work{0, 1, "a", std::nullopt};
        here.db.insert(work);
        CHECK(work.id == 1);
        work.title = "b";
        here.db.update(work);
        CHECK(here.books() == 1);
        CHECK(here.notes() == std::vector<std::string>{std::string(hostile), "Ursula"});
        here.db.remove(work);
        CHECK(here.notes().empty());
    }
    TEST_CASE_TEMPLATE("a trigger may write the row that it runs for", Driver, TEST_DRIVERS) {
        connection<people<Driver>> db{test::empty_database<Driver>::name()};
        db.create_tables();
        Person john{0, "John", 30};
        db.insert(john);
        CHECK(db.template get<Person>(john.id).age == 31);
        db.execute("INSERT INTO person (name, age) VALUES ('Jane', 40)");
        CHECK(db.template get<Person>(2).age == 41);
    }
    TEST_CASE_TEMPLATE("triggers are made once, and again when others are declared", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        const auto texts = here.texts();
        CHECK(texts.size() == 3);
        here.db.create_tables();
        here.db.template create_table<Work>();
        CHECK(here.texts() == texts);
        connection<library<Driver, LaterWork>> next{here.database.name()};
        SUBCASE("with all tables") { next.create_tables(); }
        SUBCASE("with their table") { next.template create_table<LaterWork>(); }
        CHECK(here.texts() != texts);
        CHECK(here.texts().size() == 3); // what is not declared any more stays
        here.add("a");
        here.stranger.execute(R"(UPDATE "a $$ ""work"" of 'art'" SET year = 1974)");
        CHECK(here.notes() == std::vector<std::string>{std::string(hostile), "changed"});
    }
    TEST_CASE_TEMPLATE("a trigger that is gone is made again", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        const auto count = here.texts().size();
        here.stranger.execute(std::is_same_v<Driver, sqlite> ? "DROP TRIGGER removed"
                                                             : R"(DROP TRIGGER removed ON "a $$ ""work"" of 'art'")");
        CHECK(here.texts().size() == count - 1);
        here.db.create_tables();
        CHECK(here.texts().size() == count);
    }
    TEST_CASE_TEMPLATE("one that a later rowan has made is left", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        const std::string mark = "generation 1", later = "generation 2";
        if constexpr (std::is_same_v<Driver, sqlite>) {
            std::string text = std::get<std::string>(
                test::raw_rows(here.stranger, "SELECT sql FROM sqlite_schema WHERE name = 'retitled'")[0][0]);
            here.stranger.execute("DROP TRIGGER retitled");
            here.stranger.execute(text.replace(text.find(mark), mark.size(), later));
        } else
            here.stranger.execute("DO $$ BEGIN EXECUTE replace(pg_get_functiondef('retitled'::regproc), '" + mark +
                                  "', '" + later + "'); END $$");
        const auto texts = here.texts();
        connection<library<Driver, LaterWork>>(here.database.name()).create_tables();
        CHECK(here.texts()[1] == texts[1]);
    }
    TEST_CASE_TEMPLATE("one of the program's own SQL is not replaced", Driver, TEST_DRIVERS) {
        const test::lasting_database<Driver> database;
        connection<test::stranger<Driver>> stranger{database.name()};
        stranger.execute("CREATE TABLE other (id BIGINT)");
        if constexpr (std::is_same_v<Driver, sqlite>)
            stranger.execute("CREATE TRIGGER removed AFTER INSERT ON other BEGIN SELECT 1; END");
        else stranger.execute("CREATE FUNCTION removed() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'");
        connection<library<Driver, Work>> db{database.name()};
        CHECK_THROWS_AS(db.create_tables(), error);
        CHECK_NOTHROW(db.drop_tables());
        if constexpr (std::is_same_v<Driver, sqlite>)
            CHECK(test::raw_rows(stranger, "SELECT 1 FROM sqlite_schema WHERE type = 'trigger'").size() == 1);
        else CHECK(test::raw_rows(stranger, "SELECT 1 FROM pg_proc WHERE proname = 'removed'").size() == 1);
    }
    TEST_CASE_TEMPLATE("triggers go with the tables", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        here.add("a");
        SUBCASE("all") { here.db.drop_tables(); }
        SUBCASE("one") { here.db.template drop_table<Work>(); }
        CHECK(here.texts().empty());
        if constexpr (!std::is_same_v<Driver, sqlite>)
            CHECK(test::raw_rows(here.stranger, "SELECT 1 FROM pg_proc WHERE prosrc LIKE '%rowan trigger%'").empty());
        here.db.create_tables();
        CHECK(here.texts().size() == 3);
    }
    TEST_CASE("a function looks for its tables where they were created") {
        fixture<postgres> here;
        here.stranger.execute("CREATE SCHEMA other; CREATE TABLE other.writer (id bigint, books bigint); "
                              "CREATE TABLE other.note (what text, work bigint); SET search_path = other, public; "
                              "CREATE TEMP TABLE note (what text)");
        here.add("a");
        CHECK(here.books() == 1);
        CHECK(here.notes().size() == 1);
    }
}

} // namespace engine_triggers_test
