#include "support/drivers.hpp"

#include "rowan/rowan.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <string>

// A layer of somebody else's beside history: words of connections, and a listener.
namespace extensions_test {

using namespace rowan;

struct Book {
    std::int64_t id = 0;
    std::string title;
};

struct insert_counter {
    int count = 0;
    void on(const after_insert<Book>&) { ++count; }
};
struct counting {
    template <class Facade>
    class words {
    public:
        [[nodiscard]] int inserted() { return static_cast<Facade&>(*this).template listener<insert_counter>().count; }
    };
    template <class Database>
    using listeners = rowan::listeners<insert_counter>;
};
/// One that brings words alone.
struct naming_itself {
    template <class Facade>
    class words {
    public:
        [[nodiscard]] static std::string who() { return "an extension"; }
    };
};

struct note_of_insert {
    std::string log;
    void on(const after_insert<Book>& e) { log += e.row.title; }
};

template <class Driver>
struct library {
    using driver = Driver;
    using tables = rowan::tables<Book>;
    using listeners = rowan::listeners<note_of_insert>;
    using extensions = rowan::extensions<counting, naming_itself>;
};

} // namespace extensions_test

template <>
inline constexpr auto rowan::history<extensions_test::Book> = rowan::versioned{};

namespace extensions_test {

TEST_CASE_TEMPLATE("an extension brings words and listeners to a database, beside history and the program's own",
                   Driver, TEST_DRIVERS) {
    connection<library<Driver>> db(test::empty_database<Driver>::name());
    db.create_tables();
    Book book{.title = "Solaris"};
    db.insert(book);
    CHECK(db.inserted() == 1);
    CHECK(db.who() == "an extension");
    CHECK(db.template listener<note_of_insert>().log == "Solaris");
    CHECK(db.template versions<Book>(book.id).size() == 1);
}

} // namespace extensions_test
