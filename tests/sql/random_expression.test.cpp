#include "rowan/sqlite.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <utility>

// Expressions of random shape, each of which is a type of its own, computed by SQLite from the text that rowan writes and here
// from the tree that it was made of: a parenthesis that is missing gives another number.
namespace random_expression_test {

struct Numbers {
    std::int64_t id = 0;
    std::int64_t a = 0;
    std::optional<std::int64_t> b;
    std::int64_t c = 0;
};
struct database {
    using driver = rowan::sqlite;
    using tables = rowan::tables<Numbers>;
};

using namespace rowan;
using number = std::optional<std::int64_t>;

constexpr unsigned next_seed(unsigned seed) { return (seed * 1664525U + 1013904223U) ^ (seed >> 13U); }
constexpr unsigned left_of(unsigned seed) { return next_seed(seed * 2 + 1); }
constexpr unsigned right_of(unsigned seed) { return next_seed(seed * 2 + 77); }
constexpr unsigned pick(unsigned seed, unsigned count) { return (next_seed(seed) >> 8U) % count; }

/// Of both sides, null if one is.
template <class Function>
number both(number left, number right, Function function) {
    if (!left || !right) return std::nullopt;
    return function(*left, *right);
}

template <unsigned Seed, int Depth>
struct condition;

template <unsigned Seed, int Depth>
struct arithmetic {
    static constexpr unsigned kind = Depth == 0 ? pick(Seed, 4) : 4 + pick(Seed, 6);

    static constexpr auto left() { return arithmetic<left_of(Seed), Depth - 1>::expression(); }
    static constexpr auto right() { return arithmetic<right_of(Seed), Depth - 1>::expression(); }
    static constexpr auto expression() {
        if constexpr (kind == 0) return col<&Numbers::a>;
        else if constexpr (kind == 1) return col<&Numbers::b>;
        else if constexpr (kind == 2) return col<&Numbers::c>;
        else if constexpr (kind == 3) return value<std::int64_t>{std::in_place, std::int64_t{Seed % 9} - 4};
        else if constexpr (kind == 4) return left() + right();
        else if constexpr (kind == 5) return left() - right();
        else if constexpr (kind == 6) return left() * right();
        else if constexpr (kind == 7) return left() / right();
        else if constexpr (kind == 8) return left() % right();
        else return -left();
    }
    static number compute(const Numbers& row) {
        if constexpr (kind == 0) return row.a;
        else if constexpr (kind == 1) return row.b;
        else if constexpr (kind == 2) return row.c;
        else if constexpr (kind == 3) return std::int64_t{Seed % 9} - 4;
        else {
            const number l = arithmetic<left_of(Seed), Depth - 1>::compute(row);
            if constexpr (kind == 9) return l ? number(-*l) : l;
            else {
                const number r = arithmetic<right_of(Seed), Depth - 1>::compute(row);
                if constexpr (kind == 4) return both(l, r, [](auto x, auto y) { return number(x + y); });
                else if constexpr (kind == 5) return both(l, r, [](auto x, auto y) { return number(x - y); });
                else if constexpr (kind == 6) return both(l, r, [](auto x, auto y) { return number(x * y); });
                else if constexpr (kind == 7)
                    return both(l, r, [](auto x, auto y) { return y == 0 ? number() : x / y; });
                else return both(l, r, [](auto x, auto y) { return y == 0 ? number() : x % y; });
            }
        }
    }
};

template <unsigned Seed, int Depth>
struct condition {
    static constexpr unsigned kind = Depth == 0 ? pick(Seed, 5) : pick(Seed, 9);
    using l = arithmetic<left_of(Seed), (Depth > 2 ? 2 : Depth)>;
    using r = arithmetic<right_of(Seed), (Depth > 2 ? 1 : Depth)>;
    using first = condition<left_of(Seed), (Depth > 0 ? Depth - 1 : 0)>;
    using second = condition<right_of(Seed), (Depth > 0 ? Depth - 1 : 0)>;

