#include "support/drivers.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

// Statements that write rows as a set raise the events of each row.
namespace event_sets_test {

using namespace rowan;

struct Item {
    std::int64_t id = 0;
    std::string name;
    std::optional<int> amount = 1;
    double price = 0;

    friend bool operator==(const Item&, const Item&) = default;
};
/// With a key of two columns.
struct Place {
    int row_number = 0, seat = 0;
    std::string guest{};
};
/// With a key that the program gives.
struct Word {
    std::string text;
    int uses = 0;
};

using trace = std::vector<std::string>;

inline std::string shown(const Item& item) {
    return std::to_string(item.id) + " " + item.name + " " + (item.amount ? std::to_string(*item.amount) : "-");
}
inline std::string shown(const Place& place) {
    return std::to_string(place.row_number) + "/" + std::to_string(place.seat) + " " + place.guest;
}
inline std::string shown(const Word& word) { return word.text + " " + std::to_string(word.uses); }

/// Hears of what was written.
struct after_log {
    trace seen;
    template <class Table>
    void on(const after_insert<Table>& e) {
        seen.push_back("+ " + shown(e.row));
    }
    template <class Table>
    void on(const after_update<Table>& e) {
        seen.push_back(shown(e.before) + " > " + shown(e.after));
    }
    template <class Table>
    void on(const after_remove<Table>& e) {
        seen.push_back("- " + shown(e.row));
    }
    trace taken() { return std::exchange(seen, {}); }
};
/// Changes and forbids what is to be written.
struct before_rules {
    trace seen;
    std::function<void()> meanwhile;

    void on(before_insert<Item>& e) {
        if (e.row.name == "bad") throw std::invalid_argument("bad");
        e.row.name += "*";
    }
    void on(before_update<Item>& e) {
        if (e.row.amount == 13) throw std::invalid_argument("13");
        if (e.row.amount == 7) e.row.name = "seven";
        if (e.row.amount == 8) e.row.amount = e.before.amount;
        if (meanwhile) std::exchange(meanwhile, nullptr)();
    }
    void on(const before_update<Place>& e) { seen.push_back(shown(e.before) + " >> " + shown(e.row)); }
    void on(const before_update<Word>& e) { seen.push_back(shown(e.before) + " >> " + shown(e.row)); }
    void on(const before_remove<Item>& e) {
        if (e.row.name == "kept") throw std::invalid_argument("kept");
        if (meanwhile) std::exchange(meanwhile, nullptr)();
    }
};
template <class Driver>
struct told_shop {
    using driver = Driver;
    using tables = rowan::tables<Item, Place, Word>;
    using listeners = rowan::listeners<after_log>;
};
template <class Driver>
struct ruled_shop {
    using driver = Driver;
    using tables = rowan::tables<Item, Place, Word>;
    using listeners = rowan::listeners<before_rules, after_log>;
};
template <class Driver>
struct small_shop : ruled_shop<Driver> {
    static constexpr std::size_t max_set_rows = 3;
};
template <class Driver>
struct unheard_shop {
    using driver = Driver;
    using tables = rowan::tables<Item, Place, Word>;
};

} // namespace event_sets_test

template <>
inline constexpr auto rowan::table<event_sets_test::Place> = rowan::define<event_sets_test::Place>(
    rowan::primary_key<&event_sets_test::Place::row_number, &event_sets_test::Place::seat>);
template <>
inline constexpr auto rowan::table<event_sets_test::Word> =
    rowan::define<event_sets_test::Word>(rowan::primary_key<&event_sets_test::Word::text>);

namespace event_sets_test {

template <class Database>
struct fixture {
    test::lasting_database<typename Database::driver> database;
    connection<Database> db{database.name()};

