#include "support/drivers.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace left_out_test {

using namespace rowan;

struct Entry {
    std::int64_t id = 0;
    std::string name;
};
struct Coded {
    std::string code;
    int amount = 0;
};
struct Tag {
    std::int64_t entry = 0;
    std::int64_t tag = 0;
};
struct Narrow {
    std::int16_t id = 0;
    std::string name;
};

} // namespace left_out_test

template <>
inline constexpr auto rowan::table<left_out_test::Coded> =
    rowan::define<left_out_test::Coded>(rowan::primary_key<&left_out_test::Coded::code>);
template <>
inline constexpr auto rowan::table<left_out_test::Tag> =
    rowan::define<left_out_test::Tag>(rowan::primary_key<&left_out_test::Tag::entry, &left_out_test::Tag::tag>);

namespace left_out_test {

template <class Driver>
struct ledger {
    using driver = Driver;
    using tables = rowan::tables<Entry, Coded, Tag, Narrow>;
};

/// Has triggers leave out each row of `table` for which `condition` holds, of the row that is `event`'s.
template <class Connection>
void leave_out(Connection& db, const std::string& table, const std::string& event, const std::string& condition) {
    const std::string name = "skip_" + table + "_" + event;
    if constexpr (std::is_same_v<typename Connection::driver, sqlite>)
        db.execute("CREATE TRIGGER " + name + " BEFORE " + event + " ON " + table + " WHEN " + condition +
                   " BEGIN SELECT RAISE(IGNORE); END");
    else
        db.execute("CREATE FUNCTION " + name +
                   "() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$; "
                   "CREATE TRIGGER " +
                   name + " BEFORE " + event + " ON " + table + " FOR EACH ROW WHEN (" + condition +
                   ") EXECUTE FUNCTION " + name + "()");
}

template <class Driver>
struct fixture {
    connection<ledger<Driver>> db{test::empty_database<Driver>::name()};

