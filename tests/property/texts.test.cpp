#include "support/compare_trees.hpp"
#include "support/random_shape.hpp"
#include "support/sqlite_text.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// Expressions of texts of any bytes, each of which is a type of its own, computed by a database and in C++. PostgreSQL
// has Unicode without zero bytes.
namespace property_texts_test {

struct Texts {
    std::int64_t id = 0;
    std::string first;
    std::string second;
    std::optional<std::string> maybe;
    std::int64_t place = 0;
};
template <class Driver>
struct database {
    using driver = Driver;
    using tables = rowan::tables<Texts>;
};

using namespace rowan;
using namespace std::string_literals;
namespace in_sqlite = test::in_sqlite;
using test::left_of, test::right_of, test::third_of, test::pick, test::sqlite_value;

// Texts of SQL, of patterns, of Unicode (composed, combining, emoji).
const std::vector<std::string> pieces{"",     "'",       "\"",     "''",         "\\",
                                      "\\\\", "%",       "_",      "a",          "A",
                                      "b",    "?1",      "$1",     ":name",      "--",
                                      "/*",   "*/",      ";",      "NULL",       " ",
                                      "é",    "e\u0301", "\u212b", "\U0001F600", "\U0001F468\u200d\U0001F469",
                                      "ß",    "%\\",     "\\%\\_", "x'00'",      "\n",
                                      "\x7f"};
/// Bytes that are no UTF-8 or no text at all.
const std::vector<std::string> bytes_of_sqlite{
    "\0"s, "a\0b"s, "\xff", "\xc3", "\xed\xa0\x80", "\xc0\xaf", "\xf4\x90\x80\x80", "\xbf"};
/// Those of the database that a test case is about.
std::vector<std::string> listed;
const std::vector<std::string> listed_texts{"", "a", "'", "é", "NULL"}, listed_bytes{"\0"s, "a\0b"s, "\xff"};

constexpr unsigned leaf(unsigned seed) { return pick(seed, 8); }
constexpr unsigned branch(unsigned seed) { return pick(seed, 10); }
constexpr unsigned test_kind(unsigned seed, int depth) { return pick(seed, depth == 0 ? 14 : 17); }
/// A collation is that of everything around it in a comparison, and so stands in no text.
constexpr unsigned collated_kind(unsigned seed) { return pick(seed, 12); }

template <unsigned Seed, int Depth>
constexpr auto condition(const Texts& row);

template <unsigned Seed, int Depth>
constexpr auto text(const Texts& row) {
    if constexpr (Depth == 0) {
        constexpr unsigned kind = leaf(Seed);
        if constexpr (kind == 0) return col<&Texts::first>;
        else if constexpr (kind == 1) return col<&Texts::second>;
        else if constexpr (kind == 2) return col<&Texts::maybe>;
        else if constexpr (kind == 3) return val(row.first);
        else if constexpr (kind == 4) return val(row.second);
        else if constexpr (kind == 5) return literal_text<"it's \"\\%_ é ?1 :name -- /* ; ">;
        else if constexpr (kind == 6) return literal_text<"">;
        else return literal_text<"a">;
    } else {
        constexpr unsigned kind = branch(Seed);
        const auto l = text<left_of(Seed), Depth - 1>(row);
        const auto r = text<right_of(Seed), Depth - 1>(row);
        if constexpr (kind < 2) return l + r;
        else if constexpr (kind == 2) return coalesce(l, r);
        else if constexpr (kind == 3) return nullif(l, r);
        else if constexpr (kind == 4) return case_(when(condition<third_of(Seed), Depth - 1>(row), l)).else_(r);
        else if constexpr (kind == 5) return replace(l, r, text<third_of(Seed), 0>(row));
        else if constexpr (kind == 6) return substr(l, col<&Texts::place>, length(r));
        else if constexpr (kind == 7) return substr(l, val(row.place), -col<&Texts::place>);
        else if constexpr (kind == 8) return lower(l);
        else return upper(l);
    }
}

template <unsigned Seed, int Depth>
constexpr auto condition(const Texts& row) {
    constexpr unsigned kind = test_kind(Seed, Depth);
    if constexpr (kind < 14) {
        const auto l = text<left_of(Seed), (Depth > 1 ? 1 : Depth)>(row);
        const auto r = text<right_of(Seed), (Depth > 1 ? 1 : Depth)>(row);
        if constexpr (kind == 0) return l == r;
        else if constexpr (kind == 1) return l != r;
        else if constexpr (kind == 2) return l < r;
        else if constexpr (kind == 3) return l <= r;
        else if constexpr (kind == 4) return l > r;
        else if constexpr (kind == 5) return l >= r;
        else if constexpr (kind == 6) return is_distinct_from(l, r);
        else if constexpr (kind == 7) return between(l, r, row.second);
        else if constexpr (kind == 8) return in(l, r, row.first, "a", literal_text<"'">);
        else if constexpr (kind == 9) return in(l, listed);
        else if constexpr (kind == 10) return like(l, r, escape<'\\'>);
        else if constexpr (kind == 11) return like(col<&Texts::first>, r, escape<'\''>);
        else if constexpr (kind == 12) return length(l) < length(r);
        else return position(l, r) == position(l, "a");
    } else {
        const auto l = condition<left_of(Seed), Depth - 1>(row);
        const auto r = condition<right_of(Seed), Depth - 1>(row);
        if constexpr (kind == 14) return l && r;
        else if constexpr (kind == 15) return l || !r;
        else return l == r;
    }
}
template <unsigned Seed, int Depth>
constexpr auto collated_condition(const Texts& row) {
    constexpr unsigned kind = collated_kind(Seed);
    constexpr auto name = [] {
        if constexpr (kind < 6) return fixed_string("NOCASE");
        else return fixed_string("RTRIM");
    }();
    const auto l = collate<name>(text<left_of(Seed), Depth>(row));
    const auto r = text<right_of(Seed), Depth>(row);
    if constexpr (kind % 6 == 0) return l == r;
    else if constexpr (kind % 6 == 1) return r != l;
    else if constexpr (kind % 6 == 2) return l < r;
    else if constexpr (kind % 6 == 3) return l <= r;
    else if constexpr (kind % 6 == 4) return l > r;
    else return l >= r;
}

sqlite_value text(unsigned seed, int depth, const Texts& row);

sqlite_value condition(unsigned seed, int depth, const Texts& row) {
    const unsigned kind = test_kind(seed, depth);
    if (kind < 14) {
        const sqlite_value l = text(left_of(seed), depth > 1 ? 1 : depth, row);
        const sqlite_value r = text(right_of(seed), depth > 1 ? 1 : depth, row);
        const sqlite_value first = row.first, second = row.second;
        const auto like_with = [](char escape) {
            return [=](auto& content, auto& pattern) { return test::truth(in_sqlite::like(content, pattern, escape)); };
        };
        const auto length = [](auto& content) { return in_sqlite::length(content); };
        const auto position = [](auto& content, auto& part) { return in_sqlite::position(content, part); };
        if (kind < test::comparisons) return test::compared(kind, l, r);
        if (kind == 6) return test::truth(!test::is_same(l, r));
        if (kind == 7) return test::between(l, r, second);
        if (kind == 8) return test::in(l, std::array<sqlite_value, 4>{r, first, "a", "'"});
        if (kind == 9) return test::in(l, std::vector<sqlite_value>(listed.begin(), listed.end()));
        if (kind == 10) return in_sqlite::applied(like_with('\\'), l, r);
        if (kind == 11) return in_sqlite::applied(like_with('\''), first, r);
        if (kind == 12) return test::compared(2, in_sqlite::applied(length, l), in_sqlite::applied(length, r));
        return test::compared(0, in_sqlite::applied(position, l, r),
                              in_sqlite::applied(position, l, sqlite_value("a")));
    }
    const sqlite_value l = condition(left_of(seed), depth - 1, row), r = condition(right_of(seed), depth - 1, row);
    if (kind == 14) return test::conjunction(l, r);
    return kind == 15 ? test::disjunction(l, test::negation(r)) : test::compared(0, l, r);
}
sqlite_value collated_condition(unsigned seed, int depth, const Texts& row) {
    const unsigned kind = collated_kind(seed);
    return in_sqlite::applied(
        [&](auto& l, auto& r) {
            return test::truth(test::holds(kind % 6, kind < 6 ? in_sqlite::order_without_case(l, r)
                                                              : in_sqlite::order_without_spaces(l, r)));
        },
        text(left_of(seed), depth, row), text(right_of(seed), depth, row));
}

sqlite_value text(unsigned seed, int depth, const Texts& row) {
    if (depth == 0) {
        const std::array<sqlite_value, 8> leaves{row.first, row.second, test::stored(row.maybe),
                                                 row.first, row.second, "it's \"\\%_ é ?1 :name -- /* ; ",
                                                 "",        "a"};
        return leaves[leaf(seed)];
    }
    const sqlite_value l = text(left_of(seed), depth - 1, row), r = text(right_of(seed), depth - 1, row);
    switch (branch(seed)) {
    case 0:
    case 1:
        return in_sqlite::applied([](auto& a, auto& b) { return a + b; }, l, r);
    case 2:
        return test::is_null(l) ? r : l;
    case 3:
        return test::is_same(l, r) ? sqlite_value() : l;
    case 4:
        return condition(third_of(seed), depth - 1, row) == test::truth(true) ? l : r;
    case 5:
        return in_sqlite::applied(in_sqlite::replace, l, r, text(third_of(seed), 0, row));
    case 6:
        return in_sqlite::applied(
            [&](auto& a, auto& b) { return in_sqlite::substr(a, row.place, in_sqlite::length(b)); }, l, r);
    case 7:
        return in_sqlite::applied([&](auto& a) { return in_sqlite::substr(a, row.place, -row.place); }, l);
    case 8:
        return in_sqlite::applied([](auto& a) { return in_sqlite::changed(a, in_sqlite::lower); }, l);
    default:
        return in_sqlite::applied([](auto& a) { return in_sqlite::changed(a, in_sqlite::upper); }, l);
    }
}

template <int Depth>
struct texts {
    template <unsigned Seed>
    static auto make(const Texts& row) {
        return text<Seed, Depth>(row);
    }
    static sqlite_value compute(unsigned seed, const Texts& row) { return text(seed, Depth, row); }
};
template <int Depth>
struct conditions {
    template <unsigned Seed>
    static auto make(const Texts& row) {
        return condition<Seed, Depth>(row);
    }
    static sqlite_value compute(unsigned seed, const Texts& row) { return condition(seed, Depth, row); }
};
template <int Depth>
struct collated_conditions {
    template <unsigned Seed>
    static auto make(const Texts& row) {
        return collated_condition<Seed, Depth>(row);
    }
    static sqlite_value compute(unsigned seed, const Texts& row) { return collated_condition(seed, Depth, row); }
};

template <class Driver>
struct fixture {
    static constexpr bool is_sqlite = std::is_same_v<Driver, sqlite>;
    connection<database<Driver>> db{test::empty_database<Driver>::name()};
    std::vector<Texts> rows;

