#include "support/drivers.hpp"

#include "rowan/describe.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <sstream>
#include <string>

namespace event_describe_test {

using namespace rowan;

struct Book {
    std::int64_t id = 0;
    std::string title;
};
struct Note {
    std::int64_t id = 0;
};
struct audit {
    template <class Table>
    void on(const after_insert<Table>&) {}
    void on(const after_load<Book>&) {}
};
struct timing {
    void on(const before_execute&) {}
    void on(const after_execute&) {}
};
/// Is called before `audit`, though it is listed later.
struct rules {
    void on(before_insert<Book>&) {}
    void on(const before_begin&) {}
};
struct cache {
    void on(const committed<Note>&, auto&) noexcept {}
};

} // namespace event_describe_test

template <>
struct rowan::hooks<event_describe_test::Book> {
    static void on(before_insert<event_describe_test::Book>&) {}
    static void on(const before_drop<event_describe_test::Book>&) {}
};

namespace event_describe_test {

struct library {
    using driver = sqlite;
    using tables = rowan::tables<Book, Note>;
    using listeners = rowan::listeners<audit, timing, rules, shared<cache>>;
};
struct quiet_library {
    using driver = postgres;
    using tables = rowan::tables<Note>;
};

static_assert(describe<quiet_library>().empty());
static_assert(describe<library>()[0] == described_handler{"insert", "Book", "before_insert", "hooks"});

TEST_SUITE("event") {
    TEST_CASE("a database tells which handlers each operation calls") {
        std::ostringstream out;
        for (const auto& each : describe<library>()) out << each << '\n';
        CHECK(out.str() == "insert Book: before_insert -> hooks\n"
                           "insert Book: before_insert -> rules\n"
                           "insert Book: after_insert -> audit\n"
                           "read Book: after_load -> audit\n"
                           "drop Book: before_drop -> hooks\n"
                           "insert Note: after_insert -> audit\n"
                           "insert Note: after_insert -> change_journal\n"
                           "insert Note: committed -> cache\n"
                           "update Note: after_update -> change_journal\n"
                           "update Note: committed -> cache\n"
                           "remove Note: after_remove -> change_journal\n"
                           "remove Note: committed -> cache\n"
                           "statement: before_execute -> timing\n"
                           "statement: after_execute -> timing\n"
                           "transaction: before_begin -> rules\n"
                           "transaction: before_begin -> change_journal\n"
                           "transaction: before_commit -> change_journal\n"
                           "transaction: after_commit -> change_journal\n"
                           "transaction: after_rollback -> change_journal\n"
                           "savepoint: after_savepoint -> change_journal\n"
                           "savepoint: after_release -> change_journal\n"
                           "savepoint: after_rollback_to -> change_journal\n");
    }
}

} // namespace event_describe_test
