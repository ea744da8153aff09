#include "support/drivers.hpp"

#include "rowan/rowan.hpp"

#include <doctest/doctest.h>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

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
template <class Driver>
struct library {
    using driver = Driver;
    using tables = rowan::tables<Blob, Book, Draft>;
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
TEST_CASE_TEMPLATE("as_of a time that no clock reaches is the newest state", Driver, TEST_DRIVERS) {
    connection<library<Driver>> db(test::empty_database<Driver>::name());
    db.create_tables();
    Draft draft{0, "a"};
    db.insert(draft);
    CHECK(db(select<Draft>().as_of(std::chrono::sys_seconds::max())).all().size() == 1);
    CHECK(db(select<Draft>().as_of(std::chrono::sys_seconds::min())).all().empty());
}

} // namespace key_types_test
