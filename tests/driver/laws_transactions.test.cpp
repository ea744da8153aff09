#include "driver/laws.hpp"
#include "support/caught.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>

namespace laws_transactions_test {

using namespace rowan;
using test::caught;
using namespace test::laws;

struct Account {
    std::int64_t id{};
    std::string owner{};
    int balance{};
};
template <class Driver>
struct bank {
    using driver = Driver;
    using tables = rowan::tables<Account>;
};

/// Two connections to a database with two accounts.
template <class Driver>
struct two {
    test::lasting_database<Driver> database;
    law_connection<bank<Driver>> db{database.name(), impatient<Driver>()}, other{database.name(), impatient<Driver>()};
    two() {
        db.create_tables();
        db.insert(Account{0, "ann", 50});
        db.insert(Account{0, "bob", 50});
    }
};

constexpr auto total = select(sum(col<&Account::balance>)).from<Account>();
auto set_balance(std::int64_t id, int balance) {
    return update<Account>().set(col<&Account::balance> = balance).where(col<&Account::id> == id);
}

TEST_SUITE("driver") {
    TEST_CASE_TEMPLATE("a transaction and those inside of it end in their order, on the driver too", Driver,
                       LAW_DRIVERS) {
        tableless<Driver> here;
        auto& db = here.db;
        const auto is_at = [&](int depth) {
            return db.transaction_depth() == depth && db.handle().in_transaction() == (depth > 0);
        };
        CHECK(is_at(0));
        {
            auto outer = db.begin();
            CHECK(is_at(1));
            {
                auto inner = db.begin();
                CHECK(is_at(2));
                inner.commit();
                CHECK(is_at(1));
                const auto another = db.begin();
                CHECK(is_at(2));
            }
            CHECK(is_at(1));
            CHECK_THROWS_AS(db.transact([&] {
                CHECK(is_at(2));
                throw std::runtime_error("x");
            }),
                            std::runtime_error);
            CHECK(is_at(1));
            outer.commit();
        }
        CHECK(is_at(0));
        { const auto left = db.begin(); }
        CHECK(is_at(0));
    }
    TEST_CASE_TEMPLATE("the driver knows whether a transaction is open, whoever began it", Driver, LAW_DRIVERS) {
        opened<Driver> here;
        auto& db = here.connection;
        for (const char* const end : {"COMMIT", "ROLLBACK"}) {
            CHECK_FALSE(db.in_transaction());
            db.execute("BEGIN");
            CHECK(db.in_transaction());
            db.execute("SAVEPOINT a");
            db.execute("SAVEPOINT b");
            db.execute("ROLLBACK TO SAVEPOINT b");
            db.execute("RELEASE SAVEPOINT b");
            db.execute("RELEASE SAVEPOINT a");
            CHECK(db.in_transaction());
            auto statement = db.prepare(end);
            CHECK_FALSE(statement.step());
            CHECK_FALSE(db.in_transaction());
        }
        db.execute("BEGIN");
        CHECK_THROWS_AS(db.execute("RELEASE SAVEPOINT nowhere"), error);
        CHECK(db.in_transaction());
        db.execute("ROLLBACK");
        CHECK_FALSE(db.in_transaction());
    }
    TEST_CASE_TEMPLATE("a transaction that somebody else has ended is lost, and another can begin", Driver,
                       LAW_DRIVERS) {
        tableless<Driver> here;
        auto& db = here.db;
        {
            auto scope = db.begin();
            db.handle().execute("ROLLBACK");
            CHECK_THROWS_AS((void)db(select(val(1).template as<"n">())).scalar(), transaction_lost);
            CHECK_THROWS_AS(scope.commit(), transaction_lost);
        }
        CHECK(db.transaction_depth() == 0);
        db.transact([&] { CHECK(db(select(val(1).template as<"n">())).scalar() == 1); });
        CHECK_FALSE(db.handle().in_transaction());
    }
    TEST_CASE_TEMPLATE("transact tries again what was busy or failed to be serial, and nothing else", Driver,
                       LAW_DRIVERS) {
        tableless<Driver> here;
        auto& db = here.db;
        const auto attempts_of = [&](int retries, auto failure) {
            int attempts = 0;
            CHECK_THROWS_AS(db.transact({.retries = retries},
                                        [&] {
                                            CHECK(db.handle().in_transaction());
                                            ++attempts;
                                            throw failure;
                                        }),
                            decltype(failure));
            CHECK(db.transaction_depth() == 0);
            CHECK_FALSE(db.handle().in_transaction());
            return attempts;
        };
        CHECK(attempts_of(0, busy("busy", 5)) == 1);
        CHECK(attempts_of(2, busy("busy", 5)) == 3);
        CHECK(attempts_of(2, serialization_failure("again", 1)) == 3);
        CHECK(attempts_of(2, error("no", 1)) == 1);
        CHECK(attempts_of(2, std::runtime_error("the program's")) == 1);

        int attempts = 0;
        const int result = db.transact({.retries = 5}, [&] {
            if (++attempts < 3) throw busy("busy", 5);
            return attempts;
        });
        CHECK(result == 3);
        // Inside of another it is that one which would have to be tried again.
        attempts = 0;
        auto outer = db.begin();
        CHECK_THROWS_AS(db.transact({.retries = 5},
                                    [&] {
                                        ++attempts;
                                        throw busy("busy", 5);
                                    }),
                        busy);
        CHECK(attempts == 1);
        CHECK(db.transaction_depth() == 1);
        outer.commit();
    }
    TEST_CASE_TEMPLATE("an error inside of a transaction is taken back with the transaction around the statement",
                       Driver, TEST_DRIVERS) {
        two<Driver> here;
        auto& db = here.db;
        {
            auto outer = db.begin();
            db(set_balance(1, 40));
            CHECK_THROWS_AS(db.transact([&] {
                db(set_balance(1, 0));
                db.execute("INSERT INTO account (id, owner, balance) VALUES (2, 'eve', 1)");
            }),
                            constraint_violation);
            CHECK(db.template get<Account>(1).balance == 40);
            outer.commit();
        }
        CHECK(here.other.template get<Account>(1).balance == 40);
        // Without one inside, PostgreSQL runs nothing more, and SQLite goes on.
        auto outer = db.begin();
        CHECK_THROWS_AS(db.execute("INSERT INTO account (id, owner, balance) VALUES (2, 'eve', 1)"),
                        constraint_violation);
        if constexpr (errors_end_transactions<Driver>) {
            CHECK_THROWS_AS((void)db.template get<Account>(1), transaction_lost);
            CHECK_THROWS_AS(outer.commit(), transaction_lost);
        } else {
            CHECK(db.template get<Account>(1).balance == 40);
            outer.commit();
        }
        outer.rollback();
        CHECK_FALSE(db.handle().in_transaction());
        CHECK(db(select(count()).template from<Account>()).scalar() == 2);
    }
    TEST_CASE_TEMPLATE("nothing is written in a transaction that only reads", Driver, TEST_DRIVERS) {
        two<Driver> here;
        auto& db = here.db;
        for (int i = 0; i < 2; ++i) {
            CHECK_THROWS_AS(db.transact({.read_only = true},
                                        [&] {
                                            CHECK(db(total).scalar() == 100);
                                            db(set_balance(1, 0));
                                        }),
                            read_only_database);
            CHECK(db(set_balance(1, 50)) == 1);
        }
        CHECK(db(total).scalar() == 100);
    }
    TEST_CASE_TEMPLATE("a lock that another transaction holds is waited for only so long", Driver, TEST_DRIVERS) {
        two<Driver> here;
        auto scope = here.other.begin({.mode = transaction_mode::immediate});
        here.other(set_balance(1, 0));
        CHECK_THROWS_AS(here.db(set_balance(1, 1)), busy);
        int attempts = 0;
        here.db.transact({.retries = 5}, [&] {
            if (++attempts == 3) scope.commit();
            here.db(set_balance(1, 1));
        });
        CHECK(attempts == 3);
        CHECK(here.other(total).scalar() == 51);
    }
    TEST_CASE_TEMPLATE("two transactions that each read what the other writes do not both go through, if serializable",
                       Driver, TEST_DRIVERS) {
        // Either may take 100 out of both accounts together, but not both: a write skew.
        two<Driver> here;
        const transaction_options serializable{.isolation = isolation_level::serializable};
        const auto withdraw = [](auto& db, std::int64_t from) {
            if (db(total).scalar() >= 100) db(set_balance(from, -50));
        };
        int failures = 0;
        const auto attempt = [&](const auto& action) {
            try {
                action();
            } catch (const serialization_failure&) {
                ++failures;
            } catch (const busy&) { // as SQLite says it of the second to write
                ++failures;
            }
        };
        {
            auto first = here.db.begin(serializable);
            auto second = here.other.begin(serializable);
            CHECK(here.db(total).scalar() == 100);
            CHECK(here.other(total).scalar() == 100);
            attempt([&] {
                withdraw(here.db, 1);
                first.commit();
            });
            attempt([&] {
                withdraw(here.other, 2);
                second.commit();
            });
        }
        CHECK(failures == 1);
        CHECK(here.db(total).scalar() == 0);
        here.db(set_balance(1, 50));
        here.db(set_balance(2, 50));
        // transact tries again, and sees what the other did.
        int attempts = 0;
        here.db.transact({.retries = 3, .isolation = isolation_level::serializable}, [&] {
            const auto before = here.db(total).scalar();
            if (++attempts == 1)
                here.other.transact({.isolation = isolation_level::serializable}, [&] { withdraw(here.other, 2); });
            if (before >= 100) here.db(set_balance(1, -50));
        });
        CHECK(attempts == 2);
        CHECK(here.db(total).scalar() == 0);
    }
    TEST_CASE_TEMPLATE("a repeatable read sees one state", Driver, TEST_DRIVERS) {
        two<Driver> here;
        {
            auto scope = here.db.begin({.isolation = isolation_level::repeatable_read});
            CHECK(here.db(total).scalar() == 100);
            here.other(set_balance(1, 0));
            CHECK(here.db(total).scalar() == 100);
        }
        CHECK(here.db(total).scalar() == 50);
    }
}

} // namespace laws_transactions_test
