#include "support/drivers.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <functional>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

// Events of rows tell what the database holds, and hooks of loads hear of what the program gets to see.
namespace stored_rows_test {

using namespace rowan;

struct Line {
    std::int64_t id = 0;
    int price = 0, quantity = 0, total = 0;
    std::string note{};

    friend bool operator==(const Line&, const Line&) = default;
};
/// Without a key.
struct Entry {
    std::string text;
};
/// With a key of two columns.
struct Place {
    int row = 0, column = 0;
    std::string name{};
};
/// Kept encrypted, by turning its letters.
struct Secret {
    std::int64_t id = 0;
    std::string text{};
};

} // namespace stored_rows_test

template <>
inline constexpr auto rowan::table<stored_rows_test::Line> = rowan::define<stored_rows_test::Line>(
    rowan::generated<&stored_rows_test::Line::total>(rowan::col<&stored_rows_test::Line::price> *
                                                     rowan::col<&stored_rows_test::Line::quantity>)
        .stored());
template <>
inline constexpr auto rowan::table<stored_rows_test::Place> = rowan::define<stored_rows_test::Place>(
    rowan::primary_key<&stored_rows_test::Place::row, &stored_rows_test::Place::column>,
    rowan::column_name<&stored_rows_test::Place::row>("place_row"),
    rowan::column_name<&stored_rows_test::Place::column>("place_column"));
template <>
inline constexpr auto rowan::history<stored_rows_test::Secret> = rowan::versioned{};

namespace stored_rows_test {

using trace = std::vector<std::string>;

inline std::string shown(const Line& line) {
    return std::to_string(line.id) + ": " + std::to_string(line.price) + " * " + std::to_string(line.quantity) + " = " +
           std::to_string(line.total) + " " + line.note;
}
struct line_log {
    trace seen;
    bool total_changed = false;
    std::function<void()> before;

    void on(const before_insert<Line>& e) {
        seen.push_back("before_insert " + shown(e.row));
        if (before) std::exchange(before, nullptr)();
    }
    void on(const after_insert<Line>& e) { seen.push_back("after_insert " + shown(e.row)); }
    void on(const before_update<Line>& e) {
        CHECK(!e.changed<&Line::id>());
        seen.push_back("before_update " + shown(e.before) + " -> " + shown(e.row));
    }
    void on(const after_update<Line>& e) {
        seen.push_back("after_update " + shown(e.before) + " -> " + shown(e.after));
        total_changed = e.changed<&Line::total>();
    }
    void on(const before_remove<Line>& e) { seen.push_back("before_remove " + shown(e.row)); }
    void on(const after_remove<Line>& e) { seen.push_back("after_remove " + shown(e.row)); }
    void on(const after_load<Line>& e) { e.row.note += "!"; }

    void on(const after_insert<Entry>& e) { seen.push_back("entry " + e.row.text); }
    void on(const after_insert<Place>& e) { seen.push_back("place " + e.row.name); }

    trace taken() { return std::exchange(seen, {}); }
};
template <class Driver>
struct shop {
    using driver = Driver;
    using tables = rowan::tables<Line, Entry, Place>;
    using listeners = rowan::listeners<line_log>;
};
template <class Driver>
struct unheard_shop {
    using driver = Driver;
    using tables = rowan::tables<Line, Entry, Place>;
};
struct refusal {
    void on(const after_load<Line>& e) {
        if (e.row.price == 3) throw std::runtime_error("not this one");
    }
};
template <class Driver>
struct refusing_shop : unheard_shop<Driver> {
    using listeners = rowan::listeners<refusal>;
};
/// Writes to the row that is updated, or to another one.
struct meddler {
    void on(const before_update<Line>& e, auto& db) {
        db(update<Line>()
               .set(col<&Line::quantity> = 77)
               .where(col<&Line::id> == (e.row.price == 13 ? e.row.id : 2))
               .without_hooks());
    }
};
template <class Driver>
struct meddled_shop : unheard_shop<Driver> {
    using listeners = rowan::listeners<meddler>;
};
template <class Driver>
struct vault {
    using driver = Driver;
    using tables = rowan::tables<Secret>;
};

inline std::string turned(std::string text) {
    for (char& letter : text) letter = static_cast<char>('a' + ('z' - letter));
    return text;
}

} // namespace stored_rows_test

