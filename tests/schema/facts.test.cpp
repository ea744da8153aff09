#include "rowan/schema/facts.hpp"
#include "rowan/query/operators.hpp"
#include "rowan/schema/checks.hpp"
#include "rowan/schema/tables.hpp"

#include <doctest/doctest.h>

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace facts_test {

enum class Colour { red };
struct Plain {
    std::string name;
    std::int64_t id = 0;
    std::optional<int> year;
};
struct TextKey {
    std::string id;
};
struct NoKey {
    int number = 0;
};
struct Full {
    int a = 0;
    int b = 0;
    Colour colour{};
    std::chrono::sys_seconds at;
    std::string text;
    int sum = 0;
    std::optional<int> parent;
};
struct Single {
    int code = 0;
    int id = 0;
};
struct NaturalId {
    int id = 0;
};

// Tables that refer to each other.
struct A {
    int id = 0;
};
struct B {
    int id = 0;
    int a_id = 0;
    std::optional<int> b_id;
};
struct C {
    int id = 0;
    int b_id = 0;
    int a_id = 0;
};
struct D {
    int id = 0;
    int e_id = 0;
};
struct E {
    int id = 0;
    int d_id = 0;
};
struct Unsound {
    int id = 0;
    int number = 0;
    int c_number = 0;
};

} // namespace facts_test

template <>
inline constexpr auto rowan::table<facts_test::Full> = rowan::define<facts_test::Full>(
    "full", rowan::primary_key<&facts_test::Full::b, &facts_test::Full::a>,
    rowan::as_integer<&facts_test::Full::colour>, rowan::as_integer<&facts_test::Full::at>,
    rowan::column_name<&facts_test::Full::text>("Text"), rowan::default_value<&facts_test::Full::text>("x"),
    rowan::generated<&facts_test::Full::sum>(rowan::col<&facts_test::Full::a> + rowan::col<&facts_test::Full::b>),
    rowan::strict);
template <>
inline constexpr auto rowan::table<facts_test::Single> =
    rowan::define<facts_test::Single>(rowan::primary_key<&facts_test::Single::code>);
template <>
inline constexpr auto rowan::table<facts_test::NaturalId> =
    rowan::define<facts_test::NaturalId>(rowan::primary_key<&facts_test::NaturalId::id>.natural());
template <>
inline constexpr auto rowan::table<facts_test::B> =
    rowan::define<facts_test::B>(rowan::foreign_key<&facts_test::B::a_id>.references<&facts_test::A::id>(),
                                 rowan::foreign_key<&facts_test::B::b_id>.references<&facts_test::B::id>());
template <>
inline constexpr auto rowan::table<facts_test::C> =
    rowan::define<facts_test::C>(rowan::foreign_key<&facts_test::C::b_id>.references<&facts_test::B::id>(),
                                 rowan::foreign_key<&facts_test::C::a_id>.references<&facts_test::A::id>());
template <>
inline constexpr auto rowan::table<facts_test::D> =
    rowan::define<facts_test::D>(rowan::foreign_key<&facts_test::D::e_id>.references<&facts_test::E::id>());
template <>
inline constexpr auto rowan::table<facts_test::E> =
    rowan::define<facts_test::E>(rowan::foreign_key<&facts_test::E::d_id>.references<&facts_test::D::id>());
template <>
inline constexpr auto rowan::table<facts_test::Unsound> = rowan::define<facts_test::Unsound>(
    rowan::foreign_key<&facts_test::Unsound::c_number>.references<&facts_test::Unsound::number>());

