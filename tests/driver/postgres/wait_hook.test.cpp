#include "support/fibers.hpp"
#include "support/postgres_server.hpp"

#include "rowan/postgres.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <cstdint>
#include <exception>
#include <string>

// Where the thread would block, a connection asks a hook, which may run something else meanwhile.
namespace wait_hook_test {

using namespace rowan;

struct Account {
    std::int64_t id = 0;
    std::string owner;
};
struct bank {
    using driver = postgres;
    using tables = rowan::tables<Account>;
};

struct counted {
    int waits = 0, pauses = 0;
    blocking_waiter waiter{};

    [[nodiscard]] wait_hook hook() {
        return {[](void* self, int socket, readiness what, std::chrono::milliseconds time) {
                    auto& counts = *static_cast<counted*>(self);
                    ++(socket == no_socket ? counts.pauses : counts.waits);
                    return counts.waiter.wait(socket, what, time);
                },
                this};
    }
};

} // namespace wait_hook_test

template <>
inline constexpr auto rowan::table<wait_hook_test::Account> =
    rowan::define<wait_hook_test::Account>(rowan::unique<&wait_hook_test::Account::owner>);

namespace wait_hook_test {

TEST_SUITE("driver") {
    TEST_CASE("a connection asks its hook for each wait, until it has none again") {
        connection<bank> db(test::empty_postgres());
        db.create_tables();
        counted counts;
        db.handle().set_waiting(counts.hook());
        Account jane{.owner = "Jane"};
        db.insert(jane);
        CHECK(counts.waits > 0);
        CHECK(db.get<Account>(jane.id).owner == "Jane");
        const int waits = counts.waits;
        db.handle().set_waiting({});
        CHECK(db.get<Account>(jane.id).owner == "Jane");
        CHECK(counts.waits == waits);
    }
    TEST_CASE("the pause before a retry goes through the hook, too") {
        connection<bank> db(test::empty_postgres());
        counted counts;
        db.handle().set_waiting(counts.hook());
        int attempts = 0;
        db.transact({.retries = 3}, [&] {
            if (++attempts < 3) throw serialization_failure("again");
        });
        CHECK(attempts == 3);
        CHECK(counts.pauses == 2);
    }
    TEST_CASE("a hook that fails ends what waits, and the connection is lost") {
        connection<bank> db(test::empty_postgres());
        db.create_tables();
        db.handle().set_waiting({[](void*, int, readiness, std::chrono::milliseconds) { return false; }, nullptr});
        CHECK_THROWS_AS((void)db(select<Account>()).all(), connection_lost);
        CHECK(db.is_broken());
    }
    TEST_CASE("two transactions fail and are rolled back at the same time, each by its own exception") {
        const std::string name = test::empty_postgres();
        connection<bank>(name).create_tables();
        connection<bank> first(name), second(name);
        test::fibers turns;
        first.handle().set_waiting(turns.hook());
        second.handle().set_waiting(turns.hook());
        std::string of_first, of_second;
        const auto fail = [](connection<bank>& db, const std::string& owner, std::string& caught) {
            return [&db, owner, &caught] {
                for (int round = 0; round < 20; ++round) {
                    try {
                        try {
                            db.transact([&] {
                                db.insert(Account{.owner = owner});
                                // The destructor of the inner transaction waits while the exception is on its way.
                                db.transact([&] {
                                    db.insert(Account{.owner = owner + " junior"});
                                    throw std::runtime_error(owner + std::to_string(round));
                                });
                            });
                        } catch (...) {
                            // A wait within a handler, after which its exception is thrown again.
                            CHECK(db(select<Account>()).all().empty());
                            CHECK(std::uncaught_exceptions() == 0);
                            throw;
                        }
                    } catch (const std::runtime_error& failure) {
                        caught += failure.what() + std::string(";");
                    }
                }
            };
        };
        turns.run({fail(first, "Ada", of_first), fail(second, "Bob", of_second)});
        CHECK(std::uncaught_exceptions() == 0);
        CHECK(std::current_exception() == nullptr);
        CHECK(turns.waits_together() > 20);
        std::string ada, bob;
        for (int round = 0; round < 20; ++round) {
            ada += "Ada" + std::to_string(round) + ";";
            bob += "Bob" + std::to_string(round) + ";";
        }
        CHECK(of_first == ada);
        CHECK(of_second == bob);
    }
}

} // namespace wait_hook_test
