// What a database is made of, and what changed in a row, with Boost.Hana.
#include <rowan/hana.hpp>
#include <rowan/sqlite.hpp>

#include <boost/hana/for_each.hpp>
#include <boost/hana/functional/overload.hpp>

#include <cstdint>
#include <iostream>
#include <string>

namespace hana = boost::hana;

struct Author {
    std::int64_t id{};
    std::string name{};
};
struct Book {
    std::int64_t id{};
    std::int64_t author{};
    std::string title{};
    int year{};
};
struct sql_log {
    void on(const rowan::after_execute& e) { std::cout << e.sql << '\n'; }
};
struct library {
    using driver = rowan::sqlite;
    using tables = rowan::tables<Author, Book>;
    using listeners = rowan::listeners<sql_log>;
};

int main() {
    hana::for_each(library::tables{}, [](auto table) {
        using Row = typename decltype(table)::type;
        std::cout << rowan::name_of(table) << " (";
        hana::for_each(rowan::fields<Row>, [](auto column) { std::cout << ' ' << rowan::name_of(column); });
        std::cout << " )\n";
    });
    hana::for_each(library::listeners{},
                   [](auto listener) { std::cout << "heard by " << rowan::name_of(listener) << '\n'; });

    const Book before{.id = 1, .author = 1, .title = "Tehanu", .year = 1989};
    Book after = before;
    after.title = "Tehanu: The Last Book of Earthsea";
    after.year = 1990;
    rowan::each_change(before, after,
                       hana::overload(
                           [](auto column, const std::string& from, const std::string& to) {
                               std::cout << rowan::name_of(column) << ": '" << from << "' is now '" << to << "'\n";
                           },
                           [](auto column, std::int64_t from, std::int64_t to) {
                               std::cout << rowan::name_of(column) << ": " << to - from << " more\n";
                           }));
}
