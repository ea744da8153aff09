#include "support/postgres_server.hpp"

#include "rowan/postgres.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

// A waiter of another kind than rowan's own, which counts how often it is asked to wait for an answer: results of a few rows
// come in one piece, so that this is the number of round trips.
namespace round_trips_test {

using namespace rowan;

struct counting_waiter {
    static inline int waits = 0;
    static inline std::chrono::milliseconds last_timeout{};

    blocking_waiter waiter{};

    bool wait(int socket, readiness what, std::chrono::milliseconds timeout) {
        if (what == readiness::readable) ++waits;
        last_timeout = timeout;
        return waiter.wait(socket, what, timeout);
    }
};

struct Entry {
    std::int64_t id = 0;
    std::string name;
    std::optional<int> number;
    double weight = 0;
};
struct journal {
    using driver = basic_postgres<counting_waiter>;
    using tables = rowan::tables<Entry>;
};

template <class Function>
int trips(const Function& function) {
    counting_waiter::waits = 0;
    function();
    return counting_waiter::waits;
}

struct fixture {
    connection<journal> db{test::empty_postgres()};
    fixture() {
        db.create_tables();
        insert(10);
    }
    void insert(std::size_t count) {
        std::vector<Entry> rows(count);
        for (Entry& row : rows) row.name = "an entry";
        db.insert(rows);
    }
};

TEST_CASE_FIXTURE(fixture,
                  "a statement that the server does not know takes one round trip, as does one that it knows") {
    const auto read = [&] { CHECK(db(select<Entry>().where(col<&Entry::id> < 4)).all().size() == 3); };
    CHECK(trips(read) == 1);
    CHECK(trips(read) == 1);
    Entry entry{0, "another", 1};
    const auto write = [&] { db.insert(entry); };
    CHECK(trips(write) == 1);
    CHECK(trips(write) == 1);
    CHECK(entry.id == 12);
}

TEST_CASE_FIXTURE(fixture, "rows of many keys take one round trip") {
    CHECK(trips([&] { CHECK(db.get<Entry>(std::vector<int>{3, 1, 2})[0].id == 3); }) == 1);
    CHECK(trips([&] { CHECK(!db.find<Entry>(std::vector<int>{3, 100})[1]); }) == 1);
}

TEST_CASE_FIXTURE(fixture, "many rows are inserted in one round trip, and by COPY in two") {
    CHECK(trips([&] { insert(300); }) == 1);
    insert(2000); // looks at the types of the columns, once
    CHECK(trips([&] { insert(3000); }) <= 4);
    std::vector<Entry> rows(3000);
    const std::vector<Entry>& constant = rows;
    CHECK(trips([&] { db.insert(constant); }) <= 4);
    CHECK(db(select(count()).from<Entry>()).scalar() == 10 + 300 + 2000 + 3000 + 3000);
}

TEST_CASE_FIXTURE(fixture, "the statements of a pipeline share one round trip, known to the server or not") {
    const auto pipeline = [&] {
        auto [some, changed, one] = db.pipeline([](auto& p) {
            auto first = p(select<Entry>().where(col<&Entry::id> <= 2));
            auto second = p(update<Entry>().set(col<&Entry::number> = 7).where(col<&Entry::id> == 1));
            auto third = p(select<Entry>().where(col<&Entry::id> == 1));
            return std::tuple(std::move(first), std::move(second), std::move(third));
        });
        CHECK(some.get().size() == 2);
        CHECK(changed.get() == 1);
        CHECK(one.get().at(0).number == 7);
    };
    CHECK(trips(pipeline) == 1);
    CHECK(trips(pipeline) == 1);
}

TEST_CASE_FIXTURE(fixture, "a stream takes a round trip for each fetch, and one to close") {
    insert(2500);
    const auto read = [&] {
        std::size_t count = 0;
        for (const auto& row : db.stream(select<Entry>())) count += row.get<"name">().empty() ? 0U : 1U;
        CHECK(count == 2510);
    };
    // A thousand rows may come in several pieces.
    const int few = trips(read);
    CHECK(few >= 4);
    CHECK(few <= 40);
}

TEST_CASE_FIXTURE(fixture, "a wait for the server has the time of the options") {
    (void)db.get<Entry>(1);
    CHECK(counting_waiter::last_timeout == std::chrono::minutes(5));
    connection<journal> patient(test::postgres_database(), {.answer_timeout = std::chrono::hours(2)});
    (void)patient.get<Entry>(1);
    CHECK(counting_waiter::last_timeout == std::chrono::hours(2));
}

} // namespace round_trips_test