    static constexpr auto expression() {
        if constexpr (kind == 0) return l::expression() == r::expression();
        else if constexpr (kind == 1) return l::expression() < r::expression();
        else if constexpr (kind == 2) return is_null(l::expression());
        else if constexpr (kind == 3) return between(l::expression(), r::expression(), 5);
        else if constexpr (kind == 4) return in(l::expression(), r::expression(), 0, 1);
        else if constexpr (kind == 5) return first::expression() && second::expression();
        else if constexpr (kind == 6) return first::expression() || second::expression();
        else if constexpr (kind == 7) return !first::expression();
        else return first::expression() == second::expression();
    }
    static number compute(const Numbers& row) {
        if constexpr (kind < 5) {
            const number x = l::compute(row), y = r::compute(row);
            if constexpr (kind == 0) return both(x, y, [](auto i, auto j) { return number(i == j); });
            else if constexpr (kind == 1) return both(x, y, [](auto i, auto j) { return number(i < j); });
            else if constexpr (kind == 2) return !x.has_value();
            else if constexpr (kind == 3)
                return conjunction(both(x, y, [](auto i, auto j) { return number(i >= j); }), x ? number(*x <= 5) : x);
            else {
                if (!x) return std::nullopt;
                if (*x == 0 || *x == 1 || x == y) return 1;
                return y ? number(0) : y;
            }
        } else {
            const number x = first::compute(row);
            if constexpr (kind == 7) return x ? number(*x == 0) : x;
            else {
                const number y = second::compute(row);
                if constexpr (kind == 5) return conjunction(x, y);
                else if constexpr (kind == 6) {
                    if (x == 1 || y == 1) return 1;
                    return both(x, y, [](auto, auto) { return number(0); });
                } else return both(x, y, [](auto i, auto j) { return number(i == j); });
            }
        }
    }
    static number conjunction(number x, number y) {
        if (x == 0 || y == 0) return 0;
        return both(x, y, [](auto, auto) { return number(1); });
    }
};

struct fixture {
    connection<database> db{":memory:"};
    std::vector<Numbers> rows;

    fixture() {
        db.create_tables();
        std::mt19937 random(20240229);
        std::uniform_int_distribution<std::int64_t> small(-6, 6);
        for (int i = 0; i < 40; ++i) {
            rows.push_back({0, small(random), small(random), small(random)});
            if (i % 5 == 0) rows.back().b.reset();
        }
        db.insert(rows);
    }
    template <class Node>
    void compare() {
        const auto query = select(Node::expression()).template from<Numbers>().order_by(col<&Numbers::id>);
        CAPTURE(std::string(sql_text<database>(query)));
        std::size_t wrong = 0, i = 0;
        for (const auto& row : db(query)) {
            const auto& found = row.template get<0>();
            const number expected = Node::compute(rows[i++]);
            if constexpr (requires { found.has_value(); }) wrong += found == expected ? 0 : 1;
            else wrong += expected && found == *expected ? 0 : 1;
        }
        CHECK(i == rows.size());
        CHECK(wrong == 0);
    }
    template <template <unsigned, int> class Node, int Depth, unsigned... Seed>
    void compare_all(std::integer_sequence<unsigned, Seed...>) {
        (compare<Node<next_seed(Seed * 7919 + 13), Depth>>(), ...);
    }
};

TEST_SUITE("sql") {
    TEST_CASE_FIXTURE(fixture, "SQLite computes from the text what the expression says") {
        compare_all<arithmetic, 1>(std::make_integer_sequence<unsigned, 20>{});
        compare_all<arithmetic, 3>(std::make_integer_sequence<unsigned, 30>{});
        compare_all<condition, 1>(std::make_integer_sequence<unsigned, 20>{});
        compare_all<condition, 3>(std::make_integer_sequence<unsigned, 30>{});
    }
}

} // namespace random_expression_test
