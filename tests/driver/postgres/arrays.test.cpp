#include "support/caught.hpp"
#include "support/postgres_server.hpp"
#include "support/raw.hpp"

#include "rowan/postgres.hpp"
#include "rowan/values.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

// Lists as values of a column: into a table and out of it on every way, and compared with parameters.
namespace arrays_test {

/// A type of the user's own, kept as a text.
struct Tag {
    std::string name{};
    friend bool operator==(const Tag&, const Tag&) = default;
};
/// Kept as a text, and as a type of the database.
enum class Colour { red, green };
enum class Mood { calm, angry };

} // namespace arrays_test

template <>
struct rowan::value_traits<arrays_test::Tag> {
    using stored = std::string;
    static std::string to_stored(const arrays_test::Tag& tag) { return "#" + tag.name; }
    static arrays_test::Tag from_stored(const std::string& text) { return {text.substr(1)}; }
};
template <>
inline constexpr auto rowan::enum_type<arrays_test::Mood> = rowan::native_enum("mood");

namespace arrays_test {

using namespace rowan;
using namespace std::chrono;
using test::caught;

/// Arrays of everything that an array can have in it and that COPY takes.
struct Lists {
    std::int64_t id{};
    std::vector<bool> flags{};
    std::vector<std::int8_t> tiny{};
    std::vector<int> numbers{};
    std::vector<std::int64_t> large{};
    std::vector<std::uint64_t> natural{};
    std::vector<float> real{};
    std::vector<double> exact{};
    std::vector<std::string> texts{};
    std::vector<bytes> blobs{};
    std::vector<Colour> colours{};
    std::vector<sys_seconds> seconds{};
    std::vector<sys_time<microseconds>> times{};
    std::vector<year_month_day> days{};
    std::vector<Tag> tags{};
    std::vector<uuid> codes{};
    std::vector<decimal> prices{};
    std::vector<interval> lengths{};
    std::vector<json> documents{};
    std::vector<std::optional<bool>> maybe_flags{};
    std::vector<std::optional<int>> maybe_numbers{};
    std::vector<std::optional<std::string>> maybe_texts{};
    std::vector<std::optional<bytes>> maybe_blobs{};
    std::vector<std::optional<year_month_day>> maybe_days{};
    std::vector<std::optional<decimal>> maybe_prices{};
    std::optional<std::vector<int>> numbers_or_none{};
    std::optional<std::vector<std::optional<std::string>>> texts_or_none{};

    friend bool operator==(const Lists&, const Lists&) = default;
};
/// The elements are of a type of the database, which COPY does not take.
struct Moods {
    std::int64_t id{};
    std::vector<Mood> moods{};
    std::vector<std::optional<Mood>> maybe_moods{};
    std::optional<std::vector<Mood>> moods_or_none{};

