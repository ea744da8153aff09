#include "support/drivers.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace history_changes_test {

enum class colour { red, green };
enum class level : int { low = 1, high = 2 };

struct money {
    std::int64_t cents = 0;
    friend bool operator==(const money&, const money&) = default;
};

struct Everything {
    std::int64_t id = 0;
    bool flag = false;
    std::uint8_t small = 0;
    std::int64_t big = 0;
    double real = 0;
    float single = 0;
    std::string text{};
    std::optional<std::string> maybe{};
    std::vector<std::byte> bytes{};
    colour shade = colour::red;
    level grade = level::low;
    std::chrono::sys_seconds at{};
    std::chrono::sys_time<std::chrono::milliseconds> exactly{};
    std::chrono::year_month_day day{std::chrono::year{2000}, std::chrono::month{1}, std::chrono::day{1}};
    money price{};
    std::optional<int> count{};
    friend bool operator==(const Everything&, const Everything&) = default;
};

/// Without enumerators: an integer with a type of its own.
enum class PageId : std::int64_t {};
struct Page {
    PageId id{};
    std::string title{};
    std::optional<PageId> next{};
    std::chrono::sys_seconds until{};
};

} // namespace history_changes_test

template <>
struct rowan::value_traits<history_changes_test::money> {
    using stored = std::int64_t;
    static std::int64_t to_stored(const history_changes_test::money& value) { return value.cents; }
    static history_changes_test::money from_stored(std::int64_t value) { return {value}; }
};
template <>
inline constexpr auto rowan::table<history_changes_test::Everything> =
    rowan::define<history_changes_test::Everything>(rowan::as_integer<&history_changes_test::Everything::grade>);
template <>
inline constexpr auto rowan::history<history_changes_test::Everything> = rowan::versioned{};
template <>
inline constexpr auto rowan::table<history_changes_test::Page> = rowan::define<history_changes_test::Page>(
    rowan::as_integer<&history_changes_test::Page::id>, rowan::as_integer<&history_changes_test::Page::next>,
    rowan::as_integer<&history_changes_test::Page::until>,
    rowan::default_value<&history_changes_test::Page::next>(history_changes_test::PageId{5}),
    rowan::check(rowan::col<&history_changes_test::Page::id> != history_changes_test::PageId{0}));
template <>
inline constexpr auto rowan::history<history_changes_test::Page> = rowan::versioned{};

namespace history_changes_test {

using namespace rowan;

template <class Driver>
struct archive {
    using driver = Driver;
    using tables = rowan::tables<Everything, Page>;
};

Everything other() {
    using namespace std::chrono;
    return {.id = 1,
            .flag = true,
            .small = 255,
            .big = -9223372036854775807 - 1,
            .real = 0.1,
            .single = 1.5F,
            .text = "Bob",
            .maybe = "",
            .bytes = std::vector<std::byte>(3),
            .shade = colour::green,
            .grade = level::high,
            .at = sys_days{2024y / 2 / 29} + 1h,
            .exactly = sys_days{2024y / 2 / 29} + 7ms,
            .day = 2024y / 2 / 29,
            .price = {199},
            .count = 0};
}

const std::vector<change>& all_changes() {
    static const std::vector<change> all{{"flag", "false", "true"},
                                         {"small", "0", "255"},
                                         {"big", "0", "-9223372036854775808"},
                                         {"real", "0", "0.1"},
                                         {"single", "0", "1.5"},
                                         {"text", "", "Bob"},
                                         {"maybe", "null", ""},
                                         {"bytes", "0 bytes", "3 bytes"},
                                         {"shade", "red", "green"},
                                         {"grade", "low", "high"},
                                         {"at", "1970-01-01 00:00:00", "2024-02-29 01:00:00"},
                                         {"exactly", "1970-01-01 00:00:00.000", "2024-02-29 00:00:00.007"},
                                         {"day", "2000-01-01", "2024-02-29"},
                                         {"price", "0", "199"},
                                         {"count", "null", "0"}};
    return all;
}

TEST_SUITE("history") {
    TEST_CASE("changes name each field that differs, in order, with its values as text") {
        Everything before{.id = 1};
        CHECK(changes(before, before).empty());
        CHECK(changes(before, other()) == all_changes());
        before = other();
        before.text = "Alice";
        CHECK(changes(before, other()) == std::vector<change>{{"text", "Alice", "Bob"}});
    }
    TEST_CASE_TEMPLATE("versions give back every kind of value, and their changes", Driver, TEST_DRIVERS) {
        connection<archive<Driver>> db(test::empty_database<Driver>::name());
        db.create_tables();
        Everything row{};
        db.insert(row);
        db.update(other());
        const auto versions = db.template versions<Everything>(1);
        REQUIRE(versions.size() == 2);
        CHECK(versions[0].row == row);
        CHECK(versions[1].row == other());
        CHECK(changes(versions[0], versions[1]) == all_changes());
        CHECK(db(select<Everything>().as_of(versions[0].transaction.id)).one() == row);
        CHECK(db(select<Everything>().as_of(versions[1].transaction.id)).one() == other());
        db.revert(versions[0]);
        CHECK(db.template get<Everything>(1) == row);
        db.update(row);
        CHECK(db.template versions<Everything>(1).size() == 3);
    }
    TEST_CASE_TEMPLATE("an enumeration without enumerators is an integer, everywhere", Driver, TEST_DRIVERS) {
        connection<archive<Driver>> db(test::empty_database<Driver>::name());
        db.create_tables();
        db.insert(Page{.id = PageId{3}, .title = "a"});
        db.insert(std::vector<Page>{{.id = PageId{4}, .next = PageId{3}}, {.id = PageId{6}, .next = PageId{3}}});
        const std::vector<PageId> ids{PageId{6}, PageId{4}};
        CHECK(db.template get<Page>(ids)[1].id == PageId{4});
        const auto id = col<&Page::id>;
        CHECK(db(select<Page>().where(col<&Page::next> == PageId{3} && in(id, ids) && in(id, PageId{4}))).one().id ==
              PageId{4});
        CHECK(db(select(coalesce(col<&Page::next>, PageId{9})).template from<Page>().where(id == param<"id">),
                 "id"_p = PageId{3})
                  .scalar() == PageId{9});
        db.update(Page{.id = PageId{3}, .title = "A", .next = PageId{7}, .until = std::chrono::sys_seconds::max()});
        const auto versions = db.template versions<Page>(PageId{3});
        // A time that no text can tell is told as it is stored.
        CHECK(changes(versions.at(0), versions.at(1)) ==
              std::vector<change>{
                  {"title", "a", "A"}, {"next", "null", "7"}, {"until", "1970-01-01 00:00:00", "9223372036854775807"}});
        db.template remove<Page>(PageId{6});
        CHECK(db(select(cast<std::int64_t>(id)).template from<Page>().order_by(id)).all().size() == 2);
    }
    // PostgreSQL refuses such a text.
    TEST_CASE("a text keeps every byte in its history") {
        using namespace std::string_literals;
        connection<archive<sqlite>> db(":memory:");
        db.create_tables();
        Everything row{.text = "a\0b"s, .maybe = "\xff\xfe"s, .bytes = {std::byte{0}, std::byte{255}}};
        db.insert(row);
        CHECK(db.versions<Everything>(1).at(0).row == row);
    }
}

} // namespace history_changes_test
