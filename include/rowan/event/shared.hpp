#pragma once

#include "rowan/meta/type_list.hpp"

#include <concepts>
#include <functional>
#include <memory>
#include <utility>

namespace rowan {

/// A listener that connections share: `using listeners = rowan::listeners<shared<metrics>>;`. All connections of a pool have one object,
/// `pool.listener<metrics>()`. It is given to a connection or a pool as `std::ref(metrics)`, which must live longer, as a
/// `std::shared_ptr<metrics>`, or as a `shared<metrics>`, of which copies mean one object. Threads call its handlers at the same
/// time: what the handlers change must be safe for that.
template <class Listener>
class shared {
public:
    shared()
        requires std::default_initializable<Listener>
        : listener_(std::make_shared<Listener>()) {}
    // NOLINTBEGIN(google-explicit-constructor)
    shared(Listener made) : listener_(std::make_shared<Listener>(std::move(made))) {}
    shared(std::shared_ptr<Listener> given) : listener_(std::move(given)) {}
    shared(std::reference_wrapper<Listener> given) : listener_(std::shared_ptr<void>(), &given.get()) {}
    // NOLINTEND(google-explicit-constructor)

    [[nodiscard]] Listener& operator*() const noexcept { return *listener_; }
    Listener* operator->() const noexcept { return listener_.get(); }

private:
    std::shared_ptr<Listener> listener_;
};

namespace detail {

/// What hears, of a listener as it is listed, and what may be given for it.
template <class Listed>
struct listed {
    using listener = Listed;
    using givable = type_list<Listed>;
    using shared = type_list<>;
};
template <class Listener>
struct listed<rowan::shared<Listener>> {
    using listener = Listener;
    using givable =
        type_list<rowan::shared<Listener>, Listener, std::reference_wrapper<Listener>, std::shared_ptr<Listener>>;
    using shared = type_list<rowan::shared<Listener>>;
};

template <class Handler>
constexpr Handler& handler_in(Handler& stored) {
    return stored;
}
template <class Handler>
constexpr Handler& handler_in(rowan::shared<Handler>& stored) {
    return *stored;
}
template <class Handler>
constexpr const Handler& handler_in(const rowan::shared<Handler>& stored) {
    return *stored;
}

} // namespace detail
} // namespace rowan
