#include "support/caught.hpp"
#include "support/drivers.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <exception>
#include <string>
#include <vector>

namespace handler_depth_test {

/// Inserts another, as long as it says.
struct Node {
    std::int64_t id = 0;
    int left = 0;
};
struct Line {
    std::int64_t id = 0;
    int depth = 0;
};

} // namespace handler_depth_test

template <>
struct rowan::hooks<handler_depth_test::Node> {
    static void on(const after_insert<handler_depth_test::Node>& e, auto& db) {
        if (e.row.left > 0) db.insert(handler_depth_test::Node{0, e.row.left - 1});
    }
};

namespace handler_depth_test {

using namespace rowan;
using test::caught;

/// Writes after each commit, which is a commit, too.
struct line_writer {
    bool writes = false;
    int heard = 0;
    void on(const after_commit&, auto& db) noexcept {
        ++heard;
        if (writes) db.transact([&] { db.insert(Line{0, heard}); });
    }
};
/// Runs a statement before each statement.
struct statement_counter {
    bool writes = false;
    int heard = 0;
    void on(const before_execute&, auto& db) {
        ++heard;
        if (writes) db.execute("SELECT 1");
    }
};
/// Writes what it hears of again, when that is committed.
struct echo {
    bool writes = false;
    int heard = 0;
    void on(const committed<Line>&, auto& db) noexcept {
        ++heard;
        if (writes) db.insert(Line{0, heard});
    }
};
/// Does not take the connection, and is not counted.
struct plain {
    int inserted = 0;
    void on(const after_insert<Node>&) { ++inserted; }
};

template <class Driver>
struct shop {
    using driver = Driver;
    using tables = rowan::tables<Node>;
    using listeners = rowan::listeners<statement_counter, plain>;
    static constexpr int handler_depth = 8;
};
template <class Driver>
struct committing_shop {
    using driver = Driver;
    using tables = rowan::tables<Line>;
    using listeners = rowan::listeners<line_writer>;
    static constexpr int handler_depth = 8;
};
template <class Driver>
struct echoing_shop {
    using driver = Driver;
    using tables = rowan::tables<Line>;
    using listeners = rowan::listeners<echo>;
};
template <class Driver>
struct standard_shop {
    using driver = Driver;
    using tables = rowan::tables<Node>;
    using listeners = rowan::listeners<plain>;
};

template <class Driver>
struct fixture {
    connection<shop<Driver>> db{test::empty_database<Driver>::name()};
    fixture() { db.create_tables(); }
};
template <class Table, class Connection>
std::int64_t rows(Connection& db) {
    return db(select(count()).template from<Table>()).scalar();
}

TEST_SUITE("event") {
    TEST_CASE_TEMPLATE("handlers that call each other without an end are an error, and what they wrote is taken back",
                       Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        db.insert(Node{0, 6}); // the statement within the last one is heard, too
        CHECK(rows<Node>(db) == 7);
        const auto failure = caught<handlers_too_deep>([&] { db.insert(Node{0, 1000}); });
        CHECK(std::string(failure.what())
                  .starts_with("handlers have called each other 8 deep, and the next would be of "));
        CHECK(std::string(failure.what()).ends_with("in the description of the database"));
        CHECK(rows<Node>(db) == 7);
        CHECK_FALSE(db.in_transaction());
        db.insert(Node{0, 6});
        CHECK(rows<Node>(db) == 14);
    }
    TEST_CASE_TEMPLATE("32 handlers may call each other, and the error names the event and its table", Driver,
                       TEST_DRIVERS) {
        connection<standard_shop<Driver>> db(test::empty_database<Driver>::name());
        db.create_tables();
        db.insert(Node{0, 31});
        CHECK(rows<Node>(db) == 32);
        const auto failure = caught<handlers_too_deep>([&] { db.insert(Node{0, 32}); });
        CHECK(
            std::string(failure.what())
                .starts_with("handlers have called each other 32 deep, and the next would be of after_insert<Node>: "));
        CHECK(rows<Node>(db) == 32);
        CHECK(db.template listener<plain>().inserted == 32);
    }
    TEST_CASE_TEMPLATE("a handler of statements that runs statements is an error", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        auto& listener = db.template listener<statement_counter>();
        listener.writes = true;
        listener.heard = 0;
        const auto failure = caught<handlers_too_deep>([&] { db.execute("SELECT 2"); });
        CHECK(std::string(failure.what()).find("of before_execute:") != std::string::npos);
        CHECK(listener.heard == 8);
        listener.writes = false;
        db.execute("SELECT 2");
        CHECK(listener.heard == 9);
    }
    TEST_CASE_TEMPLATE("where a handler must not throw it is not called, and the error is kept", Driver, TEST_DRIVERS) {
        connection<committing_shop<Driver>> db(test::empty_database<Driver>::name());
        db.create_tables();
        auto& listener = db.template listener<line_writer>();
        listener.heard = 0;
        listener.writes = true;
        db.transact([] {});
        listener.writes = false;
        CHECK(listener.heard == 8);
        CHECK(rows<Line>(db) == 8);
        const auto failures = db.reported_exceptions();
        REQUIRE(failures.size() == 1);
        CHECK_THROWS_AS(std::rethrow_exception(failures[0]), handlers_too_deep);
    }
    TEST_CASE_TEMPLATE("also where it hears of what was committed", Driver, TEST_DRIVERS) {
        connection<echoing_shop<Driver>> db(test::empty_database<Driver>::name());
        db.create_tables();
        auto& listener = db.template listener<echo>();
        listener.writes = true;
        db.insert(Line{});
        listener.writes = false;
        CHECK(listener.heard == rows<Line>(db) - 1);
        CHECK(listener.heard > 8);
        const auto failures = db.reported_exceptions();
        REQUIRE(failures.size() == 1);
        CHECK_THROWS_AS(std::rethrow_exception(failures[0]), handlers_too_deep);
    }
}

} // namespace handler_depth_test
