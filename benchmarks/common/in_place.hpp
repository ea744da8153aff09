#pragma once

namespace bench {

/// Converts to what `make` returns: `emplace_back(in_place_of{make})` builds the element where it will be, unmoved.
template <class Make>
struct in_place_of {
    Make make;
    operator decltype(make())() const { return make(); }
};
template <class Make>
in_place_of(Make) -> in_place_of<Make>;

} // namespace bench
