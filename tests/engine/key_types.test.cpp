#include "support/drivers.hpp"

#include "rowan/rowan.hpp"
#include "rowan/values.hpp"

#include <doctest/doctest.h>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#if defined(__clang__)
#pragma clang diagnostic ignored "-Wdollar-in-identifier-extension"
#endif

// Keys of types of the program's that look like a list or like a text.
namespace key_types_test {

using namespace rowan;

using hash = std::array<std::uint8_t, 4>;
struct isbn {
    std::string digits{};
    operator std::string_view() const { return digits; }
    friend bool operator==(const isbn&, const isbn&) = default;
};
enum class Currency { us$d, au$d };
struct Blob {
    hash id{};
    std::string name{};
};
struct Book {
    isbn id{};
    Currency price$in{};
};
struct Draft {
    std::int64_t id{};
    std::string text{};
};
// Keys without an order, or without any operator.
struct code {
    std::string text{};
};
struct digest {
    std::array<std::byte, 2> content{};
};
struct point {
    int x = 0;
    friend bool operator==(const point&, const point&) = default;
};
template <class Key>
struct Keyed {
    Key id{};
    std::int64_t number{};
};
template <class Driver>
struct library {
    using driver = Driver;
    using tables = rowan::tables<Blob, Book, Draft>;
};
struct keep_keys {
    void on(rowan::before_update<Keyed<code>>& e) {
        ++e.row.number;
        if (e.row.number > 10) e.row.id.text = "other";
    }
};
template <class Driver, class Key>
struct keyed_rows {
    using driver = Driver;
    using tables = rowan::tables<Keyed<Key>>;
};
template <class Driver>
struct keyed_rows<Driver, code> {
    using driver = Driver;
    using tables = rowan::tables<Keyed<code>>;
    using listeners = rowan::listeners<keep_keys>;
};

} // namespace key_types_test

template <>
struct rowan::value_traits<key_types_test::hash> {
    using stored = std::string;
    static std::string to_stored(const key_types_test::hash& value) { return {value.begin(), value.end()}; }
    static key_types_test::hash from_stored(const std::string& text) {
        key_types_test::hash value{};
        for (std::size_t i = 0; i < value.size(); ++i) value[i] = static_cast<std::uint8_t>(text.at(i));
        return value;
    }
};
template <>
struct rowan::value_traits<key_types_test::isbn> {
    using stored = std::string;
    static std::string to_stored(const key_types_test::isbn& value) { return value.digits; }
    static key_types_test::isbn from_stored(const std::string& text) { return {text}; }
};
template <>
struct rowan::value_traits<key_types_test::code> {
    using stored = std::string_view;
    static std::string_view to_stored(const key_types_test::code& value) { return value.text; }
    static key_types_test::code from_stored(std::string_view text) { return {std::string(text)}; }
};
template <>
struct rowan::value_traits<key_types_test::digest> {
    using stored = std::vector<std::byte>;
    static stored to_stored(const key_types_test::digest& value) {
        return {value.content.begin(), value.content.end()};
    }
    static key_types_test::digest from_stored(const stored& content) { return {{content.at(0), content.at(1)}}; }
};
template <>
struct rowan::value_traits<key_types_test::point> {
    using stored = rowan::json;
    static rowan::json to_stored(const key_types_test::point& value) { return {"[" + std::to_string(value.x) + "]"}; }
    static key_types_test::point from_stored(const rowan::json& value) { return {std::stoi(value.text.substr(1))}; }
};
template <class Key>
inline constexpr auto rowan::table<key_types_test::Keyed<Key>> = rowan::define<key_types_test::Keyed<Key>>("keyed");
template <>
inline constexpr auto rowan::history<key_types_test::Draft> = rowan::versioned{};

