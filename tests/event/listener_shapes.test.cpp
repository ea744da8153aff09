#include "rowan/sqlite.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

// Listeners of many shapes: what the checks of handlers must let pass, and what state they may have.
namespace listener_shapes_test {

using namespace rowan;

struct Author {
    std::int64_t id{};
    std::string name{};
};
struct Book {
    std::int64_t id{};
    std::string title{};
};

struct refers {
    int& count;
    void on(const after_insert<Book>&) { ++count; }
};
template <class Function>
struct calls {
    Function function;
    void on(const after_insert<Book>& e) { function(e.row); }
};
struct only_moved {
    std::unique_ptr<int> count;
    void on(const after_insert<Book>&) { ++*count; }
};
struct never_moved {
    std::mutex mutex{};
    int count = 0;
    void on(const after_insert<Book>&) {
        const std::scoped_lock lock(mutex);
        ++count;
    }
};
struct every_event {
    int count = 0;
    template <template <class> class Event, class Table>
    void on(const Event<Table>&) {
        ++count;
    }
};
struct every_event_with_connection {
    int count = 0;
    template <template <class> class Event, class Table>
    void on(const Event<Table>&, auto&) {
        ++count;
    }
};
struct every_event_and_one {
    int count = 0;
    template <template <class> class Event, class Table>
    void on(const Event<Table>&) {}
    void on(const before_execute&) { ++count; }
};
struct every_event_and_loads {
    int count = 0;
    template <template <class> class Event, class Table>
    void on(const Event<Table>&) {}
    template <class Table>
    void on(const after_load<Table>&) {
        ++count;
    }
};
struct every_event_with_row {
    int count = 0;
    template <template <class> class Event, class Table>
        requires requires(const Event<Table>& e) { e.row; }
    void on(const Event<Table>&) {
        ++count;
    }
};
struct every_event_with_title {
    int count = 0;
    template <template <class> class Event, class Table>
        requires requires(const Event<Table>& e) { e.row.title; }
    void on(const Event<Table>&) {
        ++count;
    }
};

struct stateful {
    using driver = sqlite;
    using tables = rowan::tables<Author, Book>;
    using listeners = rowan::listeners<refers, only_moved, never_moved>;
};
struct generic {
    using driver = sqlite;
    using tables = rowan::tables<Author, Book>;
    using listeners = rowan::listeners<every_event, every_event_with_connection, every_event_and_one,
                                       every_event_and_loads, every_event_with_row, every_event_with_title>;
};

TEST_SUITE("event") {
    TEST_CASE("a listener is made of what is given, and need not be made by default, nor moved if it is") {
        int count = 0;
        connection<stateful> db(":memory:", {}, only_moved{std::make_unique<int>(5)}, refers{count});
        db.create_tables();
        db.insert(Book{0, "Eden"});
        CHECK(count == 1);
        CHECK(*db.listener<only_moved>().count == 6);
        CHECK(db.listener<never_moved>().count == 1);
    }
    TEST_CASE("a listener may have a function of the program's") {
        std::string titles;
        const auto note = [&](const Book& book) { titles += book.title; };
        using notes = calls<decltype(note)>;
        struct library {
            using driver = sqlite;
            using tables = rowan::tables<Book>;
            using listeners = rowan::listeners<notes>;
        };
        connection<library> db(":memory:", {}, notes{note});
        db.create_tables();
        db.insert(Book{0, "Eden"});
        CHECK(titles == "Eden");
    }
    TEST_CASE("a handler may be a template of all events of all tables, with a condition or without") {
        connection<generic> db(":memory:");
        db.create_tables();
        const int created = db.listener<every_event>().count;
        CHECK(created == 4); // before_create and after_create of both tables
        db.insert(Book{0, "Eden"});
        CHECK(db.listener<every_event>().count == created + 4); // before_write, before_insert, after_insert, committed
        CHECK(db.listener<every_event_with_connection>().count == created + 4);
        CHECK(db.listener<every_event_with_row>().count == 2);
        CHECK(db.listener<every_event_with_title>().count == 2);
        db.insert(Author{0, "Lem"});
        CHECK(db.listener<every_event_with_row>().count == 4);
        CHECK(db.listener<every_event_with_title>().count == 2);
        const int statements = db.listener<every_event_and_one>().count;
        CHECK(db.get<Book>(1).title == "Eden");
        CHECK(db.listener<every_event_and_one>().count == statements + 1);
        CHECK(db.listener<every_event_and_loads>().count == 1);
    }
}

} // namespace listener_shapes_test
