#pragma once

#include "rowan/event/events.hpp"
#include "rowan/meta/names.hpp"
#include "rowan/schema/error.hpp"

#include <string>
#include <string_view>
#include <type_traits>

namespace rowan {

/// Handlers that are given the connection have called each other more deeply than the database allows: 32 times, or as often as its
/// description says, `static constexpr int handler_depth = 8;`.
class [[gnu::visibility("default")]] handlers_too_deep : public error {
    using error::error;
};

namespace detail {

inline constexpr int standard_handler_depth = 32;

template <class Database>
consteval int most_handlers() {
    if constexpr (requires { Database::handler_depth; }) return Database::handler_depth;
    else return standard_handler_depth;
}

template <class Event>
std::string event_text() {
    using Table = typename table_of_event<Event>::type;
    std::string text(type_name<Event>);
    if constexpr (!std::is_void_v<Table>) text += "<" + std::string(type_name<Table>) + ">";
    return text;
}
[[gnu::cold]] [[gnu::noinline]] inline handlers_too_deep too_deep(int depth, const std::string& event) {
    return handlers_too_deep("handlers have called each other " + std::to_string(depth) +
                             " deep, and the next would be of " + event +
                             ": what a handler does raises the event that it is called for. Let it do so under "
                             "a condition, or by a statement with .without_hooks(), or allow more by "
                             "`static constexpr int handler_depth` in the description of the database");
}

/// A handler that runs, and may run statements.
template <class Core>
class running_handler {
public:
    explicit running_handler(Core& core) : core_(core) { ++core_.handlers_running; }
    running_handler(const running_handler&) = delete;
    running_handler& operator=(const running_handler&) = delete;
    ~running_handler() { --core_.handlers_running; }

private:
    Core& core_;
};
/// Whether there may be one handler more. What has happened cannot become an error: there it is kept, and the handler is not called.
template <class Event, class Core>
bool may_call_another(Core& core) noexcept(is_final<Event>) {
    constexpr int most = most_handlers<typename Core::database>();
    if (core.handlers_running < most) [[likely]]
        return true;
    if constexpr (is_final<Event>) core.keep_exception(too_deep(most, event_text<Event>()));
    else throw too_deep(most, event_text<Event>());
    return false;
}

} // namespace detail
} // namespace rowan
