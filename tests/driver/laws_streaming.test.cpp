#include "driver/laws.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

namespace laws_streaming_test {

using namespace rowan;
using namespace test::laws;

struct Page {
    std::int64_t id{};
    std::optional<int> number{};
    std::string title{};
};
struct Mark {
    std::int64_t id{};
    std::string name{};
};
template <class Driver>
struct volume {
    using driver = Driver;
    using tables = rowan::tables<Page, Mark>;
};

constexpr auto by_id = select<Page>().order_by(col<&Page::id>);
constexpr auto first_pages = [](int count) {
    return select(col<&Page::id>, col<&Page::number>).from<Page>().order_by(col<&Page::id>).limit(count);
};
const std::string reading(sql_text<volume<sqlite>>(by_id));
constexpr auto getting = R"(SELECT "id", "number", "title" FROM "page" WHERE "id" = ?1)";
constexpr auto marking = R"(UPDATE "mark" SET "name" = ?1)";

Page page(int number) { return {number, number % 2 == 0 ? std::nullopt : std::optional(number), "page"}; }

/// So many pages, of which those with an even number do not say it.
template <class Driver>
struct fixture : stocked<volume, Driver> {
    explicit fixture(int count) {
        std::vector<Page> pages;
        for (int i = 1; i <= count; ++i) pages.push_back(page(i));
        this->db.insert(pages);
        this->db.insert(Mark{0, "none"});
    }
};
template <>
struct fixture<test::fake::driver> : stocked<volume, test::fake::driver> {
    explicit fixture(std::int64_t count) {
        server.otherwise = [count](std::string_view sql, const test::fake::cells& values) {
            if (!sql.starts_with("SELECT")) return test::fake::answer{.changes = 1};
            std::int64_t first = 1, last = count;
            if (sql == getting) first = last = std::get<std::int64_t>(values.at(0));
            if (sql.ends_with("LIMIT ?1")) last = std::get<std::int64_t>(values.at(0));
            test::fake::answer pages;
            for (std::int64_t id = first; id <= last; ++id)
                pages.rows.push_back({id, id % 2 == 0 ? test::fake::cell() : id, std::string("page")});
            return pages;
        };
    }
};

TEST_SUITE("driver") {
    TEST_CASE_TEMPLATE("a stream gives each row once, in its order, or none", Driver, LAW_DRIVERS) {
        for (const int count : {0, 1, 3}) {
            CAPTURE(count);
            fixture<Driver> here(count);
            auto& db = here.db;
            for (int i = 0; i < 2; ++i) {
                int seen = 0;
                auto stream = db.stream(by_id);
                for (const auto& row : stream) {
                    const Page expected = page(++seen);
                    CHECK(row.template get<"id">() == expected.id);
                    CHECK(row.template get<"number">() == expected.number);
                    CHECK(row.template get<"title">() == expected.title);
                }
                stream.for_each([&](const auto&) { ++seen; });
                CHECK(seen == count);
            }
            here.check_ran({reading, reading});
        }
    }
    TEST_CASE_TEMPLATE("two streams of one query go on beside each other", Driver, LAW_DRIVERS) {
        fixture<Driver> here(3);
        auto& db = here.db;
        auto first = db.stream(by_id), second = db.stream(by_id);
        auto one = first.begin(), other = second.begin();
        const auto are_at = [&](std::int64_t one_id, std::int64_t other_id) {
            return one->template get<"id">() == one_id && other->template get<"id">() == other_id;
        };
        ++one;
        CHECK(are_at(2, 1));
        ++other, ++other;
        CHECK(are_at(2, 3));
        ++one;
        CHECK(are_at(3, 3));
        here.check_ran({reading, reading});
    }
    TEST_CASE_TEMPLATE("a long stream is read to its end, and statements run in its loop", Driver, LAW_DRIVERS) {
        fixture<Driver> here(3501);
        auto& db = here.db;
        for (const bool is_inside : {false, true}) {
            CAPTURE(is_inside);
            std::vector<std::string> asked{reading};
            if (is_inside) asked.insert(asked.begin(), "BEGIN");
            auto scope = is_inside ? std::optional(db.begin()) : std::nullopt;
            std::int64_t expected = 0;
            for (const auto& row : db.stream(by_id)) {
                REQUIRE(row.template get<"id">() == ++expected);
                if (expected % 1001 == 0) {
                    const std::string name = std::to_string(expected);
                    CHECK(db.template get<Page>(expected).number == page(static_cast<int>(expected)).number);
                    CHECK(db(update<Mark>().set(col<&Mark::name> = name).every_row()) == 1);
                    for (const auto& inner : db.stream(by_id)) {
                        CHECK(inner.template get<"id">() == 1);
                        break;
                    }
                    for (const char* const text : {getting, marking})
                        asked.push_back(std::string(text) + " [" + name + "]");
                    asked.push_back(reading);
                }
            }
            CHECK(expected == 3501);
            if (scope) {
                scope->commit();
                asked.emplace_back("COMMIT");
            }
            if constexpr (has_database<Driver>) CHECK(db.template get<Mark>(1).name == "3003");
            here.check_ran(asked);
        }
        for (const int limit : {999, 1000, 1001, 2000}) {
            int count = 0;
            db.stream(first_pages(limit)).for_each([&](const auto&) { ++count; });
            CHECK(count == limit);
        }
    }
    TEST_CASE_TEMPLATE("a stream that is left, or fails in the middle, leaves its statement as good as new", Driver,
                       LAW_DRIVERS) {
        fixture<Driver> here(2500);
        auto& db = here.db;
        const auto kept = [&] {
            auto& statement =
                rowan::detail::acquire<std::remove_const_t<decltype(by_id)>>(rowan::detail::core_of(blocking(db)));
            rowan::detail::core_of(blocking(db)).statements.release(statement);
            return &statement;
        };
        const auto* const statement = kept();
        for (const bool is_inside : {false, true}) {
            CAPTURE(is_inside);
            auto scope = is_inside ? std::optional(db.begin()) : std::nullopt;
            for (const auto& row : db.stream(by_id))
                if (row.template get<"id">() == 1500) break;
            CHECK(kept() == statement);
            const auto failing = [&] {
                for (const auto& row : db.stream(by_id))
                    if (row.template get<"id">() == 1500) throw std::runtime_error("enough");
            };
            CHECK_THROWS_AS(failing(), std::runtime_error);
            CHECK(kept() == statement);
            struct Small {
                std::int64_t id = 0;
                std::optional<std::int8_t> number;
            };
            int narrow = 0;
            CHECK_THROWS_AS(
                db.stream(first_pages(2500).template into<Small>()).for_each([&](const Small&) { ++narrow; }),
                type_mismatch);
            CHECK(narrow == 128);
            CHECK(db(by_id).all().size() == 2500);
            CHECK(kept() == statement);
            if constexpr (is_postgres<Driver>)
                CHECK(test::raw_rows(db, "SELECT count(*) FROM pg_cursors WHERE name LIKE 'rowan%'")[0][0] ==
                      test::cell(std::int64_t{0}));
        }
        db.execute("DROP TABLE page"); // which nothing reads any longer
    }
}

} // namespace laws_streaming_test
