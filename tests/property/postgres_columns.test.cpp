#include "support/postgres_server.hpp"

#include "rowan/postgres.hpp"
#include "rowan/values.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

// Every type of value beside every type of column: a value is kept and found, or refused with both types named.
namespace postgres_columns_test {

using namespace rowan;

enum class Mood { calm, merry };
/// Stored as a text.
struct Code {
    std::string text;
    friend bool operator==(const Code&, const Code&) = default;
    friend auto operator<=>(const Code&, const Code&) = default;
};

} // namespace postgres_columns_test

template <>
struct rowan::value_traits<postgres_columns_test::Code> {
    using stored = std::string;
    static const std::string& to_stored(const postgres_columns_test::Code& code) { return code.text; }
    static postgres_columns_test::Code from_stored(const std::string& text) { return {text}; }
};

namespace postgres_columns_test {

/// A row whose key is of the type, and one that has it beside the key.
template <class Value>
struct Keyed {
    Value id{};
    std::int64_t number = 0;
};
template <class Value>
struct Held {
    std::int64_t id = 0;
    Value value{};
};

} // namespace postgres_columns_test

template <class Value>
inline constexpr auto rowan::table<postgres_columns_test::Keyed<Value>> =
    rowan::define<postgres_columns_test::Keyed<Value>>(
        "keyed", rowan::primary_key<&postgres_columns_test::Keyed<Value>::id>.natural());
template <class Value>
inline constexpr auto rowan::table<postgres_columns_test::Held<Value>> =
    rowan::define<postgres_columns_test::Held<Value>>("held");