template <>
struct rowan::hooks<stored_rows_test::Secret> {
    static void on(before_insert<stored_rows_test::Secret>& e) { e.row.text = stored_rows_test::turned(e.row.text); }
    static void on(before_update<stored_rows_test::Secret>& e) { e.row.text = stored_rows_test::turned(e.row.text); }
    static void on(const after_load<stored_rows_test::Secret>& e) { e.row.text = stored_rows_test::turned(e.row.text); }
};

namespace stored_rows_test {

template <class Driver>
struct fixture {
    test::lasting_database<Driver> database;
    std::string name = database.name();
    connection<shop<Driver>> db{name};
    fixture() { db.create_tables(); }
    trace seen() { return db.template listener<line_log>().taken(); }

    /// A trigger of nobody's that rowan knows of.
    void make_trigger(const std::string& time, const std::string& body) {
        const std::string trigger = "other_" + time;
        if constexpr (std::is_same_v<Driver, sqlite>)
            db.execute("CREATE TRIGGER " + trigger + " AFTER " + time + " ON line BEGIN " + body + "; END");
        else
            db.execute("CREATE FUNCTION " + trigger + "() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN " + body +
                       "; RETURN NULL; END $$; CREATE TRIGGER " + trigger + " AFTER " + time +
                       " ON line FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION " + trigger + "()");
    }
};

TEST_SUITE("event") {
    TEST_CASE_TEMPLATE("after an insert or an update is what the database computed", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        Line line{0, 2, 5, 0, "n"};
        here.db.insert(line);
        CHECK(here.seen() == trace{"before_insert 0: 2 * 5 = 0 n", "after_insert 1: 2 * 5 = 10 n"});
        line.price = 4;
        here.db.update(line);
        CHECK(here.seen() == trace{"before_update 1: 2 * 5 = 10 n -> 1: 4 * 5 = 0 n",
                                   "after_update 1: 2 * 5 = 10 n -> 1: 4 * 5 = 20 n"});
        line.price = 3;
        here.db.update(line, only<&Line::price>);
        CHECK(here.seen().back() == "after_update 1: 4 * 5 = 20 n -> 1: 3 * 5 = 15 n");
        CHECK(here.db.template listener<line_log>().total_changed);
        here.db.upsert(Line{1, 1, 5, 0, "n"});
        CHECK(here.seen().back() == "after_update 1: 3 * 5 = 15 n -> 1: 1 * 5 = 5 n");
        here.db.upsert(Line{7, 1, 7, 0, "n"});
        CHECK(here.seen().back() == "after_insert 7: 1 * 7 = 7 n");
    }
    TEST_CASE_TEMPLATE("after an insert or an update is what triggers made of the row", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        const std::string body = "UPDATE line SET note = note || '?' WHERE id = NEW.id";
        here.make_trigger("INSERT", body);
        Line line{0, 2, 5, 0, "n"};
        here.db.insert(line);
        CHECK(here.seen().back() == "after_insert 1: 2 * 5 = 10 n?");
        std::vector<Line> lines(1200, Line{0, 1, 1, 0, "r"});
        here.db.insert(lines);
        const trace seen = here.seen();
        REQUIRE(seen.size() == 2400);
        CHECK(seen[1200] == "after_insert 2: 1 * 1 = 1 r?");
        CHECK(seen.back() == "after_insert 1201: 1 * 1 = 1 r?");
        const std::vector<Line> fixed(2, Line{0, 1, 1, 0, "c"});
        here.db.insert(fixed);
        CHECK(here.seen().back() == "after_insert 1203: 1 * 1 = 1 c?");
        here.make_trigger("UPDATE", body);
        line.note = "m";
        here.db.update(line);
        CHECK(here.seen().back() == "after_update 1: 2 * 5 = 10 n? -> 1: 2 * 5 = 10 m?");
    }
    TEST_CASE_TEMPLATE("a row that a trigger takes out again is told as it was sent", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        here.make_trigger("INSERT", "DELETE FROM line WHERE id = NEW.id");
        here.db.insert(Line{0, 2, 5, 0, "n"});
        CHECK(here.seen().back() == "after_insert 1: 2 * 5 = 0 n");
        std::vector<Line> lines(2, Line{0, 1, 1, 0, "r"});
        here.db.insert(lines);
        const bool uses_keys_again = std::is_same_v<Driver, sqlite>;
        CHECK(here.seen().back() == std::string("after_insert ") + (uses_keys_again ? "1" : "3") + ": 1 * 1 = 0 r");
    }
    TEST_CASE_TEMPLATE("of more rows than are read together each is told with its own values", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        std::vector<Line> lines;
        for (int i = 0; i < 1700; ++i)
            lines.push_back({0, i, 1, 0, std::string(static_cast<std::size_t>(i % 40), 'n')});
        here.db.insert(lines);
        here.db(remove<Line>().where(col<&Line::id> % 3 == 0).without_hooks());
        // A trigger takes some rows out while they are updated.
        here.make_trigger("UPDATE", "DELETE FROM line WHERE id = NEW.id AND NEW.price % 5 = 0");
        here.seen();
        here.db(update<Line>().set(col<&Line::quantity> = 2).every_row());
        std::size_t told = 0;
        for (const std::string& each : here.seen()) {
            if (!each.starts_with("after_update")) continue;
            while (lines[told].id % 3 == 0) ++told;
            Line before = lines[told++], after = before;
            before.total = before.price;
            after.quantity = 2;
            after.total = before.price % 5 == 0 ? before.total : 2 * before.price;
            CHECK(each == "after_update " + shown(before) + " -> " + shown(after));
        }
        CHECK(told + 1 >= lines.size());
    }
    TEST_CASE_TEMPLATE("rows without a key and with one of two columns", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        here.db.insert(std::vector<Entry>{{"a"}, {"b"}});
        here.db.insert(Entry{"c"});
        here.db.insert(std::vector<Place>{{1, 2, "d"}, {2, 1, "e"}});
        here.db.insert(Place{2, 2, "f"});
        CHECK(here.seen() == trace{"entry a", "entry b", "entry c", "place d", "place e", "place f"});
    }
    TEST_CASE_TEMPLATE("a removal is told with what the database holds, and not if there is no row", Driver,
                       TEST_DRIVERS) {
        fixture<Driver> here;
        Line line{0, 2, 5, 0, "n"};
        here.db.insert(line);
        here.seen();
        line.note = "stale";
        here.db.remove(line);
        CHECK(here.seen() == trace{"before_remove 1: 2 * 5 = 10 n", "after_remove 1: 2 * 5 = 10 n"});
        CHECK_THROWS_AS(here.db.remove(line), not_found);
        CHECK_FALSE(here.db.template remove<Line>(1));
        CHECK(here.seen().empty());
        CHECK(here.db.template find<Line>(1) == std::nullopt);
    }
    TEST_CASE_TEMPLATE("an upsert updates a row that another has inserted since it was looked for", Driver,
                       TEST_DRIVERS) {
        fixture<Driver> here;
        connection<unheard_shop<Driver>> theirs(here.name);
        auto& listener = here.db.template listener<line_log>();
        Line mine{7, 1, 1, 0, "mine"};
        if constexpr (std::is_same_v<Driver, sqlite>) {
            // Nobody else can: the write has begun before the row is looked for.
            theirs.execute("PRAGMA busy_timeout = 0");
            listener.before = [&] { CHECK_THROWS_AS(theirs.upsert(Line{7, 2, 2, 0, "theirs"}), busy); };
            here.db.upsert(mine);
            CHECK(here.seen() == trace{"before_insert 7: 1 * 1 = 0 mine", "after_insert 7: 1 * 1 = 1 mine"});
        } else {
            listener.before = [&] { theirs.upsert(Line{7, 2, 2, 0, "theirs"}); };
            here.db.upsert(mine);
            CHECK(here.seen() == trace{"before_insert 7: 1 * 1 = 0 mine",
                                       "before_update 7: 2 * 2 = 4 theirs -> 7: 1 * 1 = 0 mine",
                                       "after_update 7: 2 * 2 = 4 theirs -> 7: 1 * 1 = 1 mine"});
        }
        CHECK(theirs.template get<Line>(7) == Line{7, 1, 1, 1, "mine"});
    }
    TEST_CASE_TEMPLATE("what a statement gives back, the program sees as it sees what it selects", Driver,
                       TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        db.insert(Line{0, 2, 5, 0, "n"});
        CHECK(db.template get<Line>(1).note == "n!");
        CHECK(db(update<Line>().set(col<&Line::price> = 3).every_row().returning().without_hooks()).one().note == "n!");
        CHECK(db(insert<Line>().values(Line{0, 1, 1, 0, "m"}).returning().without_hooks()).one().note == "m!");
        auto sent = db.pipeline([](auto& p) {
            return p(update<Line>().set(col<&Line::price> = 4).every_row().returning().without_hooks());
        });
        CHECK(sent.get()[0].note.back() == '!');
        CHECK(db(remove<Line>().every_row().returning().without_hooks()).all().size() == 2);
    }
    TEST_CASE_TEMPLATE("a handler of loads that throws takes back the statement that gives the row", Driver,
                       TEST_DRIVERS) {
        fixture<Driver> here;
        here.db.insert(Line{0, 2, 5, 0, std::string(100, 'n')});
        connection<refusing_shop<Driver>> db(here.name);
        const auto raise_price = update<Line>().set(col<&Line::price> = 3).every_row().returning();
        CHECK_THROWS_WITH(db(raise_price), "not this one");
        CHECK(here.db.template get<Line>(1).price == 2);
    }
    TEST_CASE_TEMPLATE("a handler that writes to the row which is being updated is told so", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        here.db.insert(std::vector<Line>{{0, 1, 1, 0, "a"}, {0, 2, 2, 0, "b"}});
        connection<meddled_shop<Driver>> db(here.name);
        Line line{1, 12, 1, 0, "a"};
        db.update(line);
        CHECK(db.template get<Line>(2).quantity == 77);
        line.price = 13;
        CHECK_THROWS_AS(db.update(line), row_changed);
        CHECK_THROWS_AS(db(update<Line>().set(col<&Line::price> = 13).where(col<&Line::id> == 1)), row_changed);
        CHECK(db.template get<Line>(1) == Line{1, 12, 1, 12, "a"});
    }
    TEST_CASE_TEMPLATE("a pair of hooks that encrypts", Driver, TEST_DRIVERS) {
        connection<vault<Driver>> db(test::empty_database<Driver>::name());
        db.create_tables();
        const auto stored = [&] {
            return db(select(col<&Secret::text>).template from<Secret>().where(col<&Secret::id> == 1)).scalar();
        };
        Secret secret{0, "abc"};
        db.insert(Secret{0, "abc"});
        CHECK(stored() == "zyx");
        secret = db.template get<Secret>(1);
        CHECK(secret.text == "abc");
        // What is the same once it is encrypted is not written.
        db.update(Secret(secret));
        CHECK(db.template versions<Secret>(1).size() == 1);
        db.update(Secret{1, "bcd"});
        CHECK(stored() == "yxw");
        const auto versions = db.template versions<Secret>(1);
        REQUIRE(versions.size() == 2);
        CHECK(versions[0].row.text == "abc");
        CHECK(db.previous(versions[1])->row.text == "abc");
        CHECK(db.template versions_in<Secret>(versions[1].transaction.id).front().row.text == "bcd");
        CHECK(db(select<Secret>().as_of(versions[0].transaction.id)).one().text == "abc");
        db.revert(versions[0]);
        CHECK(stored() == "zyx");
        CHECK(db.template get<Secret>(1).text == "abc");
        db.template remove<Secret>(1);
        db.revert(versions[1]);
        CHECK(stored() == "yxw");
    }
}

} // namespace stored_rows_test
