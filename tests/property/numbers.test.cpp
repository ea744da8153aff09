#include "support/compare_trees.hpp"
#include "support/random_shape.hpp"
#include "support/sqlite_value.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <random>
#include <utility>
#include <vector>

// Expressions of numbers and nulls, each of which is a type of its own, computed by a database from the text that rowan
// writes and here from the tree that it was made of: a parenthesis that is missing gives another number.
namespace property_numbers_test {

struct Numbers {
    std::int64_t id = 0;
    std::int8_t tiny = 0;
    std::uint32_t natural = 0;
    std::int64_t big = 0;
    std::optional<std::int64_t> maybe;
    double real = 0;
    std::optional<double> maybe_real;
    float single = 0;
};
template <class Driver>
struct database {
    using driver = Driver;
    using tables = rowan::tables<Numbers>;
};

using namespace rowan;
using test::left_of, test::right_of, test::third_of, test::pick, test::sqlite_value;

constexpr std::int64_t least = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t greatest = std::numeric_limits<std::int64_t>::max();
constexpr std::array<std::int64_t, 8> whole_constants{0, 1, -1, -7, least, greatest, (1LL << 53) + 1, 3};
constexpr std::array<double, 8> real_constants{0.5, -0.0, 0x1p53, -0x1p63, 0x1p63, 1e-3, -1.7976931348623157e308, -2.0};
const std::vector<double> listed{0, 1, -1, 0.5, 0x1p53, 0x1p63, 127};

constexpr unsigned leaf_kinds = 12;
constexpr unsigned leaf(unsigned seed) { return pick(seed, leaf_kinds); }
constexpr unsigned branch(unsigned seed) { return pick(seed, 15); }
constexpr unsigned test_kind(unsigned seed, int depth) { return pick(seed, depth == 0 ? 11 : 15); }

template <unsigned Seed, int Depth>
constexpr auto condition(const Numbers& row);

template <unsigned Seed, int Depth>
constexpr auto number(const Numbers& row) {
    if constexpr (Depth == 0) {
        constexpr unsigned kind = leaf(Seed);
        if constexpr (kind == 0) return col<&Numbers::tiny>;
        else if constexpr (kind == 1) return col<&Numbers::natural>;
        else if constexpr (kind == 2) return col<&Numbers::big>;
        else if constexpr (kind == 3) return col<&Numbers::maybe>;
        else if constexpr (kind == 4) return col<&Numbers::real>;
        else if constexpr (kind == 5) return col<&Numbers::maybe_real>;
        else if constexpr (kind == 6) return col<&Numbers::single>;
        else if constexpr (kind == 7) return val(row.big);
        else if constexpr (kind == 8) return val(row.real);
        else if constexpr (kind == 9) return val(row.tiny);
        else if constexpr (kind == 10) return literal<whole_constants[Seed % 8]>;
        else return literal<real_constants[Seed % 8]>;
    } else {
        constexpr unsigned kind = branch(Seed);
        const auto l = number<left_of(Seed), Depth - 1>(row);
        const auto r = number<right_of(Seed), Depth - 1>(row);
        if constexpr (kind == 0) return l + r;
        else if constexpr (kind == 1) return l - r;
        else if constexpr (kind == 2) return l * r;
        else if constexpr (kind == 3) return l / r;
        else if constexpr (kind == 4) return l % r;
        else if constexpr (kind == 5) return -l;
        else if constexpr (kind == 6) return coalesce(l, r);
        else if constexpr (kind == 7) return nullif(l, r);
        else if constexpr (kind == 8) return case_(when(condition<third_of(Seed), Depth - 1>(row), l)).else_(r);
        else if constexpr (kind == 9) return case_(when(condition<third_of(Seed), 0>(row), l));
        else if constexpr (kind == 10) return cast<std::int64_t>(l);
        else if constexpr (kind == 11) return cast<double>(l);
        else if constexpr (kind == 12) return round(l);
        else if constexpr (kind == 13) return abs(cast<double>(l));
        else return value<std::optional<std::int64_t>>(std::in_place, row.maybe) - l;
    }
}
sqlite_value number(unsigned seed, int depth, const Numbers& row);

template <unsigned Seed, int Depth>
constexpr auto condition(const Numbers& row) {
    constexpr unsigned kind = test_kind(Seed, Depth);
    if constexpr (kind < 11) {
        const auto l = number<left_of(Seed), (Depth > 1 ? 1 : Depth)>(row);
        const auto r = number<right_of(Seed), (Depth > 2 ? 2 : Depth)>(row);
        if constexpr (kind == 0) return l == r;
        else if constexpr (kind == 1) return l != r;
        else if constexpr (kind == 2) return l < r;
        else if constexpr (kind == 3) return l <= r;
        else if constexpr (kind == 4) return l > r;
        else if constexpr (kind == 5) return l >= r;
        else if constexpr (kind == 6) return is_null(l);
        else if constexpr (kind == 7) return is_distinct_from(l, r);
        else if constexpr (kind == 8) return between(l, r, val(row.big));
        else if constexpr (kind == 9) return in(l, r, val(row.real), literal<std::int64_t{0}>, 1);
        else return in(l, listed);
    } else {
        const auto l = condition<left_of(Seed), Depth - 1>(row);
        const auto r = condition<right_of(Seed), Depth - 1>(row);
        if constexpr (kind == 11) return l && r;
        else if constexpr (kind == 12) return l || r;
        else if constexpr (kind == 13) return !l;
        else return l == r;
    }
}

sqlite_value condition(unsigned seed, int depth, const Numbers& row) {
    const unsigned kind = test_kind(seed, depth);
    if (kind < 11) {
        const sqlite_value l = number(left_of(seed), depth > 1 ? 1 : depth, row);
        const sqlite_value r = number(right_of(seed), depth > 2 ? 2 : depth, row);
        if (kind < test::comparisons) return test::compared(kind, l, r);
        switch (kind) {
        case 6:
            return test::truth(test::is_null(l));
        case 7:
            return test::truth(!test::is_same(l, r));
        case 8:
            return test::between(l, r, row.big);
        case 9:
            return test::in(l, std::array<sqlite_value, 4>{r, row.real, std::int64_t{0}, std::int64_t{1}});
        default:
            return test::in(l, std::vector<sqlite_value>(listed.begin(), listed.end()));
        }
    }
    const sqlite_value l = condition(left_of(seed), depth - 1, row), r = condition(right_of(seed), depth - 1, row);
    if (kind == 11) return test::conjunction(l, r);
    if (kind == 12) return test::disjunction(l, r);
    return kind == 13 ? test::negation(l) : test::compared(0, l, r);
}

sqlite_value number(unsigned seed, int depth, const Numbers& row) {
    if (depth == 0) {
        const std::array<sqlite_value, leaf_kinds> leaves{test::stored(row.tiny),
                                                          test::stored(row.natural),
                                                          row.big,
                                                          test::stored(row.maybe),
                                                          row.real,
                                                          test::stored(row.maybe_real),
                                                          test::stored(row.single),
                                                          row.big,
                                                          row.real,
                                                          test::stored(row.tiny),
                                                          whole_constants[seed % 8],
                                                          real_constants[seed % 8]};
        return leaves[leaf(seed)];
    }
    const unsigned kind = branch(seed);
    const sqlite_value l = number(left_of(seed), depth - 1, row);
    const sqlite_value r = number(right_of(seed), depth - 1, row);
    const auto holds = [&](int of) { return condition(third_of(seed), of, row) == test::truth(true); };
    if (kind < 5) return test::calculated("+-*/%"[kind], l, r);
    switch (kind) {
    case 5:
        return test::calculated('-', std::int64_t{0}, l);
    case 6:
        return test::is_null(l) ? r : l;
    case 7:
        return test::is_same(l, r) ? sqlite_value() : l;
    case 8:
        return holds(depth - 1) ? l : r;
    case 9:
        return holds(0) ? l : sqlite_value();
    case 12:
        return test::rounded(l);
    case 14:
        return test::calculated('-', test::stored(row.maybe), l);
    default:
        break;
    }
    if (test::is_null(l)) return l;
    if (kind == 10) return test::as_integer(l);
    return kind == 11 ? test::as_real(l) : std::abs(test::as_real(l));
}

template <class Driver>
struct fixture {
    connection<database<Driver>> db{test::empty_database<Driver>::name()};
    std::vector<Numbers> rows;

