#include "async/faults.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <doctest/doctest.h>

#include <exception>
#include <stdexcept>
#include <string>

// The state of a connection after each kind of error.
namespace async_states_test {

using namespace async_faults;
using rowan::col;

enum class fault : unsigned char {
    constraint,
    syntax,
    value,
    serialization,
    locked,
    canceled,
    late,
    no_row,
    thrown,
    lost,
    unknown
};

/// What `docs/async.md` says: outside of a transaction, and in one, where a savepoint around it makes all but a broken one usable.
struct line {
    fault what;
    const char* error;
    const char* outside;
    const char* inside;
};
constexpr line table[] = {
    {fault::constraint, "constraint_violation", "usable", "transaction failed"},
    {fault::syntax, "syntax_error", "usable", "transaction failed"},
    {fault::value, "type_mismatch", "usable", "transaction failed"},
    {fault::serialization, "serialization_failure", "usable", "transaction failed"},
    {fault::locked, "busy", "usable", "transaction failed"},
    {fault::canceled, "canceled", "usable", "transaction failed"},
    {fault::late, "timed_out", "usable", "transaction failed"},
    {fault::no_row, "not_found", "usable", "usable"},
    {fault::thrown, "the user's", "usable", "usable"},
    {fault::lost, "connection_lost", "broken", "broken"},
    {fault::unknown, "commit_unknown", "broken", "broken"},
};

const rowan::postgres_options hasty{
    .connect_timeout = bounded.connect_timeout, .answer_timeout = bounded.answer_timeout, .lock_timeout = 20ms};

/// A connection to a table with one row, and the fault that comes next.
struct scene {
    session& db;
    test::raw_postgres& other;
    Item first{0, "first", 0};