    fixture() {
        db.create_tables();
        connection<unheard_shop<typename Database::driver>> quiet(database.name());
        quiet.insert(std::vector<Item>{{0, "a", 1, 1.5}, {0, "b", 2, 2.5}, {0, "c", std::nullopt, 3.5}});
        quiet.insert(std::vector<Place>{{1, 1, "x"}, {1, 2, "y"}});
        quiet.insert(std::vector<Word>{{"one", 1}, {"two", 2}});
    }
    trace seen() { return db.template listener<after_log>().taken(); }
    trace before() { return std::exchange(db.template listener<before_rules>().seen, {}); }
    std::vector<Item> items() { return db(select<Item>().order_by(col<&Item::id>)).all(); }
};

/// Whether a connection takes a statement.
template <class Database, class Query>
constexpr bool is_taken = detail::is_right<detail::write_check<Query, detail::core<Database>>>;

TEST_SUITE("event") {
    TEST_CASE_TEMPLATE("an update of a set tells of each row that it changed", Driver, TEST_DRIVERS) {
        fixture<told_shop<Driver>> here;
        CHECK(here.db(update<Item>().set(col<&Item::amount> = 2).where(col<&Item::id> <= 2)) == 2);
        CHECK(here.seen() == trace{"1 a 1 > 1 a 2"});
        CHECK(here.db(update<Item>().set(col<&Item::amount> = col<&Item::amount> + 1).every_row()) == 3);
        CHECK(here.seen() == trace{"1 a 2 > 1 a 3", "2 b 2 > 2 b 3"});
        CHECK(here.db(update<Item>().set(col<&Item::amount> = 1).where(col<&Item::id> > 9)) == 0);
        CHECK(here.seen().empty());
        const auto rename = update<Item>().set(col<&Item::name> = param<"name">).where(col<&Item::id> == param<"id">);
        CHECK(here.db(rename, "id"_p = 3, "name"_p = "C") == 1);
        CHECK(here.seen() == trace{"3 c - > 3 C -"});
        CHECK(here.db(update<Item>().set(col<&Item::name> = "q").where(col<&Item::id> != 2)) == 2);
        CHECK(here.seen() == trace{"1 a 3 > 1 q 3", "3 C - > 3 q -"});
        CHECK(here.items()[1].name == "b");
        CHECK(here.db(update<Word>().set(col<&Word::uses> = 5).where(col<&Word::text> == "two")) == 1);
        CHECK(here.db(update<Place>().set(col<&Place::guest> = "z").every_row()) == 2);
        CHECK(here.seen() == trace{"two 2 > two 5", "1/1 x > 1/1 z", "1/2 y > 1/2 z"});
    }
    TEST_CASE_TEMPLATE("a removal of a set tells of each row", Driver, TEST_DRIVERS) {
        fixture<told_shop<Driver>> here;
        CHECK(here.db(rowan::remove<Item>().where(in(col<&Item::id>, std::vector<std::int64_t>{1, 3, 9}))) == 2);
        CHECK(here.seen() == trace{"- 1 a 1", "- 3 c -"});
        CHECK(here.db(rowan::remove<Place>().where(col<&Place::guest> == "y")) == 1);
        CHECK(here.db(rowan::remove<Word>().every_row()) == 2);
        CHECK(here.seen() == trace{"- 1/2 y", "- one 1", "- two 2"});
        CHECK(here.db(rowan::remove<Word>().every_row()) == 0);
        here.db.insert(std::vector<Item>{{0, "d"}, {0, "e"}, {0, "f"}});
        here.seen();
        CHECK(here.db(rowan::remove<Item>().where(col<&Item::name> > "d")) == 2);
        CHECK(here.seen().size() == 2);
        CHECK(here.items().back().name == "d");
    }
    TEST_CASE_TEMPLATE("an insert from a query tells of each row, with its key", Driver, TEST_DRIVERS) {
        fixture<told_shop<Driver>> here;
        CHECK(here.db(insert<Item>().from(select(col<&Item::name>, col<&Item::amount> + 10, col<&Item::price>)
                                              .template from<Item>()
                                              .where(col<&Item::id> != 2)
                                              .order_by(col<&Item::id>))) == 2);
        CHECK(here.seen() == trace{"+ 4 a 11", "+ 5 c -"});
        CHECK(here.db(insert<Item>().template columns<&Item::price, &Item::name>().from(
                  select(col<&Item::price> * 2, col<&Word::text>)
                      .template from<Item>()
                      .template cross_join<Word>()
                      .where(col<&Item::id> == 1, col<&Word::text> == "one"))) == 1);
        CHECK(here.seen() == trace{"+ 6 one -"});
        CHECK(here.db.template get<Item>(6) == Item{6, "one", std::nullopt, 3.0});
        CHECK(here.db(insert<Item>().values(Item{0, "v", 1, 1})) == 1);
        CHECK(here.db(insert<Item>().values(std::vector<Item>{{0, "w", 1, 1}, {0, "x", 1, 1}})) == 2);
        CHECK(here.db(insert<Item>().set(col<&Item::name> = "y", col<&Item::price> = 2.0)) == 1);
        CHECK(here.seen() == trace{"+ 7 v 1", "+ 8 w 1", "+ 9 x 1", "+ 10 y -"});
        CHECK(here.db(insert<Word>().set(col<&Word::text> = "three", col<&Word::uses> = 3)) == 1);
        CHECK(here.seen() == trace{"+ three 3"});
    }
    TEST_CASE_TEMPLATE("handlers change the rows of a set, and take changes back", Driver, TEST_DRIVERS) {
        fixture<ruled_shop<Driver>> here;
        auto& db = here.db;
        CHECK(db(update<Item>().set(col<&Item::amount> = col<&Item::amount> + 6).where(col<&Item::id> <= 2)) == 2);
        CHECK(here.seen() == trace{"1 a 1 > 1 seven 7"});
        CHECK(here.items()[1].amount == 2);
        CHECK(db(update<Item>()
                     .set(col<&Item::amount> = std::nullopt, col<&Item::price> = 4)
                     .where(col<&Item::id> == 1)) == 1);
        CHECK(here.seen() == trace{"1 seven 7 > 1 seven -"});
        CHECK(here.items()[0].price == 4);
        CHECK(db(update<Place>().set(col<&Place::guest> = col<&Place::guest> + "!").where(col<&Place::seat> == 2)) ==
              1);
        CHECK(db(update<Word>().set(col<&Word::uses> = col<&Word::uses> * 2).every_row()) == 2);
        CHECK(here.before() == trace{"1/2 y >> 1/2 y!", "one 1 >> one 2", "two 2 >> two 4"});
        CHECK(here.seen() == trace{"1/2 y > 1/2 y!", "one 1 > one 2", "two 2 > two 4"});
        CHECK(db(insert<Item>().set(col<&Item::name> = "n", col<&Item::price> = 2.0)) == 1);
        CHECK(here.seen() == trace{"+ 4 n* -"});
        CHECK(db(insert<Item>().set(col<&Item::name> = "m", col<&Item::amount> = std::nullopt,
                                    col<&Item::price> = 1)) == 1);
        CHECK(here.seen() == trace{"+ 5 m* -"});
    }
    TEST_CASE_TEMPLATE("a handler that throws takes the whole set back", Driver, TEST_DRIVERS) {
        fixture<ruled_shop<Driver>> here;
        auto& db = here.db;
        const auto given = here.items();
        const auto to_13 = update<Item>().set(col<&Item::amount> = col<&Item::id> + 10).every_row();
        CHECK_THROWS_WITH(db(to_13), "13");
        CHECK(here.items() == given);
        CHECK(here.seen().empty());
        CHECK_THROWS_WITH(db(insert<Item>().values(std::vector<Item>{{0, "good", 1, 1}, {0, "bad", 1, 1}})), "bad");
        CHECK(here.items() == given);
        db.transact([&] {
            db(update<Item>().set(col<&Item::name> = "kept").where(col<&Item::id> == 2));
            CHECK_THROWS_WITH(db(rowan::remove<Item>().every_row()), "kept");
            CHECK(here.items().size() == 3);
        });
        CHECK(here.items()[1].name == "kept");
    }
    TEST_CASE_TEMPLATE("just the rows that were read are written", Driver, TEST_DRIVERS) {
        fixture<ruled_shop<Driver>> here;
        auto& db = here.db;
        connection<unheard_shop<Driver>> theirs(here.database.name());
        const auto add = [&] {
            if constexpr (std::is_same_v<Driver, sqlite>) {
                theirs.execute("PRAGMA busy_timeout = 0");
                CHECK_THROWS_AS(theirs.insert(Item{0, "late", 1, 1}), busy);
            } else theirs.insert(Item{0, "late", 1, 1});
        };
        constexpr int late = std::is_same_v<Driver, sqlite> ? 0 : 1;
        db.template listener<before_rules>().meanwhile = add;
        CHECK(db(update<Item>().set(col<&Item::price> = 9).where(col<&Item::price> < 9)) == 3);
        CHECK(db(select(count()).from<Item>().where(col<&Item::price> < 9)).scalar() == late);
        db.template listener<before_rules>().meanwhile = add;
        CHECK(db(rowan::remove<Item>().where(col<&Item::price> < 10)) == 3 + late);
        CHECK(here.items().size() == late);
    }
    TEST_CASE_TEMPLATE("the rows of a set are given back", Driver, TEST_DRIVERS) {
        fixture<told_shop<Driver>> here;
        auto& db = here.db;
        const auto changed =
            db(update<Item>().set(col<&Item::amount> = 5).where(col<&Item::id> == 2).returning()).one();
        CHECK(changed == Item{2, "b", 5, 2.5});
        const auto names = db(rowan::remove<Item>().where(col<&Item::id> > 1).returning(col<&Item::name>)).all();
        CHECK(names.size() == 2);
        CHECK(here.seen() == trace{"2 b 2 > 2 b 5", "- 2 b 5", "- 3 c -"});
    }
    TEST_CASE_TEMPLATE("rows that a trigger leaves out are an error, and nothing is written", Driver, TEST_DRIVERS) {
        fixture<told_shop<Driver>> here;
        auto& db = here.db;
        if constexpr (std::is_same_v<Driver, sqlite>)
            db.execute("CREATE TRIGGER keep BEFORE DELETE ON item WHEN OLD.id = 2 BEGIN SELECT RAISE(IGNORE); END");
        else
            db.execute("CREATE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$; "
                       "CREATE TRIGGER keep BEFORE DELETE ON item FOR EACH ROW WHEN (OLD.id = 2) EXECUTE FUNCTION "
                       "keep()");
        CHECK_THROWS_AS(db(rowan::remove<Item>().every_row()), row_left_out);
        CHECK(here.items().size() == 3);
        CHECK(here.seen().empty());
    }
    TEST_CASE_TEMPLATE("what a set keeps in memory is bounded", Driver, TEST_DRIVERS) {
        fixture<small_shop<Driver>> here;
        auto& db = here.db;
        CHECK(db(update<Item>().set(col<&Item::price> = 1).every_row()) == 3);
        db.insert(Item{0, "d", 1, 1});
        CHECK_THROWS_AS(db(update<Item>().set(col<&Item::price> = 2).every_row()), too_many_rows);
        CHECK_THROWS_AS(db(rowan::remove<Item>().every_row()), too_many_rows);
        CHECK(db(select(count()).from<Item>().where(col<&Item::price> == 1)).scalar() == 4);
        CHECK(db(update<Item>().set(col<&Item::price> = 2).every_row().without_hooks()) == 4);
    }
    TEST_CASE_TEMPLATE("a plan writes nothing, and no handler hears of it", Driver, TEST_DRIVERS) {
        fixture<ruled_shop<Driver>> here;
        CHECK(!here.db.explain(update<Item>().set(col<&Item::amount> = 13).every_row()).empty());
        const auto or_nothing =
            insert<Item>().values(Item{1, "bad", 1, 1}).template on_conflict<&Item::id>().do_nothing().with_keys();
        CHECK_NOTHROW((void)here.db.explain(or_nothing));
        CHECK(here.seen().empty());
        CHECK(here.items().size() == 3);
    }
    TEST_CASE("what cannot be served does not compile") {
        using told = told_shop<sqlite>;
        using ruled = ruled_shop<sqlite>;
        constexpr auto every_price = update<Item>().set(col<&Item::price> = 1).every_row();
        CHECK(is_taken<told, std::remove_const_t<decltype(every_price)>>);
        CHECK(is_taken<ruled, std::remove_const_t<decltype(every_price)>>);
        const auto given_back = every_price.returning();
        CHECK(is_taken<told, std::remove_const_t<decltype(given_back)>>);
        CHECK_FALSE(is_taken<ruled, std::remove_const_t<decltype(given_back)>>);
        const auto joined =
            update<Item>().set(col<&Item::price> = 1).from<Word>().where(col<&Item::name> == col<&Word::text>);
        CHECK_FALSE(is_taken<told, std::remove_const_t<decltype(joined)>>);
        const auto or_update = insert<Item>().values(Item{}).on_conflict<&Item::id>().do_nothing().with_keys();
        CHECK(is_taken<told, std::remove_const_t<decltype(or_update)>>);
        CHECK_FALSE(is_taken<told, std::remove_const_t<decltype(or_update.returning())>>);
        CHECK(is_taken<told, std::remove_const_t<decltype(or_update.returning().without_hooks())>>);
    }
}

} // namespace event_sets_test
