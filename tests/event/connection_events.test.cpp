#include "support/caught.hpp"
#include "support/temporary_file.hpp"

#include "rowan/sqlite.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <fstream>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace connection_events_test {

struct Item {
    std::int64_t id = 0;
    std::string name;
};

using trace = std::vector<std::string>;
inline trace seen;

template <char Name>
struct logger {
    bool refuses = false;
    std::string greeting = "hello";

    void on(const rowan::before_connect& e) { note("before_connect " + std::string(e.name)); }
    void on(const rowan::after_connect& e) {
        note("after_connect " + std::string(e.name));
        if (refuses) throw std::runtime_error("refused");
    }
    void on(const rowan::connect_error& e) {
        note("connect_error " + std::string(e.name) + (e.error.code() != 0 ? " with a code" : ""));
    }
    void on(const rowan::before_execute& e) { note("before_execute " + std::string(e.sql)); }
    void on(const rowan::after_execute& e) { note("after_execute " + std::string(e.sql)); }
    void on(const rowan::before_close&) noexcept { note("before_close"); }
    void on(const rowan::after_close&) noexcept { note("after_close"); }
    static void note(const std::string& event) { seen.push_back(Name + (" " + event)); }
};
struct first : logger<'1'> {};
struct second : logger<'2'> {};

using namespace rowan;

struct shop {
    using driver = sqlite;
    using tables = rowan::tables<Item>;
    using listeners = rowan::listeners<first, second>;
};

trace each_of(const trace& events) {
    trace all;
    for (const std::string& event : events)
        for (const char* name : {"1 ", "2 "}) all.push_back(name + event);
    return all;
}

/// Prepares each connection, before the program has it.
struct preparer {
    void on(const after_connect&, auto& db) {
        db.create_tables();
        db.insert(Item{0, "prepared"});
    }
};
struct prepared_shop {
    using driver = sqlite;
    using tables = rowan::tables<Item>;
    using listeners = rowan::listeners<preparer>;
};

/// Counts, and is told at the start where to begin.
struct counter {
    int count = 0;
    void on(const before_execute&) { ++count; }
};
struct notes {
    trace lines;
    void on(const after_execute& e) { lines.emplace_back(e.sql); }
};
struct counted_shop {
    using driver = sqlite;
    using tables = rowan::tables<Item>;
    using listeners = rowan::listeners<counter, notes>;
};

TEST_SUITE("event") {
    TEST_CASE("the life of a connection is told in its order") {
        seen.clear();
        {
            connection<shop> db(":memory:");
            db.execute("SELECT 1");
        }
        CHECK(seen == each_of({"before_connect :memory:", "after_connect :memory:", "before_execute SELECT 1",
                               "after_execute SELECT 1", "before_close", "after_close"}));
    }
    TEST_CASE("a connect that fails is told with its error, and nothing after it") {
        seen.clear();
        CHECK_THROWS_AS(connection<shop>("/nowhere/at/all.db"), connection_lost);
        CHECK(seen == each_of({"before_connect /nowhere/at/all.db", "connect_error /nowhere/at/all.db with a code"}));
    }
    TEST_CASE("a file that is no database is a connect that fails") {
        const test::temporary_file file;
        std::ofstream(file.path()) << "no database, but long enough to be taken for the header of one, hopefully, "
                                      "since SQLite wants a hundred bytes";
        seen.clear();
        CHECK_THROWS_AS(connection<shop>(file.name()), error);
        CHECK(seen == each_of({"before_connect " + file.name(), "connect_error " + file.name() + " with a code"}));
    }
    TEST_CASE("a listener is given to the constructor, with its state, in any order") {
        seen.clear();
        second two;
        two.greeting = "two";
        first one;
        one.greeting = "one";
        connection<shop> db(":memory:", {}, two, one);
        CHECK(db.listener<first>().greeting == "one");
        CHECK(db.listener<second>().greeting == "two");
        CHECK(std::as_const(db.listener<first>()).refuses == false);
    }
    TEST_CASE("a handler that refuses a connection closes it") {
        const test::temporary_file file;
        seen.clear();
        first one;
        one.refuses = true;
        CHECK_THROWS_AS(connection<shop>(file.name(), {}, one), std::runtime_error);
        CHECK(seen == trace{"1 before_connect " + file.name(), "2 before_connect " + file.name(),
                            "1 after_connect " + file.name()});
        CHECK_NOTHROW(connection<shop>{file.name()});
    }
    TEST_CASE("a handler of after_connect may use the connection") {
        connection<prepared_shop> db(":memory:");
        CHECK(db(select<Item>()).one().name == "prepared");
        CHECK_FALSE(db.in_transaction());
    }
    TEST_CASE("each connection has listeners of its own, with state that the program can reach") {
        connection<counted_shop> one(":memory:", {}, counter{.count = 100});
        connection<counted_shop> two(":memory:");
        one.execute("SELECT 1");
        one.execute("SELECT 2");
        two.execute("SELECT 3");
        CHECK(one.listener<counter>().count == 102);
        CHECK(two.listener<counter>().count == 1);
        CHECK(one.listener<notes>().lines == trace{"SELECT 1", "SELECT 2"});
        one.listener<notes>().lines.clear();
        CHECK(one.listener<notes>().lines.empty());
    }
}

} // namespace connection_events_test
