#include "support/text.hpp"

#include "support/drivers.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace parameter_test {

enum class Status { open, closed };
struct Task {
    std::int64_t id = 0;
    std::string name;
    std::optional<int> weight;
    Status status{};
    Status stage{};
    std::chrono::sys_seconds due;
};
template <class Driver>
struct work {
    using driver = Driver;
    using tables = rowan::tables<Task>;
};

} // namespace parameter_test

template <>
inline constexpr auto rowan::table<parameter_test::Task> = rowan::define<parameter_test::Task>(
    "tasks", rowan::as_integer<&parameter_test::Task::stage>, rowan::as_integer<&parameter_test::Task::due>);

namespace parameter_test {

using namespace rowan;
using namespace std::chrono;

constexpr auto id = col<&Task::id>;
constexpr auto name = col<&Task::name>;
constexpr auto weight = col<&Task::weight>;
constexpr auto tasks = select(name).from<Task>().order_by(id);

template <class Query>
consteval std::string_view behind_where(Query query) {
    const auto text = sql_text<work<sqlite>>(query);
    return text.substr(test::position(text, " WHERE ") + 7);
}
// Parameters have the first numbers, in the order of their first use; a name that is used again has the same number.
static_assert(behind_where(select<Task>().where(name == param<"n">)) == R"("tasks"."name" = ?1)");
static_assert(behind_where(select<Task>().where(id > 3 && name == param<"n"> && weight < param<"w">)) ==
              R"("tasks"."id" > ?3 AND "tasks"."name" = ?1 AND "tasks"."weight" < ?2)");
static_assert(behind_where(select<Task>().where(id > param<"x"> && weight < param<"y"> && id < param<"x">)) ==
              R"("tasks"."id" > ?1 AND "tasks"."weight" < ?2 AND "tasks"."id" < ?1)");
static_assert(behind_where(select<Task>().where(between(id, param<"low">, param<"high">), in(name, "a", param<"n">))) ==
              R"("tasks"."id" BETWEEN ?1 AND ?2 AND "tasks"."name" IN (?4, ?3))");
static_assert(sql_text<work<sqlite>>(update<Task>().set(weight = param<"w">, name = "x").where(id == param<"id">)) ==
              R"(UPDATE "tasks" SET "weight" = ?1, "name" = ?3 WHERE "tasks"."id" = ?2)");

// Every variant of optional parts has a text of its own; the constant one has all parts.
template <class Query>
std::string variant(const Query& query) {
    const auto text = detail::text_of_variant<sqlite_dialect, snake_case>(query);
    const auto where = text.find(" WHERE ");
    return where == std::string::npos ? "" : text.substr(where + 7);
}
static_assert(behind_where(select<Task>().where(when(false, id == 1), name == "x", when(false, weight > 2))) ==
              R"("tasks"."id" = ?1 AND "tasks"."name" = ?2 AND "tasks"."weight" > ?3)");

template <class Driver>
struct filled : connection<work<Driver>> {
    filled() : connection<work<Driver>>(test::empty_database<Driver>::name()) {
        this->create_tables();
        const auto day = sys_days{2024y / 2 / 29};
        this->insert(Task{0, "a", 1, Status::open, Status::closed, day + 1h});
        this->insert(Task{0, "b", 2, Status::closed, Status::open, day + 2h});
        this->insert(Task{0, "c", {}, Status::closed, Status::closed, day + 3h});
    }
};
template <class Database, class Query, class... Arguments>
std::string names(connection<Database>& db, const Query& query, Arguments... arguments) {
    std::string all;
    for (const auto& row : db(query, std::move(arguments)...)) all += row.template get<"name">();
    return all;
}

TEST_SUITE("query") {
    TEST_CASE_TEMPLATE("arguments are given by name, in any order", Driver, TEST_DRIVERS) {
        filled<Driver> db;
        constexpr auto query = tasks.where(id >= param<"low"> && id <= param<"high"> && name != param<"not">);
        CHECK(names(db, query, "low"_p = 1, "high"_p = 3, "not"_p = "b") == "ac");
        CHECK(names(db, query, "not"_p = std::string("a"), "high"_p = 2, "low"_p = std::int64_t{1}) == "b");
        CHECK(names(db, query, "not"_p = std::string_view("a"), "high"_p = std::int16_t{2}, "low"_p = 0U) == "b");
        CHECK(names(db, tasks.where(weight == param<"x"> || id == param<"x">), "x"_p = 2) == "b");
        CHECK(names(db, tasks.where(weight == param<"w">), "w"_p = 9).empty());
        CHECK(names(db, tasks.limit(param<"n">).offset(param<"skip">), "skip"_p = 1, "n"_p = 1) == "b");
    }
    TEST_CASE_TEMPLATE("a value is written as the column beside it is", Driver, TEST_DRIVERS) {
        filled<Driver> db;
        constexpr auto by_status = tasks.where(col<&Task::status> == param<"s">);
        constexpr auto by_stage = tasks.where(col<&Task::stage> == param<"s">);
        constexpr auto by_time = tasks.where(col<&Task::due> > param<"t">);
        const auto noon = sys_seconds{sys_days{2024y / 2 / 29} + 2h};
        CHECK(names(db, by_status, "s"_p = Status::closed) == "bc");
        CHECK(names(db, by_stage, "s"_p = Status::closed) == "ac");
        CHECK(names(db, by_time, "t"_p = noon) == "c");
        CHECK(names(db, tasks.where(col<&Task::status> == Status::closed)) == "bc");
        CHECK(names(db, tasks.where(Status::closed == col<&Task::stage>)) == "ac");
        CHECK(names(db, tasks.where(in(col<&Task::status>, Status::open))) == "a");
        CHECK(names(db, tasks.where(in(col<&Task::stage>, Status::open, Status::open))) == "b");
        CHECK(names(db, tasks.where(in(col<&Task::status>, std::vector{Status::open}))) == "a");
        CHECK(names(db, tasks.where(in(col<&Task::stage>, std::vector{Status::open}))) == "b");
        CHECK(names(db, tasks.where(between(col<&Task::due>, noon, noon))) == "b");
        CHECK(db(select(max(col<&Task::due>)).template from<Task>()).scalar() == noon + 1h);
        CHECK(db(select(min(col<&Task::stage>)).template from<Task>()).scalar() == Status::open);
        db(update<Task>().set(col<&Task::stage> = Status::open, col<&Task::status> = param<"s">).every_row(),
           "s"_p = Status::open);
        CHECK(names(db, by_status, "s"_p = Status::open) == "abc");
        CHECK(names(db, by_stage, "s"_p = Status::open) == "abc");
    }
    TEST_CASE_TEMPLATE("parts of a condition may be absent", Driver, TEST_DRIVERS) {
        filled<Driver> db;
        for (unsigned mask = 0; mask < 8; ++mask) {
            CAPTURE(mask);
            const bool one = (mask & 1U) != 0, two = (mask & 2U) != 0, three = (mask & 4U) != 0;
            const auto query =
                tasks.where(when(one, id > 1 || id < 0), when(two, weight == 2)).where(when(three, name == param<"n">));
            std::string expected, text;
            int number = 2;
            const auto next = [&](const std::string& part) { text += (text.empty() ? "" : " AND ") + part; };
            if (one) {
                next("(\"tasks\".\"id\" > ?" + std::to_string(number) + " OR \"tasks\".\"id\" < ?" +
                     std::to_string(number + 1) + ")");
                number += 2;
            }
            if (two) next("\"tasks\".\"weight\" = ?" + std::to_string(number));
            if (three) next("\"tasks\".\"name\" = ?1");
            CHECK(variant(query).substr(0, variant(query).find(" ORDER BY")) == text);
            for (const char each : std::string("abc"))
                if ((!one || each > 'a') && (!two || each == 'b') && (!three || each == 'c')) expected += each;
            CHECK(names(db, query, "n"_p = "c") == expected);
            CHECK(names(db, query, "n"_p = "c") == expected);
        }
    }
    TEST_CASE_TEMPLATE("statements that write take optional parts and parameters too", Driver, TEST_DRIVERS) {
        filled<Driver> db;
        const auto set = [&](bool only_first) {
            return db(update<Task>().set(weight = param<"w">).where(when(only_first, id == 1)).every_row(),
                      "w"_p = only_first ? 5 : 6);
        };
        CHECK(set(true) == 1);
        CHECK(db.template get<Task>(1).weight == 5);
        CHECK(db.template get<Task>(2).weight == 2);
        CHECK(set(false) == 3);
        CHECK(db.template get<Task>(1).weight == 6);
        CHECK(db(rowan::remove<Task>().where(when(true, name == "a"), when(false, name == "b")).every_row()) == 1);
        CHECK(names(db, tasks) == "bc");
    }
    TEST_CASE_TEMPLATE("columns are set to values, expressions and null", Driver, TEST_DRIVERS) {
        filled<Driver> db;
        db(update<Task>().set(weight = weight + id * 10, name = "x").where(id <= 2));
        CHECK(db.template get<Task>(1).weight == 11);
        CHECK(db.template get<Task>(2).weight == 22);
        CHECK(db.template get<Task>(3).name == "c");
        db(update<Task>().set(weight = std::nullopt).where(id == 1));
        CHECK(db.template get<Task>(1).weight == std::nullopt);
        db(update<Task>().set(weight = std::optional<int>{7}).where(id == 1));
        CHECK(db.template get<Task>(1).weight == 7);

        const sys_seconds due = sys_days{2030y / 1 / 1};
        constexpr auto add = insert<Task>();
        CHECK(db(add.set(name = param<"n">, col<&Task::status> = Status::open, col<&Task::stage> = Status::closed,
                         col<&Task::due> = due),
                 "n"_p = "d") == 1);
        CHECK(db.template get<Task>(4).stage == Status::closed);
        CHECK(db.template get<Task>(4).due == due);
    }
}

static_assert(sql_text<sqlite>(select(param<"n", int>)) == "SELECT ?1");
static_assert(rowan::valid<decltype(select(param<"n", int>)), work<sqlite>> &&
              !rowan::valid<decltype(select(param<"n">)), work<sqlite>>);
static_assert(sql_text<sqlite>(insert<Task>()) == R"(INSERT INTO "tasks" DEFAULT VALUES)");
static_assert(sql_text<sqlite>(insert<Task>().set(name = "x", weight = std::nullopt)) ==
              R"(INSERT INTO "tasks" ("name", "weight") VALUES (?1, ?2))");
static_assert(sql_text<work<sqlite>>(update<Task>().set(weight = weight * 2 + 1).every_row()) ==
              R"(UPDATE "tasks" SET "weight" = "tasks"."weight" * ?1 + ?2)");
static_assert(sql_text<work<sqlite>>(rowan::remove<Task>().where(id < 3).where(name == "x")) ==
              R"(DELETE FROM "tasks" WHERE "tasks"."id" < ?1 AND "tasks"."name" = ?2)");
static_assert(sql_text<work<sqlite>>(rowan::remove<Task>().every_row()) == R"(DELETE FROM "tasks")");
static_assert(
    sql_text<work<sqlite>>(detail::upsert_row<Task>{}) ==
    R"(INSERT INTO "tasks" ("id", "name", "weight", "status", "stage", "due") VALUES (?1, ?2, ?3, ?4, ?5, ?6))"
    R"( ON CONFLICT ("id") DO UPDATE SET "name" = excluded."name", "weight" = excluded."weight",)"
    R"( "status" = excluded."status", "stage" = excluded."stage", "due" = excluded."due")");

} // namespace parameter_test