    friend bool operator==(const Moods&, const Moods&) = default;
};
struct archive {
    using driver = postgres;
    using tables = rowan::tables<Lists, Moods>;
};

Lists full() {
    using std::numeric_limits;
    const sys_days last = 9999y / 12 / 31;
    return {.id = 0,
            .flags = {true, false, true},
            .tiny = {-128, 127},
            .numbers = {3, numeric_limits<int>::min(), 3, numeric_limits<int>::max()},
            .large = {numeric_limits<std::int64_t>::min(), numeric_limits<std::int64_t>::max()},
            .natural = {0, static_cast<std::uint64_t>(numeric_limits<std::int64_t>::max())},
            .real = {1.5F, -numeric_limits<float>::infinity(), numeric_limits<float>::max()},
            .exact = {0.1, numeric_limits<double>::denorm_min(), numeric_limits<double>::infinity()},
            .texts = {"", "NULL", "null", "it's, {\"Ærø\"} 🌍 \\", " "},
            .blobs = {{}, {std::byte{0}, std::byte{255}}, bytes(1000, std::byte{'\\'})},
            .colours = {Colour::green, Colour::red},
            .seconds = {sys_days(0001y / 1 / 1), last + 23h + 59min + 59s},
            .times = {sys_days(1969y / 12 / 31) + 23h + 59min + 59s + 999'999us, last + 1us},
            .days = {0001y / 1 / 1, 2024y / 2 / 29, 9999y / 12 / 31},
            .tags = {{""}, {"a"}},
            .codes = {uuid{}, uuid_of("01234567-89ab-cdef-fedc-ba9876543210")},
            .prices = {decimal("-0.000000000000000000000000000001"), decimal("123456789012345678901234567890.5"),
                       decimal(0)},
            .lengths = {interval::of(months(-1), -1us), interval{}},
            .documents = {json{"[1, null]"}, json{"null"}, json{R"({"a": {}})"}},
            .maybe_flags = {std::nullopt, true},
            .maybe_numbers = {1, std::nullopt, -1},
            .maybe_texts = {"NULL", std::nullopt, ""},
            .maybe_blobs = {std::nullopt, bytes{}},
            .maybe_days = {1970y / 1 / 1, std::nullopt},
            .maybe_prices = {std::nullopt, decimal("0.5")},
            .numbers_or_none = std::vector<int>{},
            .texts_or_none = std::vector<std::optional<std::string>>{std::nullopt}};
}
Lists nearly_full() {
    Lists lists = full();
    lists.flags.push_back(true);
    lists.numbers_or_none = {7};
    lists.texts_or_none.reset();
    lists.texts.assign(300, std::string(100, 'x'));
    return lists;
}

struct fixture {
    std::string name = test::empty_postgres();
    connection<archive> db{name};
    fixture() { db.create_tables(); }

    /// Rows go in by themselves, as a few and as many; what was inserted.
    template <class Table>
    std::vector<Table> insert_all(const std::vector<Table>& examples) {
        std::vector<Table> rows = examples;
        for (Table& row : rows) db.insert(row);
        for (const std::size_t size : {std::size_t{5}, std::size_t{2100}}) {
            std::vector<Table> many;
            for (std::size_t i = 0; i < size; ++i) many.push_back(examples[i % examples.size()]);
            db.insert(many);
            rows.insert(rows.end(), many.begin(), many.end());
        }
        return rows;
    }
    template <class Table>
    void check_all(const std::vector<Table>& rows) {
        const auto found = db(select<Table>().order_by(col<&Table::id>)).all();
        REQUIRE(found.size() == rows.size());
        for (std::size_t i = 0; i < rows.size(); ++i) {
            CAPTURE(i);
            REQUIRE(found[i].id == static_cast<std::int64_t>(i + 1));
            REQUIRE(found[i] == rows[i]);
        }
    }
    template <class Table>
    void check_changes(Table changed) {
        changed.id = 1;
        const Table before = db.get<Table>(1);
        CHECK(before != changed);
        db.update(changed);
        CHECK(db.get<Table>(1) == changed);
        db.upsert(before);
        CHECK(db.get<Table>(1) == before);
    }
    std::string shown(const std::string& sql) { return test::raw_shown(db, sql); }
};

TEST_SUITE("driver") {
    TEST_CASE_FIXTURE(fixture, "arrays of every kind come back as they went in, by every way") {
        const auto rows = insert_all<Lists>({full(), Lists{}, nearly_full()});
        check_all(rows);
        check_changes(nearly_full());
        check_changes(Lists{});

        std::size_t streamed = 0;
        for (const auto& row : db.stream(select<Lists>().order_by(col<&Lists::id>))) {
            const Lists& expected = rows[streamed++];
            REQUIRE(row.get<"flags">() == expected.flags);
            REQUIRE(row.get<"texts">() == expected.texts);
            REQUIRE(row.get<"maybe_numbers">() == expected.maybe_numbers);
            REQUIRE(row.get<"texts_or_none">() == expected.texts_or_none);
        }
        CHECK(streamed == rows.size());
    }
    TEST_CASE_FIXTURE(fixture, "arrays of a type of the database come back as they went in, by every way") {
        const Moods some{0, {Mood::angry, Mood::calm, Mood::angry}, {std::nullopt, Mood::calm}, {}},
            none{0, {}, {}, std::vector<Mood>{}}, one{0, {Mood::calm}, {std::nullopt}, {{Mood::angry}}};
        check_all(insert_all<Moods>({some, none, one}));
        check_changes(one);
        check_changes(none);
        CHECK(db(select(count()).from<Moods>().where(col<&Moods::moods> == some.moods)).scalar() >= 1);
        constexpr auto alike = select(count()).from<Moods>().where(col<&Moods::moods> == param<"moods">);
        CHECK(db(alike, "moods"_p = std::vector<Mood>{Mood::angry, Mood::angry, Mood::angry}).scalar() == 0);
        CHECK(shown("SELECT moods, maybe_moods, moods_or_none FROM moods WHERE id <= 3 ORDER BY id") ==
              "{angry,calm,angry}|{NULL,calm}|-;{}|{}|{};{calm}|{NULL}|{angry};");
    }
    TEST_CASE_FIXTURE(fixture, "an array is an array for the database, also without elements and with nulls") {
        Lists lists = full();
        db.insert(lists);
        db.insert(Lists{});
        CHECK(shown("SELECT flags, tiny, colours, days, maybe_numbers, maybe_blobs, numbers_or_none, texts_or_none, "
                    "array_length(texts, 1), array_lower(texts, 1), prices[1] FROM lists WHERE id = 1") ==
              "{t,f,t}|{-128,127}|{green,red}|{0001-01-01,2024-02-29,9999-12-31}|{1,NULL,-1}|{NULL,\"\\\\x\"}|{}|{NULL}"
              "|5|1|-1e-30;");
        CHECK(shown("SELECT flags, texts, maybe_days, numbers_or_none, texts_or_none, array_ndims(texts) "
                    "FROM lists WHERE id = 2") == "{}|{}|{}|-|-|-;");
    }
    TEST_CASE_FIXTURE(fixture, "a row is found by an array that is equal to its own, and set to one") {
        using L = Lists;
        const Lists wanted = full();
        db.insert(wanted);
        db.insert(Lists{});
        const auto found = [&](const auto& column, const auto& list) {
            return db(select(count()).from<L>().where(column == list)).scalar();
        };
        CHECK(found(col<&L::flags>, wanted.flags) == 1);
        CHECK(found(col<&L::tiny>, wanted.tiny) == 1);
        CHECK(found(col<&L::numbers>, wanted.numbers) == 1);
        CHECK(found(col<&L::large>, wanted.large) == 1);
        CHECK(found(col<&L::exact>, wanted.exact) == 1);
        CHECK(found(col<&L::texts>, wanted.texts) == 1);
        CHECK(found(col<&L::blobs>, wanted.blobs) == 1);
        CHECK(found(col<&L::days>, wanted.days) == 1);
        CHECK(found(col<&L::times>, wanted.times) == 1);
        CHECK(found(col<&L::codes>, wanted.codes) == 1);
        CHECK(found(col<&L::prices>, wanted.prices) == 1);
        CHECK(found(col<&L::numbers>, std::vector<int>{}) == 1);
        CHECK(found(col<&L::numbers>, std::vector<int>{3}) == 0);
        CHECK(found(col<&L::texts>, std::vector<std::string>{}) == 1);

        const auto by_numbers = select(col<&L::id>).from<L>().where(col<&L::numbers> == param<"numbers">);
        CHECK(db(by_numbers, "numbers"_p = wanted.numbers).scalar() == 1);
        CHECK(db(by_numbers, "numbers"_p = std::vector<int>{}).scalar() == 2);
        CHECK(db(by_numbers, "numbers"_p = std::vector<int>{1}).all().empty());

        const std::vector<std::string> texts{"a", "NULL", ""};
        CHECK(db(update<L>().set(col<&L::texts> = texts).where(col<&L::id> == 2)) == 1);
        CHECK(db.get<L>(2).texts == texts);
        CHECK(db(select(col<&L::texts>, col<&L::numbers_or_none>).from<L>().where(col<&L::id> == 2)).one().get<0>() ==
              texts);
    }
    TEST_CASE_FIXTURE(fixture, "an array that the database does not have is refused before anything is written") {
        const auto refused = [&](auto change) {
            Lists row = full();
            change(row);
            CHECK_THROWS_AS(db.insert(row), type_mismatch);
            for (const std::size_t size : {std::size_t{5}, std::size_t{2100}}) {
                std::vector<Lists> rows(size, Lists{});
                rows.back() = row;
                CHECK_THROWS_AS(db.insert(rows), type_mismatch);
            }
            CHECK(shown("SELECT count(*) FROM lists") == "0;");
            CHECK_FALSE(db.in_transaction());
        };
        refused([](Lists& row) { row.texts[1] = std::string("a\0b", 3); });
        refused([](Lists& row) { row.natural[1] = ~std::uint64_t{0}; });
        refused([](Lists& row) { row.colours[0] = static_cast<Colour>(7); });
        refused([](Lists& row) { row.days[2] = 2023y / 2 / 29; });
        refused([](Lists& row) { row.documents[0].text = "no JSON"; });
    }
    TEST_CASE_FIXTURE(fixture, "elements that the field does not have are refused when they are read") {
        db.insert(Lists{});
        const auto refused = [&](const std::string& column, const std::string& value) {
            CAPTURE(column);
            db.execute("UPDATE lists SET \"" + column + "\" = '" + value + "'");
            const std::string message = caught<type_mismatch>([&] { (void)db.get<Lists>(1); }).what();
            CHECK(message.starts_with("column '" + column + "' holds "));
            CHECK_THROWS_AS(db.stream(select<Lists>()).for_each([](const auto&) {}), type_mismatch);
            db.execute("DELETE FROM lists; INSERT INTO lists (id) OVERRIDING SYSTEM VALUE VALUES (1)");
        };
        db.execute(R"(DO $$ DECLARE name text; BEGIN
            FOR name IN SELECT attname FROM pg_attribute WHERE attrelid = 'lists'::regclass AND attnum > 1 LOOP
                EXECUTE format('ALTER TABLE lists ALTER %I SET DEFAULT ''{}''', name);
            END LOOP;
        END $$)");
        refused("flags", "{t,NULL}");
        refused("texts", "{a,NULL}");
        refused("prices", "{NULL}");
        refused("tiny", "{1,128}");
        refused("numbers", "{2147483648}");
        refused("natural", "{-1}");
        refused("real", "{1e300}");
        refused("colours", "{red,blue}");
        refused("seconds", "{2000-01-01 00:00:00.5+00}");
        refused("times", "{infinity}");
        refused("days", "{2000-01-01,-infinity}");
        refused("prices", "{1,NaN}");
        refused("numbers", "{{1,2},{3,4}}");
        CHECK(db.get<Lists>(1).numbers.empty());
    }
    TEST_CASE_FIXTURE(fixture, "an array is read from one of narrower elements, and wherever its numbers begin") {
        db.insert(full());
        db.execute(R"(ALTER TABLE lists ALTER tiny TYPE smallint[], ALTER numbers TYPE integer[],
                      ALTER real TYPE real[], ALTER exact TYPE real[] USING '{0.5}', ALTER texts TYPE varchar(100)[],
                      ALTER times TYPE timestamp[] USING times::timestamp[];
                      UPDATE lists SET large = '[-1:1]={7,8,9}')");
        // Which has not looked at the table before.
        connection<archive> other(name);
        Lists expected = full();
        expected.exact = {0.5};
        expected.large = {7, 8, 9};
        expected.id = 1;
        CHECK(other.get<Lists>(1) == expected);
        // Written it would be rounded.
        CHECK_THROWS_WITH_AS(other.update(expected), doctest::Contains("column 'exact'"), type_mismatch);
        other.execute("ALTER TABLE lists ALTER exact TYPE double precision[]");
        other.update(expected);
        CHECK(other.get<Lists>(1) == expected);
        std::vector<Lists> rows(2100, expected);
        other.insert(rows);
        expected = rows.back();
        CHECK(expected.id == 2101);
        CHECK(other.get<Lists>(2101) == expected);
        expected.tiny = {1};
        other.upsert(expected);
        CHECK(other.get<Lists>(2101) == expected);

        db.execute("ALTER TABLE lists ALTER numbers TYPE text[] USING numbers::text[]");
        const std::string message = caught<type_mismatch>([&] { (void)db.get<Lists>(1); }).what();
        CHECK(message.starts_with("column 'numbers' of table 'lists' is text[] in the database"));
    }
    TEST_CASE_FIXTURE(fixture, "an array of real numbers is not rounded by a column of integers") {
        db.execute("ALTER TABLE lists ALTER exact TYPE integer[] USING '{}'");
        Lists lists{};
        lists.exact = {1.76};
        CHECK_THROWS_AS(db.insert(lists), type_mismatch);
        CHECK_THROWS_AS(db.insert(std::vector<Lists>(5, lists)), type_mismatch);
        CHECK(shown("SELECT exact FROM lists").empty());
        lists.id = 1;
        CHECK_THROWS_AS(db.upsert(lists), type_mismatch);
        CHECK_THROWS_AS(db.update(lists), type_mismatch);
    }
    TEST_CASE_FIXTURE(fixture, "texts are read from arrays of what a text is read from") {
        db.insert(full());
        for (const std::string type : {"varchar", "char(3)", "jsonb", "json", "xml", "name", "numeric", "mood"}) {
            CAPTURE(type);
            const std::string text = type == "mood" ? "calm" : "123";
            db.execute("ALTER TABLE lists ALTER texts TYPE " + type + "[] USING ARRAY['" + text + "']::" + type + "[]");
            CHECK(db.get<Lists>(1).texts == std::vector<std::string>{text});
        }
    }
}

} // namespace arrays_test
