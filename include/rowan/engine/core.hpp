#pragma once

#include "rowan/driver/capability.hpp"
#include "rowan/driver/error.hpp"
#include "rowan/engine/run/statement_cache.hpp"
#include "rowan/engine/transaction/transaction_state.hpp"
#include "rowan/event/dispatch.hpp"
#include "rowan/event/events.hpp"
#include "rowan/event/extensions.hpp"
#include "rowan/meta/pack.hpp"
#include "rowan/meta/version.hpp"
#include "rowan/sql/text.hpp"

#include <cstdint>
#include <exception>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace rowan {

template <class Database>
class connection;

namespace detail {

/// What the engine works on: the database's connection, its prepared statements, the listeners, and what is open. It has no words of
/// a user's: those are the facade's, which handlers are given.
template <class Database>
struct core {
    using database = Database;
    using facade_type = connection<Database>;
    using driver = typename Database::driver;
    using dialect = typename driver::dialect;
    using naming = typename text_target<Database>::naming;
    using handle_type = typename driver::connection;
    using statement_type = typename driver::statement;
    using listener_types = typename listener_storage<Database>::types;
    using listener_pack = typename listener_storage<Database>::type;

    /// Of rowan, by which it was made. First: another version may have what follows in other places.
    const int version = ROWAN_VERSION;
    facade_type& facade;
    listener_pack listeners;
    handle_type handle;
    statement_cache<statement_type> statements;
    transaction_state<core> transaction;
    /// Room for the keys of rows that are inserted together.
    std::vector<std::int64_t> key_room;
    /// Room for the text of a statement of which handlers hear when it is done.
    std::string text_room;
    /// Advisory locks that could not be unlocked in a transaction that had failed.
    std::vector<std::int64_t> locks_left;
    /// How many texts `execute` has run: what they did, nobody here knows.
    std::uint64_t texts_run = 0;
    /// How many handlers run within each other that are given the connection.
    int handlers_running = 0;
    /// A handler of execute_error has said so.
    bool is_declared_lost = false;

    template <class... Given>
    core(facade_type& words, std::string name, typename driver::options chosen, pack<Given...> given)
        : facade(words), listeners(listeners_from(std::type_identity<listener_pack>{}, std::move(given))),
          handle(opened(*this, name, chosen)) {
        try {
            raise(*this, after_connect{name});
        } catch (...) {
            statements.clear();
            throw;
        }
    }
    core(const core&) = delete;
    core& operator=(const core&) = delete;
    ~core() {
        raise(*this, before_close{});
        statements.clear();
        { const handle_type closed(std::move(handle)); }
        raise(*this, after_close{});
    }

    /// Keeps an exception that has nowhere to go, for `reported_exceptions`.
    template <class Exception>
    void keep_exception(const Exception& failure) noexcept {
        transaction.actions.report(std::make_exception_ptr(failure));
    }
    template <class Statement>
    static constexpr std::string_view text() {
        return text_of<Statement, dialect, naming>;
    }

private:
    static handle_type opened(core& self, std::string& name, typename driver::options& chosen) {
        raise(self, before_open<driver>{name, chosen});
        raise(self, before_connect{name});
        try {
            return handle_type(name, chosen);
        } catch (const error& failure) {
            raise(self, connect_error{name, failure});
            throw;
        }
    }
};

// Hidden: a library asks with the version with which it was compiled, and no other's.
[[noreturn]] [[gnu::cold]] [[gnu::noinline]] [[gnu::visibility("hidden")]] inline void throw_version(int version) {
    const auto text = [](int number) {
        return std::to_string(number / 1000000) + "." + std::to_string(number / 1000 % 1000) + "." +
               std::to_string(number % 1000);
    };
    throw error("this connection is one of rowan " + text(version) + ", and a library that was compiled with rowan " +
                text(ROWAN_VERSION) + " uses it: compile all parts of the program with one version");
}
/// A core that was made by the version of rowan with which what uses it is compiled; throws if it was not.
template <class Core>
[[nodiscard]] [[gnu::visibility("hidden")]] Core& of_this_version(Core& core) {
    if (core.version != ROWAN_VERSION) [[unlikely]]
        throw_version(core.version);
    return core;
}

/// Whether the connection is known to be lost; it costs nothing to ask.
template <class Database>
[[nodiscard]] bool is_broken(const core<Database>& core) noexcept {
    if constexpr (heard<execute_error, detail::core<Database>>)
        if (core.is_declared_lost) return true;
    if constexpr (offers_capability<typename Database::driver::connection, capability::loss>)
        return core.handle.is_broken();
    else return false;
}

/// Where a word of a facade may run: on any server that shows what was committed, on the primary, or there in order to write.
enum class access : unsigned char { read, read_on_primary, write };

/// The way from a facade to what is behind it. Programs have none.
struct facade_access {
    template <class Database>
    [[nodiscard]] static core<Database>& core_of(connection<Database>& facade) {
        return of_this_version(facade.core_);
    }
    template <class Database>
    [[nodiscard]] static const core<Database>& core_of(const connection<Database>& facade) {
        return of_this_version(facade.core_);
    }
    template <access Wanted, class Facade, class Function, class... Arguments>
    static decltype(auto) perform(Facade& facade, const Function& function, Arguments&&... arguments) {
        return facade.template perform<Wanted>(function, std::forward<Arguments>(arguments)...);
    }
};

/// Does what a word of a facade stands for: calls `function` with a core of the facade's and the arguments.
template <access Wanted, class Facade, class Function, class... Arguments>
decltype(auto) perform(Facade& facade, const Function& function, Arguments&&... arguments) {
    return facade_access::perform<Wanted>(facade, function, std::forward<Arguments>(arguments)...);
}

/// The core of a plain connection.
template <class Connection>
using core_behind = core<typename Connection::database>;
template <class Database>
[[nodiscard]] core<Database>& core_of(connection<Database>& facade) {
    return facade_access::core_of(facade);
}
template <class Database>
[[nodiscard]] const core<Database>& core_of(const connection<Database>& facade) {
    return facade_access::core_of(facade);
}

} // namespace detail
} // namespace rowan