    fixture() {
        constexpr std::array<std::int64_t, 12> whole{least,           least + 1,    greatest,        greatest - 1,
                                                     (1LL << 53) - 1, 1LL << 53,    (1LL << 53) + 1, -(1LL << 53) - 1,
                                                     1LL << 31,       -(1LL << 31), 1LL << 32,       1LL << 62};
        constexpr double denormal = std::numeric_limits<double>::denorm_min(), max = std::numeric_limits<double>::max();
        constexpr double infinity = std::numeric_limits<double>::infinity();
        constexpr std::array<double, 14> special{-0.0,   denormal,   -denormal, 2.2250738585072014e-308,
                                                 max,    -max,       infinity,  -infinity,
                                                 0x1p53, 0x1p53 + 2, 0x1p63,    -0x1p63,
                                                 0.5,    -2.5};
        std::mt19937 random(20240229);
        const auto small = [&] { return static_cast<std::int64_t>(random() % 13) - 6; };
        for (unsigned i = 0; i < 32; ++i) {
            // The first half is small, so that a wrong shape shows in a number and not in an overflow.
            const auto any = [&] { return i < 16 || random() % 4 == 0 ? small() : whole[random() % whole.size()]; };
            const auto any_real = [&] {
                return i < 16 || random() % 4 == 0 ? static_cast<double>(small()) / 4
                                                   : special[random() % special.size()];
            };
            Numbers row{0,
                        static_cast<std::int8_t>(i < 16              ? small()
                                                 : random() % 2 == 0 ? -128
                                                                     : 127),
                        static_cast<std::uint32_t>(i < 16 ? random() % 9 : 4294967295U),
                        any(),
                        any(),
                        any_real(),
                        any_real(),
                        static_cast<float>(small()) / 2};
            if (i % 5 == 0) row.maybe.reset();
            if (i % 7 == 0) row.maybe_real.reset();
            if (i == 31) row.single = std::numeric_limits<float>::max();
            if (i == 30) row.single = -std::numeric_limits<float>::infinity();
            rows.push_back(row);
        }
        db.create_tables();
        db.insert(rows);
        rows = db(select<Numbers>().order_by(col<&Numbers::id>)).all();
    }

