#include "rowan/meta/names.hpp"

struct Pair {
    int a;
    int b;
};

static_assert(rowan::detail::field_names<Pair>[0] == "first of pfr");
static_assert(rowan::detail::field_names<Pair>[1] == "second of pfr");

int main() {}