    asio::awaitable<void> prepare(const std::string& name) {
        co_await db.open(name, hasty);
        co_await db.insert(first);
        // COMMIT of such a row never ends.
        on_commit(other, "PERFORM pg_sleep(3600)", "NEW.number = 13");
    }
};

asio::awaitable<void> cancel_inside(scene& here, int backend) {
    co_await until([&] { return is_inside(here.other, backend); });
    here.db.cancel();
}
asio::awaitable<void> terminate_inside(test::raw_postgres& other, int backend) {
    co_await until([&] { return is_inside(other, backend); });
    terminate(other, backend);
}
template <class Coroutine>
asio::awaitable<void> beside(Coroutine coroutine) {
    asio::co_spawn(co_await asio::this_coro::executor, std::move(coroutine), asio::detached);
}

/// Has it happen to a connection, or to a transaction on it.
template <class Words>
asio::awaitable<void> cause(fault what, Words& words, scene& here) {
    switch (what) {
    case fault::constraint: {
        const Item twin{0, "first", 0};
        co_await words.insert(twin);
        break;
    }
    case fault::syntax:
        co_await words.execute("SELEKT 1");
        break;
    case fault::value:
        co_await words.execute("SELECT 'x'::integer");
        break;
    case fault::serialization:
        co_await words.execute("DO $$ BEGIN RAISE serialization_failure; END $$");
        break;
    case fault::locked: {
        here.other("BEGIN; SELECT id FROM item FOR UPDATE");
        std::exception_ptr failure;
        try {
            co_await words.update(here.first);
        } catch (...) {
            failure = std::current_exception();
        }
        here.other("ROLLBACK");
        if (failure) std::rethrow_exception(failure);
        break;
    }
    case fault::canceled: {
        const int backend = co_await backend_serving(words);
        co_await beside(cancel_inside(here, backend));
        co_await words.execute("SELECT pg_sleep(3600)");
        break;
    }
    case fault::late:
        co_await words.within(20ms).execute("SELECT pg_sleep(3600)");
        break;
    case fault::no_row:
        (void)co_await words.template get<Item>(std::int64_t{-1});
        break;
    case fault::thrown:
        throw std::runtime_error("the user's");
    case fault::lost:
        co_await terminate_between(here.other, words);
        (void)co_await words(all_items).all();
        break;
    case fault::unknown: {
        const int backend = co_await backend_serving(words);
        co_await beside(terminate_inside(here.other, backend));
        const Item endless{0, "endless", 13};
        co_await words.insert(endless);
        break;
    }
    }
}

template <class Words>
asio::awaitable<std::string> state_of(Words& words) {
    const std::string word = co_await end_of(words.execute("SELECT 1"));
    if (word == "done") co_return "usable";
    if (word == "transaction_lost") co_return "transaction failed";
    if (word == "connection_lost") co_return "broken";
    co_return word;
}

/// Runs `function(line, scene)` for each line, with a connection of its own; then the connection is as the line says.
template <class Function>
void for_each_line(Function function) {
    for (const line& each : table) {
        CAPTURE(std::string(each.error));
        const std::string name = empty_items();
        test::raw_postgres other(name);
        test::run_to_end([&]() -> asio::awaitable<void> {
            session db{co_await asio::this_coro::executor};
            scene here{db, other};
            co_await here.prepare(name);
            co_await function(each, here);
            const std::string state = co_await state_of(db);
            CHECK(state == each.outside);
            CHECK(db.is_broken() == (state == "broken"));
            if (db.is_broken()) co_await check_lost_until_open(db, name);
        });
    }
}

TEST_SUITE("async") {
    TEST_CASE("after an error the connection is usable, or broken until it is opened") {
        for_each_line([](const line& each, scene& here) -> asio::awaitable<void> {
            CHECK_THAT(co_await end_of(cause(each.what, here.db, here)) == each.error);
            CHECK(here.other("SELECT string_agg(tag, ' ') FROM item") == "first");
        });
    }
    TEST_CASE("in a transaction, after an error of the database, nothing else goes on until it has ended") {
        for_each_line([](const line& each, scene& here) -> asio::awaitable<void> {
            std::string inside = "ended";
            const std::string word = co_await end_of(here.db.transact([&](auto& tx) -> asio::awaitable<void> {
                const Item mine{0, "mine", 0};
                co_await tx.insert(mine);
                std::exception_ptr failure;
                try {
                    co_await cause(each.what, tx, here);
                } catch (...) {
                    failure = std::current_exception();
                }
                if (!failure) co_return;
                inside = co_await state_of(tx);
                std::rethrow_exception(failure);
            }));
            CHECK(word == each.error);
            CHECK(inside == (each.what == fault::unknown ? "ended" : each.inside));
            CHECK_FALSE(here.db.in_transaction());
            CHECK(here.other("SELECT string_agg(tag, ' ') FROM item") == "first");
        });
    }
    TEST_CASE("what may fail goes into a transaction inside of it, and the outer one goes on") {
        for_each_line([](const line& each, scene& here) -> asio::awaitable<void> {
            std::string inner, outer;
            const std::string word = co_await end_of(here.db.transact([&](auto& tx) -> asio::awaitable<void> {
                const Item mine{0, "mine", 0};
                co_await tx.insert(mine);
                inner = co_await end_of(tx.transact(
                    [&](auto& nested) -> asio::awaitable<void> { co_await cause(each.what, nested, here); }));
                if (each.what != fault::unknown) outer = co_await state_of(tx);
            }));
            const bool is_broken = std::string(each.outside) == "broken";
            if (each.what == fault::unknown) {
                CHECK(inner == "done");
                CHECK(word == "commit_unknown");
            } else {
                CHECK(inner == each.error);
                CHECK(outer == each.outside);
                CHECK(word == (is_broken ? "connection_lost" : "done"));
            }
            CHECK(here.other("SELECT string_agg(tag, ' ' ORDER BY id) FROM item") ==
                  (is_broken ? "first" : "first mine"));
        });
    }
    TEST_CASE("a transaction whose function goes on after an error is not committed, and says so") {
        with_session(hasty, [](session& db, auto& other, const std::string&) -> asio::awaitable<void> {
            const std::string word = co_await end_of(db.transact([&](auto& tx) -> asio::awaitable<void> {
                const Item mine{0, "mine", 0};
                co_await tx.insert(mine);
                CHECK_THAT(co_await end_of(tx.execute("SELEKT 1")) == "syntax_error");
            }));
            CHECK(word == "transaction_lost");
            CHECK_FALSE(db.is_broken());
            CHECK(other("SELECT count(*) FROM item") == "0");
            CHECK_THAT(co_await end_of(db(all_items).all()) == "done");
        });
    }
}

} // namespace async_states_test