    fixture() {
        std::mt19937 random(20240229);
        std::vector<std::string> parts = pieces;
        listed = listed_texts;
        if (is_sqlite) {
            parts.insert(parts.end(), bytes_of_sqlite.begin(), bytes_of_sqlite.end());
            listed.insert(listed.end(), listed_bytes.begin(), listed_bytes.end());
        }
        const auto any = [&] {
            std::string result;
            for (auto count = random() % 4; count > 0; --count) result += parts[random() % parts.size()];
            return result;
        };
        for (unsigned i = 0; i < 40; ++i) {
            rows.push_back({0, any(), any(), any(), static_cast<std::int64_t>(random() % 9) - 4});
            if (i % 5 == 0) rows.back().maybe.reset();
            if (i % 6 == 0) rows.back().second = rows.back().first;
        }
        db.create_tables();
        db.insert(rows);
        const std::vector<Texts> read = db(select<Texts>().order_by(col<&Texts::id>)).all();
        for (std::size_t i = 0; i < rows.size(); ++i) {
            rows[i].id = read[i].id;
            CHECK(
                (read[i].first == rows[i].first && read[i].second == rows[i].second && read[i].maybe == rows[i].maybe));
        }
    }
    template <class Tree, unsigned... Batch>
    int compare(std::integer_sequence<unsigned, Batch...>) {
        return (... + test::compare_trees<Tree, Batch * 5>(db, rows, std::make_index_sequence<5>{}));
    }
};
template <unsigned Count>
using batches = std::make_integer_sequence<unsigned, Count>;

TEST_SUITE("query") {
    TEST_CASE_TEMPLATE("a database makes of texts what an expression says", Driver, TEST_DRIVERS) {
        fixture<Driver> test;
        CHECK(test.template compare<texts<1>>(batches<4>{}) > 10);
        CHECK(test.template compare<texts<2>>(batches<3>{}) > 10);
    }
    TEST_CASE_TEMPLATE("a database finds of texts what a condition says", Driver, TEST_DRIVERS) {
        fixture<Driver> test;
        CHECK(test.template compare<conditions<1>>(batches<6>{}) > 10);
        CHECK(test.template compare<conditions<2>>(batches<2>{}) > 10);
    }
    TEST_CASE_FIXTURE(fixture<sqlite>, "SQLite finds of texts what a condition with a collation says") {
        CHECK(compare<collated_conditions<1>>(batches<3>{}) > 10);
    }
}

} // namespace property_texts_test
