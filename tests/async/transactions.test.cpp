#include "async/running.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

// Transactions as scopes of coroutines.
namespace async_transactions_test {

using namespace rowan;

struct Account {
    std::int64_t id = 0;
    std::string owner{};
    int balance = 0;
};
template <class Driver>
struct bank {
    using driver = Driver;
    using tables = rowan::tables<Account>;
};
template <class Driver>
using session = async::connection<bank<Driver>>;

constexpr auto how_many = select(count()).from<Account>();

template <class Driver, class Function>
void with_tables(Function function) {
    test::with_connection<bank<Driver>>(std::move(function));
}

TEST_SUITE("async") {
    TEST_CASE_TEMPLATE("a scope is committed at its end, and rolled back by an exception", Driver, TEST_DRIVERS) {
        with_tables<Driver>([](session<Driver>& db, const std::string&) -> asio::awaitable<void> {
            const std::int64_t key = co_await db.transact([](auto& tx) -> asio::awaitable<std::int64_t> {
                Account ann{0, "ann", 50};
                co_return co_await tx.insert(ann);
            });
            CHECK_THAT(test::value_of(co_await db.template get<Account>(key)).owner == "ann");
            CHECK_FALSE(db.in_transaction());
            bool was_open = false;
            try {
                co_await db.transact([&](auto& tx) -> asio::awaitable<void> {
                    Account bob{0, "bob", 50};
                    co_await tx.insert(bob);
                    was_open = db.in_transaction();
                    throw std::runtime_error("no");
                });
                FAIL("it was committed");
            } catch (const std::runtime_error& thrown) {
                CHECK(std::string(thrown.what()) == "no");
            }
            CHECK(was_open);
            CHECK_FALSE(db.in_transaction());
            CHECK_THAT(co_await db(how_many).scalar() == 1);
        });
    }
    TEST_CASE_TEMPLATE("one inside of another is a savepoint", Driver, TEST_DRIVERS) {
        with_tables<Driver>([](session<Driver>& db, const std::string&) -> asio::awaitable<void> {
            co_await db.transact([](auto& tx) -> asio::awaitable<void> {
                Account ann{0, "ann", 50};
                co_await tx.insert(ann);
                try {
                    co_await tx.transact([](auto& inner) -> asio::awaitable<void> {
                        Account bob{0, "bob", 50};
                        co_await inner.insert(bob);
                        throw std::runtime_error("no");
                    });
                } catch (const std::runtime_error&) {}
                co_await tx.transact([](auto& inner) -> asio::awaitable<void> {
                    co_await inner.transact([](auto& innermost) -> asio::awaitable<void> {
                        Account cid{0, "cid", 50};
                        co_await innermost.insert(cid);
                    });
                });
                CHECK_THAT(co_await tx(how_many).scalar() == 2);
            });
            CHECK_THAT(co_await db(how_many).scalar() == 2);
        });
    }
    TEST_CASE_TEMPLATE("while one is open, nothing else runs on its connection", Driver, TEST_DRIVERS) {
        with_tables<Driver>([](session<Driver>& db, const std::string&) -> asio::awaitable<void> {
            const auto refused = [](auto operation, const char* reason) -> asio::awaitable<void> {
                try {
                    (void)co_await std::move(operation);
                    FAIL("it ran");
                } catch (const error& failure) {
                    CHECK(std::string(failure.what()).find(reason) != std::string::npos);
                }
            };
            async::transaction<rowan::detail::connection_state<bank<Driver>, asio::any_io_executor>>* outer = nullptr;
            co_await db.transact([&](auto& tx) -> asio::awaitable<void> {
                outer = &tx;
                co_await refused(db(how_many).scalar(), "a transaction is open on this connection");
                co_await refused(db.close(), "a transaction is open on this connection");
                co_await refused(db.run([](auto&) { return 1; }), "a transaction is open on this connection");
                co_await tx.transact([&](auto& inner) -> asio::awaitable<void> {
                    co_await refused(tx(how_many).scalar(), "the innermost comes first");
                    CHECK_THAT(co_await inner(how_many).scalar() == 0);
                });
                CHECK_THAT(co_await tx(how_many).scalar() == 0);
            });
            CHECK_THAT(co_await db(how_many).scalar() == 0);
        });
    }
    TEST_CASE_TEMPLATE("one that meets another is tried again, and the wait is a timer's", Driver, TEST_DRIVERS) {
        with_tables<Driver>([](session<Driver>& db, const std::string& name) -> asio::awaitable<void> {
            Account ann{0, "ann", 0};
            co_await db.insert(ann);
            const auto executor = co_await asio::this_coro::executor;
            session<Driver> other{executor};
            typename Driver::options chosen{};
            co_await other.open(name, chosen);
            int attempts = 0;
            transaction_options options{.retries = 20};
            if constexpr (std::is_same_v<Driver, postgres>) options.isolation = isolation_level::serializable;
            co_await db.transact(options, [&](auto& tx) -> asio::awaitable<void> {
                ++attempts;
                Account seen = co_await tx.template get<Account>(ann.id);
                if (attempts <= 3) {
                    if constexpr (std::is_same_v<Driver, postgres>) {
                        Account theirs = co_await other.template get<Account>(ann.id);
                        theirs.balance += 100;
                        co_await other.update(theirs);
                    } else throw busy("as if another had the lock");
                }
                seen.balance += 1;
                co_await tx.update(seen);
            });
            CHECK(attempts == 4);
            ann = co_await db.template get<Account>(ann.id);
            CHECK(ann.balance == (std::is_same_v<Driver, postgres> ? 301 : 1));
        });
    }
    TEST_CASE_TEMPLATE("one inside of a transaction of blocking code is not tried again", Driver, TEST_DRIVERS) {
        with_tables<Driver>([](session<Driver>& db, const std::string&) -> asio::awaitable<void> {
            using blocking_transaction = decltype(std::declval<connection<bank<Driver>>&>().begin());
            std::optional<blocking_transaction> outer;
            co_await db.run([&](auto& blocking) { outer.emplace(blocking.begin()); });
            int attempts = 0;
            const auto count_and_fail = [&](auto& tx) -> asio::awaitable<void> {
                ++attempts;
                Account ann{0, "ann", 50};
                co_await tx.insert(ann);
                throw busy("as if another had the lock");
            };
            (void)co_await test::failure_of<busy>(db.transact({.retries = 3}, count_and_fail));
            CHECK(attempts == 1);
            co_await db.run([&](auto&) { outer->rollback(); });
            attempts = 0;
            (void)co_await test::failure_of<busy>(db.transact({.retries = 3}, count_and_fail));
            CHECK(attempts == 4);
            CHECK_THAT(co_await db(how_many).scalar() == 0);
        });
    }
    TEST_CASE_TEMPLATE("one can be rolled back without an exception", Driver, TEST_DRIVERS) {
        with_tables<Driver>([](session<Driver>& db, const std::string&) -> asio::awaitable<void> {
            const int given = co_await db.transact([&](auto& tx) -> asio::awaitable<int> {
                Account ann{0, "ann", 50};
                co_await tx.insert(ann);
                co_await tx.rollback();
                (void)co_await test::failure_of<error>(tx(how_many).scalar());
                co_return 7;
            });
            CHECK(given == 7);
            CHECK_THAT(co_await db(how_many).scalar() == 0);
        });
    }
    TEST_CASE_TEMPLATE("texts of its options are kept", Driver, TEST_DRIVERS) {
        with_tables<Driver>([](session<Driver>& db, const std::string&) -> asio::awaitable<void> {
            auto kept = [&] {
                const std::string actor = "somebody with a long name, which is no short string";
                return db.transact({.actor = actor}, [](auto& tx) -> asio::awaitable<int> {
                    co_return static_cast<int>(co_await tx(how_many).scalar());
                });
            }();
            CHECK_THAT(co_await std::move(kept) == 0);
        });
    }
}

} // namespace async_transactions_test
