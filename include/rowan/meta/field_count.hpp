#pragma once

#include <cstddef>
#include <type_traits>
#include <utility>

// How many fields an aggregate has: of as many `{}` can it be made. Boost.PFR asks with things that convert to everything, which
// takes Clang 70 ms for a table of ten columns.
namespace rowan::detail {

/// Whether an aggregate can be made of `Count` pairs of braces and of what follows them.
template <class Type, std::size_t Count, class... More>
inline constexpr bool is_made_of = false;

#define ROWAN_MADE_OF(Count, ...)                                                                                      \
    template <class Type, class... More>                                                                               \
    inline constexpr bool is_made_of<Type, Count, More...> = requires { Type{__VA_ARGS__ More{}...}; };
#define ROWAN_1 {},
#define ROWAN_2 {}, {},
#define ROWAN_3 {}, {}, {},
#define ROWAN_4 {}, {}, {}, {},
#define ROWAN_5 {}, {}, {}, {}, {},
#define ROWAN_6 {}, {}, {}, {}, {}, {},
#define ROWAN_7 {}, {}, {}, {}, {}, {}, {},
#define ROWAN_8 {}, {}, {}, {}, {}, {}, {}, {},
#define ROWAN_9 {}, {}, {}, {}, {}, {}, {}, {}, {},
#define ROWAN_10 ROWAN_9{},
#define ROWAN_20 ROWAN_10 ROWAN_10
#define ROWAN_30 ROWAN_20 ROWAN_10
#define ROWAN_40 ROWAN_20 ROWAN_20
#define ROWAN_50 ROWAN_40 ROWAN_10
#define ROWAN_60 ROWAN_40 ROWAN_20
#define ROWAN_70 ROWAN_60 ROWAN_10
#define ROWAN_80 ROWAN_40 ROWAN_40
#define ROWAN_90 ROWAN_80 ROWAN_10
#define ROWAN_100 ROWAN_80 ROWAN_20
#define ROWAN_DECADE(Tens, Braces)                                                                                     \
    ROWAN_MADE_OF(Tens##1, Braces ROWAN_1)                                                                             \
    ROWAN_MADE_OF(Tens##2, Braces ROWAN_2)                                                                             \
    ROWAN_MADE_OF(Tens##3, Braces ROWAN_3)                                                                             \
    ROWAN_MADE_OF(Tens##4, Braces ROWAN_4)                                                                             \
    ROWAN_MADE_OF(Tens##5, Braces ROWAN_5)                                                                             \
    ROWAN_MADE_OF(Tens##6, Braces ROWAN_6)                                                                             \
    ROWAN_MADE_OF(Tens##7, Braces ROWAN_7)                                                                             \
    ROWAN_MADE_OF(Tens##8, Braces ROWAN_8)                                                                             \
    ROWAN_MADE_OF(Tens##9, Braces ROWAN_9)
ROWAN_MADE_OF(0, )
ROWAN_DECADE(, )
ROWAN_MADE_OF(10, ROWAN_10)
ROWAN_DECADE(1, ROWAN_10)
ROWAN_MADE_OF(20, ROWAN_20)
ROWAN_DECADE(2, ROWAN_20)
ROWAN_MADE_OF(30, ROWAN_30)
ROWAN_DECADE(3, ROWAN_30)
ROWAN_MADE_OF(40, ROWAN_40)
ROWAN_DECADE(4, ROWAN_40)
ROWAN_MADE_OF(50, ROWAN_50)
ROWAN_DECADE(5, ROWAN_50)
ROWAN_MADE_OF(60, ROWAN_60)
ROWAN_DECADE(6, ROWAN_60)
ROWAN_MADE_OF(70, ROWAN_70)
ROWAN_DECADE(7, ROWAN_70)
ROWAN_MADE_OF(80, ROWAN_80)
ROWAN_DECADE(8, ROWAN_80)
ROWAN_MADE_OF(90, ROWAN_90)
ROWAN_DECADE(9, ROWAN_90)
ROWAN_MADE_OF(100, ROWAN_100)
#undef ROWAN_MADE_OF
#undef ROWAN_DECADE
#undef ROWAN_1
#undef ROWAN_2
#undef ROWAN_3
#undef ROWAN_4
#undef ROWAN_5
#undef ROWAN_6
#undef ROWAN_7
#undef ROWAN_8
#undef ROWAN_9
#undef ROWAN_10
#undef ROWAN_20
#undef ROWAN_30
#undef ROWAN_40
#undef ROWAN_50
#undef ROWAN_60
#undef ROWAN_70
#undef ROWAN_80
#undef ROWAN_90
#undef ROWAN_100

/// The greatest number of braces from `Least` to `Most` that an aggregate can be made of, as it can be of fewer.
template <class Type, std::size_t Least, std::size_t Most>
consteval std::size_t count_braces() {
    constexpr std::size_t middle = (Least + Most + 1) / 2;
    if constexpr (Least == Most) return Least;
    else if constexpr (is_made_of<Type, middle>) return count_braces<Type, middle, Most>();
    else return count_braces<Type, Least, middle - 1>();
}

} // namespace rowan::detail
