#include "support/drivers.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

// Inserts that leave out or update the rows that are there tell what the database decided of each row.
namespace event_conflicts_test {

using namespace rowan;

struct Account {
    std::int64_t id = 0;
    std::string name;
    int balance = 0;
    std::optional<std::string> note{};

    friend bool operator==(const Account&, const Account&) = default;
};

using trace = std::vector<std::string>;

inline std::string shown(const Account& account) {
    return std::to_string(account.id) + " " + account.name + " " + std::to_string(account.balance);
}
struct listener {
    trace seen;
    std::function<void()> meanwhile;

    void on(before_insert<Account>& e) {
        seen.push_back("?+ " + shown(e.row));
        e.row.note = "new";
        if (meanwhile) std::exchange(meanwhile, nullptr)();
    }
    void on(const after_insert<Account>& e) { seen.push_back("+ " + shown(e.row)); }
    void on(before_update<Account>& e) {
        seen.push_back("?" + shown(e.before) + " > " + shown(e.row));
        if (e.row.balance > 1000) e.row.balance = 1000;
    }
    void on(const after_update<Account>& e) { seen.push_back(shown(e.before) + " > " + shown(e.after)); }
};
template <class Driver>
struct bank {
    using driver = Driver;
    using tables = rowan::tables<Account>;
    using listeners = rowan::listeners<listener>;
};
template <class Driver>
struct other_bank {
    using driver = Driver;
    using tables = rowan::tables<Account>;
};

} // namespace event_conflicts_test

template <>
inline constexpr auto rowan::table<event_conflicts_test::Account> =
    rowan::define<event_conflicts_test::Account>(rowan::unique<&event_conflicts_test::Account::name>);

namespace event_conflicts_test {

template <class Driver>
struct fixture {
    test::lasting_database<Driver> database;
    connection<bank<Driver>> db{database.name()};

    fixture() {
        db.create_tables();
        db.insert(std::vector<Account>{{0, "a", 10}, {0, "b", 20}});
        seen();
    }
    trace seen() { return std::exchange(db.template listener<listener>().seen, {}); }
    Account named(const std::string& name) { return db(select<Account>().where(col<&Account::name> == name)).one(); }
};

TEST_SUITE("event") {
    TEST_CASE_TEMPLATE("what conflicts is left out, and only what is inserted is told", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        const std::vector<Account> given{{0, "b", 1}, {0, "c", 2}};
        CHECK(here.db(insert<Account>().values(given).template on_conflict<&Account::name>().do_nothing()) == 1);
        const trace seen = here.seen();
        REQUIRE(seen.size() == 3);
        CHECK(seen[0] == "?+ 0 b 1");
        CHECK(seen[1] == "?+ 0 c 2");
        CHECK(seen[2] == "+ " + shown(here.named("c")));
        CHECK(here.named("c").note == "new");
        CHECK(here.named("b") == Account{2, "b", 20, "new"});
        CHECK(here.db(insert<Account>().values(Account{0, "b", 1}).on_conflict().do_nothing()) == 0);
        CHECK(here.db(insert<Account>().values(Account{9, "i", 1}).with_keys()) == 1);
        CHECK(here.seen() == trace{"?+ 0 b 1", "?+ 9 i 1", "+ 9 i 1"});
        CHECK_THROWS_AS(here.db(insert<Account>().values(Account{9, "j", 1}).with_keys()), constraint_violation);
    }
    TEST_CASE_TEMPLATE("what conflicts is updated, with what could not be inserted", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        const std::vector<Account> given{{0, "a", 5}, {0, "c", 2}, {0, "b", 990}};
        const auto add = insert<Account>().values(given).template on_conflict<&Account::name>().do_update(
            col<&Account::balance> = col<&Account::balance> + excluded<&Account::balance>,
            col<&Account::note> = std::nullopt);
        CHECK(here.db(add) == 3);
        const trace seen = here.seen();
        REQUIRE(seen.size() == 8);
        CHECK(seen[1] == "?1 a 10 > 1 a 15");
        CHECK(seen[2] == "1 a 10 > 1 a 15");
        CHECK(seen[4].substr(0, 2) == "+ ");
        CHECK(seen[6] == "?2 b 20 > 2 b 1010");
        CHECK(seen[7] == "2 b 20 > 2 b 1000");
        CHECK(here.named("a") == Account{1, "a", 15, std::nullopt});
        CHECK(here.named("c").note == "new");
    }
    TEST_CASE_TEMPLATE("by its key, with a condition, parameters and rows of a query", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        const auto by_key = insert<Account>()
                                .values(Account{1, "x", 7})
                                .with_keys()
                                .template on_conflict<&Account::id>()
                                .do_update(col<&Account::name> = param<"name">)
                                .where(col<&Account::balance> < param<"most">);
        CHECK(db(by_key, "name"_p = "y", "most"_p = 5) == 0);
        CHECK(here.seen() == trace{
                                 "?+ 1 x 7",
                             });
        CHECK(db(by_key, "name"_p = "y", "most"_p = 50) == 1);
        CHECK(here.seen() == trace{"?+ 1 x 7", "?1 a 10 > 1 y 10", "1 a 10 > 1 y 10"});
        const auto doubled = insert<Account>()
                                 .from(select(col<&Account::name>, col<&Account::balance> * 2, col<&Account::note>)
                                           .template from<Account>()
                                           .where(col<&Account::id> == 2))
                                 .template on_conflict<&Account::name>()
                                 .do_update(col<&Account::balance> = excluded<&Account::balance>);
        CHECK(db(doubled) == 1);
        CHECK(here.named("b").balance == 40);
        const auto set = insert<Account>()
                             .set(col<&Account::name> = "z", col<&Account::balance> = 1)
                             .template on_conflict<&Account::name>()
                             .do_nothing();
        CHECK(db(set) == 1);
        CHECK(db(set) == 0);
    }
    TEST_CASE_TEMPLATE("a row that another connection inserts in between is updated", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        connection<other_bank<Driver>> theirs(here.database.name());
        if constexpr (std::is_same_v<Driver, sqlite>) theirs.execute("PRAGMA busy_timeout = 0");
        here.db.template listener<listener>().meanwhile = [&] {
            if constexpr (std::is_same_v<Driver, sqlite>) CHECK_THROWS_AS(theirs.insert(Account{0, "n", 3}), busy);
            else theirs.insert(Account{0, "n", 3});
        };
        const auto add = insert<Account>()
                             .values(Account{0, "n", 4})
                             .template on_conflict<&Account::name>()
                             .do_update(col<&Account::balance> = col<&Account::balance> + excluded<&Account::balance>);
        CHECK(here.db(add) == 1);
        CHECK(here.named("n").balance == (std::is_same_v<Driver, sqlite> ? 4 : 7));
    }
}

} // namespace event_conflicts_test