namespace key_types_test {

TEST_CASE_TEMPLATE("a key of a type of the program's is a key, whatever it looks like", Driver, TEST_DRIVERS) {
    connection<library<Driver>> db(test::empty_database<Driver>::name());
    db.create_tables();
    const Blob blob{hash{97, 98, 99, 100}, "abcd"};
    db.insert(blob);
    CHECK(db.template get<Blob>(blob.id).name == "abcd");
    CHECK(db.template find<Blob>(blob.id)->name == "abcd");
    CHECK(db.template remove<Blob>(blob.id));
    const Book book{isbn{"978"}, Currency::au$d};
    db.insert(book);
    CHECK(db.template find<Book>(book.id)->id == book.id);
    CHECK(db(select<Book>().where(col<&Book::id> == book.id)).all().size() == 1);
    // A `$` is a character of names, of columns and of enumerators.
    CHECK(db.template get<Book>(book.id).price$in == Currency::au$d);
}
/// The rows of the keys at these places, in this order, twice.
template <class Driver, class Key>
void check_list(const std::vector<Key>& keys, const Key& absent) {
    connection<keyed_rows<Driver, Key>> db(test::empty_database<Driver>::name());
    db.create_tables();
    std::int64_t number = 0;
    for (const Key& key : keys) db.insert(Keyed<Key>{key, number++});
    for (const bool is_turned : {false, true}) {
        std::vector<Key> wanted(keys);
        if (is_turned) wanted.assign(keys.rbegin(), keys.rend());
        wanted.push_back(keys[0]);
        const auto found = db.template get<Keyed<Key>>(wanted);
        REQUIRE(found.size() == keys.size() + 1);
        for (std::size_t i = 0; i < keys.size(); ++i)
            CHECK(found[i].number == static_cast<std::int64_t>(is_turned ? keys.size() - 1 - i : i));
        CHECK(found.back().number == 0);
        wanted.push_back(absent);
        CHECK_THROWS_AS((void)db.template get<Keyed<Key>>(wanted), not_found);
        const auto perhaps = db.template find<Keyed<Key>>(wanted);
        CHECK((perhaps.size() == wanted.size() && perhaps[0] && !perhaps.back()));
    }
}
TEST_CASE_TEMPLATE("a list of keys needs no operators of their type", Driver, TEST_DRIVERS) {
    using std::chrono::days;
    using std::chrono::months;
    check_list<Driver>(std::vector<code>{{"b"}, {"a"}, {"c"}}, code{"d"});
    check_list<Driver>(std::vector<digest>{{{std::byte{9}, std::byte{1}}},
                                           {{std::byte{1}, std::byte{9}}},
                                           {{std::byte{1}, std::byte{1}}}},
                       digest{});
    check_list<Driver>(std::vector<point>{{3}, {-1}, {20}}, point{5});
    check_list<Driver>(std::vector<json>{{"[2, 1]"}, {"{\"b\": 1, \"a\": 2}"}, {"[1,2]"}}, json{"{}"});
    check_list<Driver>(std::vector<interval>{interval::of(days(3)), interval::of(months(1)), interval::of(days(1))},
                       interval::of(days(2)));
}
TEST_CASE_TEMPLATE("intervals and documents that the database takes for one key are found in a list", Driver,
                   TEST_DRIVERS) {
    constexpr bool is_postgres = Driver::dialect::has_static_types;
    connection<keyed_rows<Driver, interval>> db(test::empty_database<Driver>::name());
    db.create_tables();
    const interval month{.months = 1}, thirty_days{.days = 30};
    db.insert(Keyed<interval>{thirty_days, 1});
    CHECK(db.template find<Keyed<interval>>(month).has_value() == is_postgres);
    CHECK(db.template find<Keyed<interval>>(std::vector{month, thirty_days})[0].has_value() == is_postgres);
    db.drop_tables();
    connection<keyed_rows<Driver, json>> documents(test::empty_database<Driver>::name());
    documents.create_tables();
    documents.insert(Keyed<json>{{"[1,2]"}, 1});
    CHECK(documents.template find<Keyed<json>>(std::vector<json>{{"[ 1, 2 ]"}})[0].has_value() == is_postgres);
}
TEST_CASE_TEMPLATE("a handler may leave or change a key without operators", Driver, TEST_DRIVERS) {
    connection<keyed_rows<Driver, code>> db(test::empty_database<Driver>::name());
    db.create_tables();
    db.insert(Keyed<code>{{"a"}, 1});
    db.update(Keyed<code>{{"a"}, 2});
    CHECK(db.template get<Keyed<code>>(code{"a"}).number == 3);
    CHECK_THROWS_AS(db.update(Keyed<code>{{"a"}, 20}), key_changed);
}
TEST_CASE_TEMPLATE("as_of a time that no clock reaches is the newest state", Driver, TEST_DRIVERS) {
    connection<library<Driver>> db(test::empty_database<Driver>::name());
    db.create_tables();
    Draft draft{0, "a"};
    db.insert(draft);
    CHECK(db(select<Draft>().as_of(std::chrono::sys_seconds::max())).all().size() == 1);
    CHECK(db(select<Draft>().as_of(std::chrono::sys_seconds::min())).all().empty());
}

} // namespace key_types_test
