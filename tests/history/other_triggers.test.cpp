#include "support/drivers.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <string>
#include <type_traits>
#include <vector>

// Triggers of the program on the same table, which run before those of the history or after them.
namespace history_other_triggers_test {

struct Item {
    std::int64_t id = 0;
    int count = 0;
    int edits = 0;
    friend bool operator==(const Item&, const Item&) = default;
};

} // namespace history_other_triggers_test

template <>
inline constexpr auto rowan::history<history_other_triggers_test::Item> = rowan::versioned{};

namespace history_other_triggers_test {

using namespace rowan;

template <class Driver>
struct shop {
    using driver = Driver;
    using tables = rowan::tables<Item>;
};

/// A trigger of the program: SQLite runs what was made last first, PostgreSQL goes by names.
template <class Driver>
std::string trigger(bool is_first, const std::string& event, const std::string& action) {
    const std::string name = is_first ? "a_first" : "z_last";
    if (std::is_same_v<Driver, sqlite>)
        return "CREATE TRIGGER " + name + " AFTER " + event + " ON item BEGIN " + action + "; END";
    return "CREATE FUNCTION " + name +
           "_f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF pg_trigger_depth() < 2 THEN " + action +
           "; END IF; RETURN NULL; END $$; CREATE TRIGGER " + name + " AFTER " + event +
           " ON item FOR EACH ROW EXECUTE FUNCTION " + name + "_f()";
}

template <class Driver>
struct fixture {
    connection<shop<Driver>> db{test::empty_database<Driver>::name()};
    bool is_first = true;

    void create(const std::string& event, const std::string& action) {
        const std::string sql = trigger<Driver>(is_first, event, action);
        if (std::is_same_v<Driver, sqlite> && !is_first) {
            db.execute(
                "CREATE TABLE item (id INTEGER PRIMARY KEY AUTOINCREMENT, count INTEGER NOT NULL, edits INTEGER NOT "
                "NULL)");
            db.execute(sql);
            db.create_tables();
        } else {
            db.create_tables();
            db.execute(sql);
        }
    }
    /// The newest versions are the rows of the table, and each version is another than the one before.
    void check() {
        const auto rows = db(select<Item>().order_by(col<&Item::id>)).all();
        CHECK(db(select<Item>().as_of(1000000).order_by(col<&Item::id>)).all() == rows);
        for (std::int64_t id = 1; id < 12; ++id) {
            const auto versions = db.template versions<Item>(id);
            for (std::size_t i = 0; i < versions.size(); ++i) {
                CHECK(versions[i].end_transaction_id.has_value() == (i + 1 < versions.size()));
                if (i == 0) continue;
                CHECK(versions[i - 1].end_transaction_id == versions[i].transaction.id);
                CHECK((versions[i].operation != version_operation::update || versions[i].row != versions[i - 1].row));
            }
        }
    }
    /// Runs `action` within a transaction, as single writes, and as SQL, and looks at the history after each.
    void each_way(const auto& by_rowan, const std::string& sql) {
        db.transact({.actor = "ann"}, [&] { by_rowan(); });
        check();
        by_rowan();
        check();
        db.transact({.actor = "ann"}, [&] { db.execute(sql); });
        check();
        db.execute(sql);
        check();
    }
};

template <class Driver, class Body>
void both(const Body& body) {
    for (const bool is_first : {true, false}) {
        CAPTURE(is_first);
        fixture<Driver> here{.is_first = is_first};
        body(here);
    }
}

TEST_SUITE("history") {
    TEST_CASE_TEMPLATE("what triggers of the program do to a row is recorded, whether they run first or last", Driver,
                       TEST_DRIVERS) {
        SUBCASE("an insert that is updated") {
            both<Driver>([](auto& here) {
                here.create("INSERT", "UPDATE item SET edits = edits + 1 WHERE id = NEW.id");
                here.each_way([&] { here.db.insert(Item{0, 5, 0}); }, "INSERT INTO item (count, edits) VALUES (6, 0)");
                CHECK(here.db.template versions<Item>(1)[0].row == Item{1, 5, 1});
                CHECK(here.db.template versions<Item>(1).size() == 1);
            });
        }
        SUBCASE("an insert that is removed") {
            both<Driver>([](auto& here) {
                here.create("INSERT", "DELETE FROM item WHERE id = NEW.id");
                here.each_way([&] { here.db.insert(Item{0, 5, 0}); }, "INSERT INTO item (count, edits) VALUES (6, 0)");
                CHECK(here.db(select<Item>()).all().empty());
            });
        }
        SUBCASE("an insert that gets another key") {
            both<Driver>([](auto& here) {
                here.create("INSERT", "UPDATE item SET id = id + 5 WHERE id = NEW.id");
                here.db.insert(Item{0, 5, 0});
                here.check();
                CHECK(here.db.template versions<Item>(1).size() % 2 == 0); // nothing, or there and gone
            });
        }
        SUBCASE("an update that is counted") {
            both<Driver>([](auto& here) {
                here.create("UPDATE", "UPDATE item SET edits = edits + 1 WHERE id = NEW.id");
                here.db.insert(std::vector<Item>{{0, 1, 0}, {0, 2, 0}});
                int count = 10;
                here.each_way([&] { here.db(rowan::update<Item>().set(col<&Item::count> = ++count).every_row()); },
                              "UPDATE item SET count = count + 1");
            });
        }
        SUBCASE("an update that is taken back") {
            both<Driver>([](auto& here) {
                here.create("UPDATE", "UPDATE item SET count = OLD.count WHERE id = NEW.id");
                here.db.insert(Item{0, 1, 0});
                here.each_way([&] { here.db(rowan::update<Item>().set(col<&Item::count> = 7).every_row()); },
                              "UPDATE item SET count = count + 1");
                CHECK(here.db(select<Item>()).one().count == 1);
            });
        }
        SUBCASE("a removal that is undone") {
            both<Driver>([](auto& here) {
                here.create("DELETE", "INSERT INTO item VALUES (OLD.id, OLD.count + 1, 0)");
                here.db.insert(Item{0, 1, 0});
                here.each_way([&] { here.db(rowan::remove<Item>().every_row()); }, "DELETE FROM item");
                CHECK(here.db(select<Item>()).one().count == 5);
            });
        }
        SUBCASE("another row") {
            both<Driver>([](auto& here) {
                here.create("UPDATE", "UPDATE item SET edits = edits + 1 WHERE id <> NEW.id");
                here.db.insert(std::vector<Item>{{0, 1, 0}, {0, 2, 0}});
                here.each_way(
                    [&] { here.db(rowan::update<Item>().set(col<&Item::count> = col<&Item::count> + 1).every_row()); },
                    "UPDATE item SET count = count + 1");
            });
        }
    }
}

} // namespace history_other_triggers_test
