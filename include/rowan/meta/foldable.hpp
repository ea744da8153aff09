#pragma once

#include <boost/hana/fwd/type.hpp>
#include <boost/hana/fwd/unpack.hpp>

namespace rowan::detail {

/// The tag, for Boost.Hana, of the lists of types that a program writes: each is a Foldable of `boost::hana::type`.
struct foldable_tag {};

} // namespace rowan::detail

template <>
struct boost::hana::unpack_impl<rowan::detail::foldable_tag> {
    template <template <class...> class List, class... Types, class Function>
    static constexpr decltype(auto) apply(const List<Types...>&, Function&& function) {
        return static_cast<Function&&>(function)(boost::hana::type_c<Types>...);
    }
};