namespace facts_test {

using rowan::encoding;
using rowan::detail::creation_order;
using rowan::detail::facts;
using rowan::detail::facts_of_column;
using rowan::detail::foreign_keys_between;
using rowan::detail::foreign_keys_of;
using rowan::detail::has_key;

constexpr auto& plain = facts<Plain>;
static_assert(plain.name == "Plain" && !plain.is_named && !plain.is_strict && plain.columns.size() == 3);
static_assert(plain.columns[0].name == "name" && plain.columns[1].name == "id" && plain.columns[2].name == "year");
static_assert(plain.key_size == 1 && plain.key[0] == 1 && plain.has_generated_key && plain.is_generated_key(1));
static_assert(plain.columns[2].is_nullable && !plain.columns[0].is_nullable && !plain.columns[1].is_nullable);
static_assert(plain.is_inserted(0) && !plain.is_inserted(1) && plain.is_inserted(2));
static_assert(plain.is_updated(0) && !plain.is_updated(1) && plain.is_updated(2));

static_assert(has_key<TextKey> && !facts<TextKey>.has_generated_key && facts<TextKey>.is_inserted(0));
static_assert(!has_key<NoKey> && facts<NoKey>.is_updated(0));
static_assert(has_key<NaturalId> && !facts<NaturalId>.has_generated_key);
// A key that is said takes the place of the field `id`.
static_assert(facts<Single>.key_size == 1 && facts<Single>.key[0] == 0 && !facts<Single>.columns[1].is_key &&
              facts<Single>.has_generated_key);

constexpr auto& full = facts<Full>;
static_assert(full.is_named && full.name == "full" && full.is_strict);
static_assert(full.key_size == 2 && full.key[0] == 1 && full.key[1] == 0 && !full.has_generated_key);
static_assert(full.is_key_of(std::array<std::size_t, 2>{0, 1}) && full.is_key_of(std::array<std::size_t, 2>{1, 0}) &&
              !full.is_key_of(std::array<std::size_t, 1>{0}) && !full.is_key_of(std::array<std::size_t, 2>{0, 2}));
static_assert(facts_of_column<&Full::colour>.stored_as == encoding::integer &&
              facts_of_column<&Full::at>.stored_as == encoding::integer &&
              facts_of_column<&Full::text>.stored_as == encoding::standard);
static_assert(facts_of_column<&Full::text>.name == "Text" && facts_of_column<&Full::text>.is_named &&
              facts_of_column<&Full::text>.has_default && !facts_of_column<&Full::a>.has_default);
static_assert(facts_of_column<&Full::sum>.is_computed && !full.is_inserted(5) && !full.is_updated(5));
static_assert(full.is_inserted(0) && full.is_inserted(1) && !full.is_updated(0) && !full.is_updated(1));

template <class List>
inline constexpr std::size_t size = List::size;
static_assert(size<foreign_keys_of<A>> == 0 && size<foreign_keys_of<B>> == 2 && size<foreign_keys_of<C>> == 2);
static_assert(size<foreign_keys_between<C, A>> == 1 && size<foreign_keys_between<A, C>> == 0 &&
              size<foreign_keys_between<B, B>> == 1);

template <std::size_t... Index, class Tables>
constexpr bool is_created_as(Tables tables) {
    return creation_order(Tables{}) == std::array<std::size_t, sizeof...(Index)>{Index...} &&
           (static_cast<void>(tables), true);
}
static_assert(is_created_as<0>(rowan::tables<A>{}));
static_assert(is_created_as<0, 1, 2>(rowan::tables<A, B, C>{}));
static_assert(is_created_as<2, 1, 0>(rowan::tables<C, B, A>{}));
static_assert(is_created_as<1, 2, 0>(rowan::tables<C, A, B>{}));
// A table that refers to itself waits for nothing; a cycle begins at the first one listed.
static_assert(is_created_as<1, 0>(rowan::tables<B, A>{}));
static_assert(is_created_as<0, 1>(rowan::tables<D, E>{}) && is_created_as<0, 1>(rowan::tables<E, D>{}));
static_assert(is_created_as<3, 0, 1, 2>(rowan::tables<B, D, E, A>{}));
// A table of another database is waited for by none.
static_assert(is_created_as<0>(rowan::tables<B>{}));
static_assert(creation_order(rowan::tables<>{}).empty());

static_assert(rowan::detail::table_check<Full>::checked && rowan::detail::table_check<C>::checked);
using unsound_key = foreign_keys_of<Unsound>;
template <class... Keys>
constexpr bool refers(rowan::detail::type_list<Keys...>) {
    return (rowan::detail::refers_to_key<Keys>() && ...);
}
static_assert(!refers(unsound_key{}) && refers(foreign_keys_of<C>{}) && refers(foreign_keys_of<B>{}));

TEST_SUITE("schema") {
    TEST_CASE("tables are created before those that refer to them") {
        CHECK(creation_order(rowan::tables<C, B, A>{}) == std::array<std::size_t, 3>{2, 1, 0});
        CHECK(creation_order(rowan::tables<E, C, D, B, A>{}) == std::array<std::size_t, 5>{4, 3, 1, 0, 2});
    }
}

} // namespace facts_test
