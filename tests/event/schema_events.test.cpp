#include "support/drivers.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

// Tables and their triggers tell when they are created and dropped.
namespace event_schema_test {

using namespace rowan;

struct Book {
    std::int64_t id = 0;
    std::string title;
};
struct Shelf {
    std::int64_t id = 0;
    int books = 0;
};

} // namespace event_schema_test

template <>
inline constexpr auto rowan::triggers<event_schema_test::Book> = rowan::trigger_list(
    rowan::trigger<"count_books">.after(rowan::inserted).run(rowan::update<event_schema_test::Shelf>()
                                                          .set(rowan::col<&event_schema_test::Shelf::books> =
                                                                   rowan::col<&event_schema_test::Shelf::books> + 1)
                                                          .where(rowan::col<&event_schema_test::Shelf::id> == 1)));

namespace event_schema_test {

using trace = std::vector<std::string>;

struct listener {
    trace seen;
    std::string refused{};

    void note(const std::string& event) {
        seen.push_back(event);
        if (event == refused) throw std::runtime_error("not " + event);
    }
    void on(const before_create<Book>&) { note("before create book"); }
    void on(const after_create<Book>&) { note("after create book"); }
    void on(const before_drop<Book>&) { note("before drop book"); }
    void on(const after_drop<Book>&) { note("after drop book"); }
    void on(const before_create_trigger<Book>& e) { note("before create trigger " + std::string(e.name)); }
    void on(const after_create_trigger<Book>& e) { note("after create trigger " + std::string(e.name)); }
    void on(const before_drop_trigger<Book>& e) { note("before drop trigger " + std::string(e.name)); }
    void on(const after_drop_trigger<Book>& e) { note("after drop trigger " + std::string(e.name)); }
    void on(const before_create_all&) { note("before all"); }
    void on(const after_create_all&) { note("after all"); }
    void on(const before_drop_all&) { note("before dropping all"); }
    void on(const after_drop_all&) { note("after dropping all"); }
};
template <class Driver>
struct library {
    using driver = Driver;
    using tables = rowan::tables<Book, Shelf>;
    using listeners = rowan::listeners<listener>;
};

TEST_SUITE("event") {
    TEST_CASE_TEMPLATE("tables and triggers tell when they come and go", Driver, TEST_DRIVERS) {
        connection<library<Driver>> db(test::empty_database<Driver>::name());
        auto& heard = db.template listener<listener>();
        const auto seen = [&] { return std::exchange(heard.seen, {}); };
        db.create_tables();
        const trace created{"before all",
                            "before create book",
                            "after create book",
                            "before create trigger count_books",
                            "after create trigger count_books",
                            "after all"};
        CHECK(seen() == created);
        db.create_tables(); // the trigger is there
        CHECK(seen() == trace{"before all", "before create book", "after create book", "after all"});
        db.drop_tables();
        CHECK(seen() == trace{"before dropping all", "before drop trigger count_books",
                              "after drop trigger count_books", "before drop book", "after drop book",
                              "after dropping all"});
        db.template create_table<Shelf>();
        db.template create_table<Book>();
        CHECK(seen() == trace{"before create book", "after create book", "before create trigger count_books",
                              "after create trigger count_books"});
        db.template drop_table<Book>();
        CHECK(seen() == trace{"before drop trigger count_books", "after drop trigger count_books", "before drop book",
                              "after drop book"});
    }
    TEST_CASE_TEMPLATE("a handler that throws takes back what was created or dropped", Driver, TEST_DRIVERS) {
        connection<library<Driver>> db(test::empty_database<Driver>::name());
        auto& heard = db.template listener<listener>();
        for (const char* event : {"before all", "after create book", "after create trigger count_books", "after all"}) {
            heard.refused = event;
            CHECK_THROWS_WITH(db.create_tables(), (std::string("not ") + event).c_str());
            CHECK_THROWS_AS((void)db(select<Shelf>()).all(), rowan::error);
        }
        heard.refused.clear();
        db.create_tables();
        for (const char* event : {"before dropping all", "after drop trigger count_books", "after drop book"}) {
            heard.refused = event;
            CHECK_THROWS_WITH(db.drop_tables(), (std::string("not ") + event).c_str());
            CHECK(db(select<Book>()).all().empty());
        }
        heard.refused = "after drop book";
        CHECK_THROWS(db.template drop_table<Book>());
        CHECK(db(select<Book>()).all().empty());
    }
}

} // namespace event_schema_test