    /// For how many rows five trees at a time were compared.
    template <class Tree, unsigned... Batch>
    int compare(std::integer_sequence<unsigned, Batch...>) {
        return (... + test::compare_trees<Tree, Batch * 5>(db, rows, std::make_index_sequence<5>{}));
    }
};

template <int Depth>
struct numbers {
    template <unsigned Seed>
    static auto make(const Numbers& row) {
        return number<Seed, Depth>(row);
    }
    static sqlite_value compute(unsigned seed, const Numbers& row) { return number(seed, Depth, row); }
};
template <int Depth>
struct conditions {
    template <unsigned Seed>
    static auto make(const Numbers& row) {
        return condition<Seed, Depth>(row);
    }
    static sqlite_value compute(unsigned seed, const Numbers& row) { return condition(seed, Depth, row); }
};
template <unsigned Count>
using batches = std::make_integer_sequence<unsigned, Count>;

TEST_SUITE("query") {
    TEST_CASE_TEMPLATE("a database computes from the text what an expression of numbers says", Driver, TEST_DRIVERS) {
        fixture<Driver> test;
        CHECK(test.template compare<numbers<1>>(batches<5>{}) > 10);
        CHECK(test.template compare<numbers<2>>(batches<3>{}) > 10);
        CHECK(test.template compare<numbers<3>>(batches<2>{}) > 10);
    }
    TEST_CASE_TEMPLATE("a database computes from the text what a condition of numbers says", Driver, TEST_DRIVERS) {
        fixture<Driver> test;
        CHECK(test.template compare<conditions<1>>(batches<4>{}) > 10);
        CHECK(test.template compare<conditions<2>>(batches<2>{}) > 10);
        CHECK(test.template compare<conditions<3>>(batches<2>{}) > 10);
    }
}

} // namespace property_numbers_test