    fixture() {
        db.create_tables();
        leave_out(db, "entry", "INSERT", "NEW.name = 'none'");
        leave_out(db, "entry", "UPDATE", "NEW.name = 'none'");
        leave_out(db, "entry", "DELETE", "OLD.name = 'kept'");
        leave_out(db, "coded", "INSERT", "NEW.amount = 13");
        leave_out(db, "coded", "UPDATE", "NEW.amount = 13");
        leave_out(db, "tag", "INSERT", "NEW.tag = 13");
    }
    template <class Table>
    std::int64_t count() {
        return db(select(rowan::count()).template from<Table>()).scalar();
    }
    /// Runs `write`, which has a row left out, by itself and in a transaction that goes on.
    void refuses(const std::function<void()>& write) {
        CHECK_THROWS_WITH_AS(write(), doctest::Contains("left out"), row_left_out);
        db.transact([&] {
            db.insert(Coded{"before", 1});
            CHECK_THROWS_AS(db.transact([&] { write(); }), row_left_out);
            db.insert(Coded{"after", 1});
        });
        CHECK(db(remove<Coded>().where(col<&Coded::code> == "before" || col<&Coded::code> == "after")) == 2);
    }
};

/// A table with hooks of every kind.
struct Heard {
    std::int64_t id = 0;
    std::string name;
};
struct vetoes {
    static inline std::string at{};
    void on(const before_insert<Heard>& e) {
        e.row.name += "!";
        refuse("before_insert");
    }
    void on(const after_insert<Heard>&) { refuse("after_insert"); }
    void on(const before_update<Heard>& e) {
        if (at == "another key") ++e.row.id;
    }
    void on(const before_commit&) { refuse("before_commit"); }
    static void refuse(std::string_view place) {
        if (place == at) throw std::runtime_error("refused");
    }
};
template <class Driver>
struct guarded_ledger {
    using driver = Driver;
    using tables = rowan::tables<Heard>;
    using listeners = rowan::listeners<vetoes>;
};
template <class Driver>
struct heard_fixture {
    connection<guarded_ledger<Driver>> db{test::empty_database<Driver>::name()};
    heard_fixture() {
        vetoes::at.clear();
        db.create_tables();
    }
    ~heard_fixture() { vetoes::at.clear(); }
};

TEST_SUITE("engine") {
    TEST_CASE_TEMPLATE("a row that the database leaves out is an error, and the object stays as it was", Driver,
                       TEST_DRIVERS) {
        fixture<Driver> test;
        auto& db = test.db;
        Entry none{7, "none"};
        test.refuses([&] { db.insert(none); });
        CHECK(none.id == 7);
        test.refuses([&] { db.insert(Entry{0, "none"}); });
        test.refuses([&] { db.upsert(none); });
        none.id = 0;
        test.refuses([&] { db.upsert(none); });
        CHECK(none.id == 0);
        test.refuses([&] { db.insert(Coded{"x", 13}); });
        test.refuses([&] { db.upsert(Coded{"x", 13}); });
        test.refuses([&] { db.upsert(Tag{1, 13}); });
        CHECK(test.template count<Entry>() == 0);
        CHECK(test.template count<Coded>() == 0);
        CHECK(test.template count<Tag>() == 0);
        // What is there already is no row that is left out.
        db.insert(Tag{1, 2});
        db.upsert(Tag{1, 2});
        CHECK(test.template count<Tag>() == 1);
    }
    TEST_CASE_TEMPLATE("of a range of which the database leaves out a row nothing is inserted", Driver, TEST_DRIVERS) {
        fixture<Driver> test;
        auto& db = test.db;
        for (const std::size_t size : {1U, 2U, 11U, 300U, 2500U}) {
            CAPTURE(size);
            std::vector<Entry> rows(size, Entry{-1, "some"});
            rows[size / 2].name = "none";
            test.refuses([&] { db.insert(rows); });
            for (const Entry& row : rows) REQUIRE(row.id == -1);
            const std::vector<Entry> constant = rows;
            test.refuses([&] { db.insert(constant); });
            std::vector<Coded> keyless;
            for (std::size_t i = 0; i < size; ++i) keyless.push_back({std::to_string(i), i == size / 2 ? 13 : 1});
            test.refuses([&] { db.insert(keyless); });
        }
        CHECK(test.template count<Entry>() == 0);
        CHECK(test.template count<Coded>() == 0);
    }
    TEST_CASE_TEMPLATE("an update and a removal that the database leaves out are errors", Driver, TEST_DRIVERS) {
        fixture<Driver> test;
        auto& db = test.db;
        Entry entry{0, "kept"};
        db.insert(entry);
        entry.name = "none";
        test.refuses([&] { db.update(entry); });
        test.refuses([&] { db.update(entry, only<&Entry::name>); });
        test.refuses([&] { db.upsert(entry); });
        test.refuses([&] { db.remove(entry); });
        test.refuses([&] { (void)db.template remove<Entry>(entry.id); });
        CHECK(db.template get<Entry>(entry.id).name == "kept");
        // A row that is not there is none that is left out.
        CHECK_THROWS_AS(db.update(Entry{99, "none"}), not_found);
        CHECK_THROWS_AS(db.remove(Entry{99, "kept"}), not_found);
        CHECK_FALSE(db.template remove<Entry>(99));
    }
    TEST_CASE_TEMPLATE("do_nothing and returning tell by their rows what was left out", Driver, TEST_DRIVERS) {
        fixture<Driver> test;
        auto& db = test.db;
        const Coded left_out{"x", 13}, kept{"y", 1};
        CHECK(db(insert<Coded>().values(left_out).on_conflict<&Coded::code>().do_nothing()) == 0);
        CHECK(db(insert<Coded>().values(left_out).returning()).size() == 0);
        CHECK(db(insert<Coded>().values(std::vector{left_out, kept}).returning()).size() == 1);
    }
    TEST_CASE("SQLite: ON CONFLICT IGNORE of a table leaves out rows") {
        connection<ledger<sqlite>> db(":memory:");
        db.execute("CREATE TABLE entry (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE ON CONFLICT IGNORE);"
                   "CREATE TABLE coded (code TEXT PRIMARY KEY ON CONFLICT IGNORE, amount INTEGER NOT NULL)");
        Entry first{0, "a"}, second{5, "a"};
        db.insert(first);
        CHECK_THROWS_AS(db.insert(second), row_left_out);
        CHECK(second.id == 5);
        std::vector<Entry> rows{{1, "b"}, {2, "a"}};
        CHECK_THROWS_AS(db.insert(rows), row_left_out);
        CHECK(rows[0].id == 1);
        CHECK_THROWS_AS(db.upsert(Entry{9, "a"}), row_left_out);
        Entry other{0, "c"};
        db.insert(other);
        other.name = "a";
        CHECK_THROWS_AS(db.update(other), row_left_out);
        db.insert(Coded{"x", 1});
        CHECK_THROWS_AS(db.insert(Coded{"x", 2}), row_left_out);
        CHECK(db(select(count()).from<Entry>()).scalar() == 2);
    }
    TEST_CASE(
        "PostgreSQL: rows that a partition leaves out, and a trigger that was made since the table was looked at") {
        connection<ledger<postgres>> db(test::empty_database<postgres>::name());
        db.execute("CREATE TABLE coded (code text, amount integer NOT NULL) PARTITION BY LIST (amount);"
                   "CREATE TABLE coded_other PARTITION OF coded DEFAULT");
        std::vector<Coded> rows(2500, Coded{"x", 1});
        db.insert(rows);
        leave_out(db, "coded_other", "INSERT", "NEW.amount = 13");
        rows.back().amount = 13;
        CHECK_THROWS_AS(db.insert(rows), row_left_out);
        db.execute("DROP TRIGGER skip_coded_other_INSERT ON coded_other");
        db.insert(rows);
        CHECK(db(select(count()).from<Coded>()).scalar() == 5000);
    }
    TEST_CASE("PostgreSQL: rules leave out rows alike, however many there are") {
        connection<ledger<postgres>> db(test::empty_database<postgres>::name());
        db.create_tables();
        db.execute("CREATE RULE skip AS ON INSERT TO coded DO INSTEAD NOTHING");
        CHECK_THROWS_AS(db.insert(Coded{"x", 1}), row_left_out);
        for (const std::size_t size : {3U, 2500U}) {
            CAPTURE(size);
            CHECK_THROWS_AS(db.insert(std::vector<Coded>(size)), error);
        }
        CHECK(db(select(count()).from<Coded>()).scalar() == 0);
    }
    TEST_CASE_TEMPLATE("an insert that fails in a hook, or when it is committed, leaves the keys of objects", Driver,
                       TEST_DRIVERS) {
        heard_fixture<Driver> test;
        auto& db = test.db;
        for (const char* place : {"before_insert", "after_insert", "before_commit"}) {
            CAPTURE(place);
            vetoes::at = place;
            Heard one{4, "one"};
            CHECK_THROWS_WITH(db.insert(one), "refused");
            CHECK(one.id == 4);
            CHECK(one.name == "one!"); // what before_insert changed stays
            std::vector<Heard> rows{{5, "a"}, {6, "b"}, {7, "c"}};
            CHECK_THROWS_WITH(db.insert(rows), "refused");
            CHECK(rows[0].id == 5);
            CHECK(rows[2].id == 7);
            Heard fresh{0, "fresh"};
            CHECK_THROWS_WITH(db.upsert(fresh), "refused");
            CHECK(fresh.id == 0);
        }
        vetoes::at.clear();
        CHECK(db(select(count()).template from<Heard>()).scalar() == 0);
        // A rollback that the program wants later changes no object.
        Heard one{0, "one"};
        {
            auto scope = db.begin();
            db.insert(one);
        }
        CHECK(one.id != 0);
    }
    TEST_CASE_TEMPLATE("an insert that a deferred constraint refuses leaves the keys of objects", Driver,
                       TEST_DRIVERS) {
        connection<ledger<Driver>> db(test::empty_database<Driver>::name());
        db.create_tables();
        const std::string reference = " REFERENCES coded (code) DEFERRABLE INITIALLY DEFERRED";
        if constexpr (std::is_same_v<Driver, sqlite>)
            db.execute("DROP TABLE narrow; CREATE TABLE narrow (id INTEGER PRIMARY KEY, name TEXT NOT NULL" +
                       reference + ")");
        else db.execute("ALTER TABLE narrow ADD FOREIGN KEY (name)" + reference);
        for (const std::size_t size : {1U, 2U, 300U, 2500U}) {
            CAPTURE(size);
            std::vector<Narrow> rows(size, Narrow{-1, "absent"});
            CHECK_THROWS_AS(db.insert(rows), constraint_violation);
            for (const Narrow& row : rows) REQUIRE(row.id == -1);
        }
        Narrow one{-1, "absent"};
        CHECK_THROWS_AS(db.insert(one), constraint_violation);
        CHECK(one.id == -1);
    }
    TEST_CASE_TEMPLATE("a key that does not fit its field leaves the keys of a range", Driver, TEST_DRIVERS) {
        connection<ledger<Driver>> db(test::empty_database<Driver>::name());
        db.create_tables();
        for (const std::size_t size : {1U, 5U, 300U, 2500U}) {
            CAPTURE(size);
            db(remove<Narrow>().every_row());
            if constexpr (std::is_same_v<Driver, sqlite>) db.execute("INSERT INTO narrow VALUES (32767, 'last')");
            else db.execute("ALTER TABLE narrow ALTER id TYPE bigint; SELECT setval('narrow_id_seq', 32767)");
            std::vector<Narrow> rows(size, Narrow{-1, "some"});
            CHECK_THROWS_AS(db.insert(rows), type_mismatch);
            for (const Narrow& row : rows) REQUIRE(row.id == -1);
            CHECK(db(select(count()).template from<Narrow>().where(col<&Narrow::name> == "some")).scalar() == 0);
        }
    }
    TEST_CASE_TEMPLATE("a handler of before_update cannot have another row updated", Driver, TEST_DRIVERS) {
        heard_fixture<Driver> test;
        auto& db = test.db;
        std::vector<Heard> rows{{0, "a"}, {0, "b"}};
        db.insert(rows);
        vetoes::at = "another key";
        rows[0].name = "changed";
        CHECK_THROWS_WITH_AS(db.update(rows[0]), doctest::Contains("changed the primary key"), key_changed);
        CHECK(rows[0].id == 1);
        CHECK_THROWS_AS(db.update(rows[0], only<&Heard::name>), key_changed);
        CHECK(rows[0].id == 1);
        CHECK_THROWS_AS(db.upsert(rows[0]), key_changed);
        CHECK(db.template get<Heard>(1).name == "a!");
        CHECK(db.template get<Heard>(2).name == "b!");
    }
}

} // namespace left_out_test