namespace postgres_columns_test {

template <class Value>
struct program {
    using driver = postgres;
    using tables = rowan::tables<Keyed<Value>, Held<Value>>;
};

const std::string column_types[] = {"boolean",
                                    "smallint",
                                    "integer",
                                    "bigint",
                                    "real",
                                    "double precision",
                                    "numeric",
                                    "text",
                                    "varchar(60)",
                                    "char(8)",
                                    "citext",
                                    "name",
                                    "bytea",
                                    "mood",
                                    "short_text",
                                    "timestamp with time zone",
                                    "timestamp without time zone",
                                    "date",
                                    "uuid",
                                    "interval",
                                    "jsonb",
                                    "json",
                                    "inet",
                                    "xml",
                                    "oid"};

/// As messages call it.
std::string told(const std::string& type) {
    if (type == "varchar(60)") return "character varying(60)";
    return type == "char(8)" ? "character(8)" : type;
}
/// The types of columns that keep the values of a type.
template <class Value>
std::vector<std::string> keepers() {
    if constexpr (std::is_same_v<Value, bool>) return {"boolean"};
    else if constexpr (std::is_integral_v<Value>) return {"smallint", "integer", "bigint", "oid"};
    else if constexpr (std::is_same_v<Value, float>) return {"real", "double precision"};
    else if constexpr (std::is_same_v<Value, double>) return {"double precision", "numeric"};
    else if constexpr (std::is_same_v<Value, std::string> || std::is_same_v<Value, Code> || std::is_same_v<Value, Mood>)
        return {"text", "varchar(60)", "char(8)", "citext", "mood", "short_text"};
    else if constexpr (std::is_same_v<Value, bytes>) return {"bytea"};
    else if constexpr (std::is_same_v<Value, std::chrono::sys_time<std::chrono::microseconds>> ||
                       std::is_same_v<Value, std::chrono::sys_days>)
        return {"timestamp with time zone", "timestamp without time zone"};
    else if constexpr (std::is_same_v<Value, decimal>) return {"numeric"};
    else if constexpr (std::is_same_v<Value, uuid>) return {"uuid"};
    else if constexpr (std::is_same_v<Value, interval>) return {"interval"};
    else return {"jsonb", "json"};
}

template <class Value>
std::vector<Value> samples();
template <>
std::vector<bool> samples() {
    return {true, false};
}
template <>
std::vector<std::int16_t> samples() {
    return {0, -1, std::numeric_limits<std::int16_t>::min(), std::numeric_limits<std::int16_t>::max()};
}
template <>
std::vector<std::int64_t> samples() {
    return {0, 1, -70000, std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max()};
}
template <>
std::vector<float> samples() {
    return {0.0F, 1.5F, 0.1F, std::numeric_limits<float>::max(), std::numeric_limits<float>::denorm_min()};
}
template <>
std::vector<double> samples() {
    return {0.0, 1.5, 0.1, std::numeric_limits<double>::max(), std::numeric_limits<double>::infinity()};
}
template <>
std::vector<std::string> samples() {
    return {"calm", "", "Ada", R"(a"b\{c},'NULL')", "NULL", "\xc3\xa4\xe2\x82\xac", "  ", "17", "10.0.0.1"};
}
template <>
std::vector<Code> samples() {
    return {{"merry"}, {""}, {R"("\)"}, {"5"}};
}
template <>
std::vector<Mood> samples() {
    return {Mood::merry, Mood::calm};
}
template <>
std::vector<bytes> samples() {
    return {{}, {std::byte{0}}, {std::byte{'a'}, std::byte{0xff}}};
}
template <>
std::vector<std::chrono::sys_time<std::chrono::microseconds>> samples() {
    using namespace std::chrono;
    return {sys_time<microseconds>{}, sys_days{2024y / 2 / 29} + 86399999999us, sys_days{0y / 1 / 1}};
}
template <>
std::vector<std::chrono::sys_days> samples() {
    using namespace std::chrono;
    return {sys_days{}, sys_days{9999y / 12 / 31}};
}
template <>
std::vector<decimal> samples() {
    return {decimal("0"), decimal("1.10"), decimal("-12345678901234567890.000000001")};
}
template <>
std::vector<uuid> samples() {
    return {uuid{}, uuid_of("00112233-4455-6677-8899-aabbccddeeff")};
}
template <>
std::vector<interval> samples() {
    return {interval{}, interval{14, 3, -1}};
}
template <>
std::vector<json> samples() {
    return {json("{}"), json(R"({"a": [1, "b"]})")};
}

template <class Value>
class fixture {
public:
    fixture() {
        db_.execute(
            "CREATE EXTENSION citext; CREATE TYPE mood AS ENUM ('calm', 'merry'); CREATE DOMAIN short_text AS text");
    }

    void check(const std::string& type) {
        type_ = type;
        db_.execute("DROP TABLE IF EXISTS held, keyed; CREATE TABLE held (id bigserial PRIMARY KEY, value " + type +
                    ")");
        const auto keeping = keepers<Value>();
        const bool keeps = std::find(keeping.begin(), keeping.end(), type) != keeping.end();
        bool is_first = true;
        for (const Value& value : samples<Value>()) {
            Held<Value> row{0, value};
            const bool is_kept = runs([&] { db_.insert(row); });
            // A column that keeps the first of the values may be too narrow for another.
            if (std::exchange(is_first, false)) CHECK(is_kept == keeps);
            CHECK((keeps || !is_kept));
            if (is_kept) check_kept(row);
            else {
                // Both types, unless it is the value.
                if (!keeps)
                    CHECK_MESSAGE(refusal_.find(" is " + told(type) + " in the database, and the program has ") !=
                                      std::string::npos,
                                  refusal_);
                check_refused(value);
            }
        }
    }

private:
    /// Whether it runs, or is refused.
    template <class Action>
    bool runs(const Action& action) {
        try {
            action();
            return true;
        } catch (const type_mismatch& refusal) {
            refusal_ = refusal.what();
            return false;
        }
    }
    static constexpr bool can_be_key =
        !std::is_same_v<Value, bool> && !std::is_same_v<Value, json> && !std::is_same_v<Value, interval>;

    std::int64_t count(const auto& condition) {
        return db_(select(rowan::count()).template from<Held<Value>>().where(condition)).scalar();
    }
    // What is kept is the same when it is read, and is found wherever it stands beside the column.
    void check_kept(const Held<Value>& row) {
        constexpr auto column = col<&Held<Value>::value>;
        Value read{};
        if (!runs([&] { read = db_.template get<Held<Value>>(row.id).value; })) FAIL_CHECK("cannot be read");
        if (type_ != "char(8)") CHECK(read == row.value);
        const std::vector<Value> list{row.value, read};
        if constexpr (!std::is_same_v<Value, bool>) {
            if (type_ != "json" && type_ != "xml") {
                CHECK(count(column == row.value && col<&Held<Value>::id> == row.id) == 1);
                CHECK(count(column == read && col<&Held<Value>::id> == row.id) == 1);
                CHECK(count(in(column, row.value, read) && col<&Held<Value>::id> == row.id) == 1);
                CHECK(count(in(column, list) && col<&Held<Value>::id> == row.id) == 1);
                CHECK(count(is_not_distinct_from(column, row.value) && col<&Held<Value>::id> == row.id) == 1);
            }
        }
        // In whatever way rows go in, they go in alike.
        for (const std::size_t size : {3U, 2001U}) {
            std::vector<Held<Value>> rows(size, Held<Value>{0, row.value});
            db_.insert(rows);
            Value again{};
            again = db_.template get<Held<Value>>(rows.back().id).value;
            CHECK(again == read);
            db_(remove<Held<Value>>().where(col<&Held<Value>::id> > row.id));
        }
        db_.update(row);
        db_.upsert(row);
        CHECK(db_.template get<Held<Value>>(row.id).value == read);
        CHECK(db_(update<Held<Value>>().set(column = row.value).where(col<&Held<Value>::id> == row.id)) == 1);
        CHECK(db_.template get<Held<Value>>(row.id).value == read);
        if constexpr (can_be_key) check_key(row.value);
    }
    void check_key(const Value& value) {
        if (type_ == "json" || type_ == "xml") return;
        db_.execute("DROP TABLE IF EXISTS keyed; CREATE TABLE keyed (id " + type_ + " PRIMARY KEY, number bigint)");
        db_.insert(Keyed<Value>{value, 1});
        db_.upsert(Keyed<Value>{value, 2});
        CHECK(db_.template get<Keyed<Value>>(value).number == 2);
        const Keyed<Value> row{value, 3};
        db_(insert<Keyed<Value>>().values(row).template on_conflict<&Keyed<Value>::id>().do_update(
            col<&Keyed<Value>::number> = 3));
        db_.update(Keyed<Value>{value, 4});
        const std::vector<Value> keys{value};
        const auto found = db_.template find<Keyed<Value>>(keys);
        CHECK(found[0].has_value());
        CHECK(db_.template remove<Keyed<Value>>(value));
    }
    // What is refused in one way is refused in all.
    void check_refused(const Value& value) {
        for (const std::size_t size : {3U, 2001U}) {
            CAPTURE(size);
            std::vector<Held<Value>> rows(size, Held<Value>{0, value});
            CHECK_FALSE(runs([&] { db_.insert(rows); }));
        }
        CHECK_FALSE(runs([&] { db_.upsert(Held<Value>{1000, value}); }));
        CHECK(count(col<&Held<Value>::id> == 1000) == 0);
    }

    connection<program<Value>> db_{test::empty_postgres()};
    std::string type_, refusal_;
};

TEST_SUITE("property") {
    TEST_CASE_TEMPLATE("a value beside a column of PostgreSQL is kept and found, or refused", Value, bool, std::int16_t,
                       std::int64_t, float, double, std::string, Code, Mood, bytes,
                       std::chrono::sys_time<std::chrono::microseconds>, std::chrono::sys_days, decimal, uuid, interval,
                       json) {
        fixture<Value> test;
        for (const std::string& type : column_types) {
            CAPTURE(type);
            test.check(type);
        }
    }
}

} // namespace postgres_columns_test
