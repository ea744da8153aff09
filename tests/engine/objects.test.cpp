#include "support/drivers.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

// The declared objects of a database are what is run when its tables are created and dropped.
namespace engine_objects_test {

struct Lamp {
    std::int64_t id = 0;
    std::int64_t table = 0;
};
struct Table {
    std::int64_t id = 0;
    std::optional<std::int64_t> lamp;
    std::string name;
};
struct Author {
    std::int64_t id = 0;
};
struct Book {
    std::int64_t id = 0;
    std::int64_t author = 0;
};
struct Room {
    std::int64_t id = 0;
    std::string name;
};

} // namespace engine_objects_test

template <>
inline constexpr auto rowan::table<engine_objects_test::Lamp> = rowan::define<engine_objects_test::Lamp>(
    "object_lamp", rowan::foreign_key<&engine_objects_test::Lamp::table>.references<&engine_objects_test::Table::id>());
template <>
inline constexpr auto rowan::table<engine_objects_test::Table> = rowan::define<engine_objects_test::Table>(
    "object_table", rowan::foreign_key<&engine_objects_test::Table::lamp>.references<&engine_objects_test::Lamp::id>(),
    rowan::index<&engine_objects_test::Table::name>);
template <>
inline constexpr auto rowan::table<engine_objects_test::Author> =
    rowan::define<engine_objects_test::Author>("object_author");
template <>
inline constexpr auto rowan::table<engine_objects_test::Book> = rowan::define<engine_objects_test::Book>(
    "object_book",
    rowan::foreign_key<&engine_objects_test::Book::author>.references<&engine_objects_test::Author::id>());
template <>
inline constexpr auto rowan::history<engine_objects_test::Room> = rowan::versioned{};

namespace engine_objects_test {

using namespace rowan;

struct all_sql {
    std::vector<std::string> seen;
    void on(const before_execute& e) { seen.emplace_back(e.sql); }
};
template <class Driver>
struct furniture {
    using driver = Driver;
    using tables = rowan::tables<Lamp, Table>;
    using listeners = rowan::listeners<all_sql>;
};
template <class Driver>
struct line_of_tables {
    using driver = Driver;
    using tables = rowan::tables<Book, Author>;
    using listeners = rowan::listeners<all_sql>;
};
template <class Driver>
struct house {
    using driver = Driver;
    using tables = rowan::tables<Lamp, Room, Table>;
};

template <class... Objects>
std::vector<detail::object_kind> kinds(detail::type_list<Objects...>) {
    return {Objects::kind...};
}

TEST_SUITE("engine") {
    TEST_CASE_TEMPLATE("the objects are created in the order of their list", Driver, TEST_DRIVERS) {
        using Database = furniture<Driver>;
        using Connection = connection<Database>;
        Connection db{test::empty_database<Driver>::name()};
        db.create_tables();
        std::string all;
        for (const auto& each : db.template listener<all_sql>().seen) all += each + ";\n";
        std::size_t place = 0;
        detail::for_each_type(detail::objects_of<Database>{}, [&]<class Object>(std::type_identity<Object>) {
            const auto found =
                all.find(detail::core<Database>::template text<detail::create_object<Object, true>>(), place);
            REQUIRE(found != std::string::npos);
            place = found + 1;
        });
    }
    TEST_CASE_TEMPLATE("what is not dropped with others is dropped, the last one first", Driver, TEST_DRIVERS) {
        using Database = line_of_tables<Driver>;
        using Connection = connection<Database>;
        Connection db{test::empty_database<Driver>::name()};
        db.create_tables();
        db.template listener<all_sql>().seen.clear();
        db.drop_tables();
        std::vector<std::string> drops;
        for (const auto& each : db.template listener<all_sql>().seen)
            if (each.starts_with("DROP")) drops.push_back(each);
        std::vector<std::string> wanted;
        detail::for_each_type(
            detail::reversed(detail::objects_of<Database>{}), [&]<class Object>(std::type_identity<Object>) {
                if constexpr (Object::end == detail::object_end::dropped)
                    wanted.emplace_back(detail::core<Database>::template text<detail::drop_object<Object>>());
            });
        CHECK(drops == wanted);
        CHECK(wanted.size() == 2);
    }
    TEST_CASE("what extensions make is in the list, behind its table") {
        using enum detail::object_kind;
        using Kinds = std::vector<detail::object_kind>;
        CHECK(kinds(detail::objects_of<house<postgres>>{}) ==
              Kinds{table,   table,   function, function, function, trigger,  table,   index,
                    index,   index,   function, function, function, function, trigger, trigger,
                    trigger, trigger, trigger,  trigger,  table,    table,    index,   constraint});
        CHECK(kinds(detail::objects_of<house<sqlite>>{}) == Kinds{table, table, table, table, index, view, trigger,
                                                                  trigger, trigger, trigger, trigger, trigger, trigger,
                                                                  trigger, table, table, index});
    }
}

} // namespace engine_objects_test
