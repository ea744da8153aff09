#pragma once

// What rowan cannot do without, said before anything else. A compiler goes on behind an #error, and stops at an #include of what is
// not there.
#if defined(__clang__) && !defined(__apple_build_version__) && __clang_major__ < 19
#error "rowan needs Clang 19 or later; this one is older"
#include <a_newer_compiler_for_rowan>
#elif defined(__GNUC__) && !defined(__clang__) && __GNUC__ < 12
#error "rowan needs GCC 12 or later; this one is older"
#include <a_newer_compiler_for_rowan>
#elif !defined(_MSC_VER) && __cplusplus < 202002L
#error "rowan needs C++20; compile with -std=c++20"
#include <std_cplusplus_20_for_rowan>
#elif !defined(_MSC_VER) && !defined(__cpp_exceptions)
#error "rowan needs exceptions; compile without -fno-exceptions"
#include <exceptions_for_rowan>
#endif
