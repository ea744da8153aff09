#pragma once

#include "rowan/driver/capability.hpp"
#include "rowan/driver/concept.hpp"
#include "rowan/driver/error.hpp"
#include "rowan/engine/core.hpp"
#include "rowan/engine/pool/connection_set.hpp"
#include "rowan/engine/pool/first_connection.hpp"
#include "rowan/engine/pool/pool_clock.hpp"
#include "rowan/engine/pool/pool_options.hpp"
#include "rowan/engine/pool/pool_replica.hpp"
#include "rowan/engine/pool/pooled.hpp"
#include "rowan/event/dispatch.hpp"
#include "rowan/event/events.hpp"
#include "rowan/event/extensions.hpp"
#include "rowan/event/shared.hpp"
#include "rowan/facade/connection.hpp"
#include "rowan/facade/lent.hpp"
#include "rowan/facade/words.hpp"
#include "rowan/meta/mistake.hpp"
#include "rowan/meta/pack.hpp"
#include "rowan/meta/type_list.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace rowan {

template <class Database>
class pool;

/// The words of a pool, all on its primary, for what a replica may not show yet: `pool.primary()(query)`.
template <class Database>
class pool_primary : public detail::words<pool_primary<Database>, Database> {
public:
    using database = Database;

    // For the pool.
    explicit pool_primary(pool<Database>& owner) : pool_(&owner) {}

private:
    friend struct detail::facade_access;

    template <detail::access Wanted, class Function, class... Arguments>
    decltype(auto) perform(const Function& function, Arguments&&... arguments) {
        constexpr auto primary = Wanted == detail::access::read ? detail::access::read_on_primary : Wanted;
        return detail::perform<primary>(*pool_, function, std::forward<Arguments>(arguments)...);
    }

    pool<Database>* pool_;
};

/// Connections that many threads share: each is lent to one user at a time. Who finds none waits, in the order of coming.
/// A query that locks nothing goes to a replica where there is one; everything else goes to the primary. Of a database with one
/// writer, such as SQLite, the pool has one connection that writes, and others that read.
template <class Database>
class pool : public detail::words<pool<Database>, Database> {
    using set = detail::connection_set<Database>;
    using driver = typename Database::driver;
    using positions = detail::pool_positions<Database>;
    using listening = detail::listener_storage<Database>;
    using shared_types = typename listening::shared_types;
    using shared_pack = typename detail::pack_of<shared_types>::type;

public:
    using database = Database;
    using connection_type = connection<Database>;

    /// Opens the minimum of connections. What can be chosen for each, and listeners of the database that have a state, are given
    /// as to a connection; each connection has a copy, unless the listener is `shared`.
    template <class... Listeners>
    explicit pool(const std::string& name, const pool_options& chosen = {},
                  const typename driver::options& connecting = {}, const Listeners&... listeners)
        : shared_(detail::listeners_from(std::type_identity<shared_pack>{}, detail::make_pack(listeners...))) {
        static_assert(detail::given_check<shared_types, Listeners...>::checked);
        static_assert(detail::table_names_check<Database>::checked); // said here, it has a short way
        check_replicas(chosen);
        const auto reading = options_for_reading(connecting);
        auto primary = chosen;
        if constexpr (one_writer_driver<driver>)
            primary.minimum = primary.maximum = std::min<std::size_t>(chosen.maximum, 1);
        if ((chosen.read_your_writes || chosen.max_replay_lag) && !chosen.replicas.empty())
            positions_ = std::make_shared<positions>(chosen.read_your_writes, chosen.max_replay_lag);
        primary_ = std::make_shared<set>(primary, opener<one_writer_driver<driver>>(name, connecting, listeners...));

        if constexpr (one_writer_driver<driver>)
            if (chosen.maximum > 1) {
                // These read the same database, which shows every write at once.
                auto readers = chosen;
                readers.maximum = chosen.maximum - 1;
                readers.minimum = std::max<std::size_t>(chosen.minimum, 1) - 1;
                add_replica(readers, nullptr, opener<false>(name, reading, listeners...));
            }
        auto replica = chosen;
        // One that is down keeps no program from starting.
        replica.minimum = 0;
        for (const std::string& each : chosen.replicas)
            add_replica(replica, positions_, opener<false>(each, within(reading, chosen.answer_timeout), listeners...));
    }
    pool(const pool&) = delete;
    pool& operator=(const pool&) = delete;
    /// Closes the connections that are idle; those in use are closed when they come back.
    ~pool() {
        primary_->end();
        for (auto& each : replicas_) each->connections().end();
    }

    /// A connection to the primary, until the end of the scope. Throws `pool_exhausted` if all are in use for too long.
    pooled<Database> acquire() { return pooled<Database>(primary_, positions_); }
    /// A connection to read by: to a replica, or where none will do, to the primary.
    pooled<Database> acquire_reader() {
        look_at_primary();
        for (std::size_t i = 0, first = turn(); i < replicas_.size(); ++i)
            if (auto reader = replicas_[(first + i) % replicas_.size()]->lend()) {
                ++replica_reads_;
                return std::move(*reader);
            }
        count_fallback();
        return acquire();
    }
    /// Calls `function` with a connection to the primary and returns what it returns.
    template <class Function>
    auto with(Function&& function) {
        static_assert(detail::result_of_lent_connection<result_of<Function>>::checked);
        auto db = acquire();
        return function(*db);
    }
    /// Calls `function` with a connection to the primary, in a transaction, as `connection::transact` does.
    template <class Function>
    auto transact(const transaction_options& chosen, Function&& function) {
        static_assert(detail::result_of_lent_connection<result_of<Function>>::checked);
        auto db = acquire();
        return db->transact(chosen, function);
    }
    template <class Function>
    auto transact(Function&& function) {
        return transact(transaction_options{}, std::forward<Function>(function));
    }
    /// A listener that the connections share.
    template <class Listener>
    [[nodiscard]] decltype(auto) listener() {
        constexpr std::size_t position = detail::position_in<rowan::shared<Listener>>(shared_types{});
        static_assert(detail::pool_listener_check<Listener, typename listening::types, shared_types>::checked);
        if constexpr (position < shared_types::size) return *detail::element<position>(shared_);
        else return detail::after_mistake<Listener&>();
    }
    /// The same words, of which none runs on a replica.
    [[nodiscard]] pool_primary<Database> primary() { return pool_primary<Database>(*this); }

    /// Closes connections whose time is over and opens those that miss to the minimum. A pool does the first by itself when one is
    /// given back; a program with quiet times may call this now and then.
    void maintain() {
        for (const auto& each : replicas_) each->connections().maintain();
        primary_->maintain();
    }
    [[nodiscard]] pool_statistics statistics() const {
        pool_statistics sum;
        primary_->add_to(sum);
        for (const auto& each : replicas_) each->connections().add_to(sum);
        sum.replica_reads = replica_reads_;
        sum.fallbacks = fallbacks_;
        return sum;
    }

private:
    friend struct detail::facade_access;

    template <detail::access Wanted, class Function, class... Arguments>
    decltype(auto) perform(const Function& function, Arguments&&... arguments) {
        if constexpr (requires { typename Function::keeps_core; }) {
            using Rows = decltype(function(std::declval<detail::core<Database>&>(), std::declval<Arguments>()...));
            return detail::lent_rows<Database, Rows>(lend<Wanted>(), function, std::forward<Arguments>(arguments)...);
        } else if constexpr (Wanted == detail::access::write) {
            auto db = acquire();
            return detail::at_once(function)(detail::core_of(*db), std::forward<Arguments>(arguments)...);
        } else {
            // It may be tried on a replica, and then on the primary.
            return read<Wanted>(
                [&](auto& db) { return detail::at_once(function)(detail::core_of(db), std::as_const(arguments)...); });
        }
    }
    template <detail::access Wanted>
    pooled<Database> lend() {
        if constexpr (Wanted == detail::access::read) return acquire_reader();
        else return pooled<Database>(primary_, positions_, Wanted == detail::access::write);
    }
    template <detail::access Wanted, class Function>
    auto read(const Function& function) {
        if constexpr (Wanted == detail::access::read) {
            look_at_primary();
            for (std::size_t i = 0, first = turn(); i < replicas_.size(); ++i)
                if (auto result = replicas_[(first + i) % replicas_.size()]->read(function)) {
                    ++replica_reads_;
                    return std::move(*result);
                }
            count_fallback();
        }
        auto db = lend<detail::access::read_on_primary>();
        return function(*db);
    }

    template <class Function>
    using result_of = typename std::conditional_t<std::is_invocable_v<Function&, connection_type&>,
                                                  std::invoke_result<Function&, connection_type&>,
                                                  std::invoke_result<Function&>>::type;

    static void check_replicas(const pool_options& chosen) {
        using handle = typename driver::connection;
        if (chosen.replicas.empty()) return;
        if constexpr (!(offers_capability<handle, capability::write_position> &&
                        offers_capability<handle, capability::replay_position>)) {
            const std::string reason = "this driver does not say what a replica has replayed: ";
            if (chosen.max_replay_lag) throw error(reason + "max_replay_lag cannot be kept");
            if (chosen.read_your_writes) throw error(reason + "read_your_writes cannot be kept");
        }
    }
    static typename driver::options options_for_reading(const typename driver::options& connecting) {
        if constexpr (reading_driver<driver>) return driver::reading(connecting);
        else return connecting;
    }
    static typename driver::options within(const typename driver::options& connecting,
                                           std::chrono::milliseconds limit) {
        if constexpr (limits_opening<driver>) return driver::opening_within(connecting, limit);
        else return connecting;
    }
    template <bool IsShared, class... Listeners>
    auto opener(const std::string& name, const typename driver::options& connecting,
                const Listeners&... listeners) const {
        return shared_.apply([&](const auto&... shared) {
            return [=, first = first_] {
                auto made = std::make_unique<detail::pool_entry<Database>>(name, connecting, shared..., listeners...);
                if constexpr (IsShared) detail::core_of(made->db).handle.share();
                if constexpr (detail::heard<first_connect, detail::core<Database>>)
                    first->tell(detail::core_of(made->db));
                return made;
            };
        });
    }
    template <class Open>
    void add_replica(const pool_options& options, const std::shared_ptr<positions>& primary, Open open) {
        replicas_.push_back(std::make_unique<detail::pool_replica<Database>>(
            std::make_shared<set>(options, std::move(open)), options, primary));
    }
    /// Asks the primary where it is, if it is time to know. If all connections to it are in use, the next that is given back is
    /// asked.
    void look_at_primary() {
        if (positions_ && positions_->claim() && !primary_->ask_by_idle(*positions_)) positions_->miss();
    }
    /// Which replica is the first to be asked.
    [[nodiscard]] std::size_t turn() noexcept { return turns_.fetch_add(1, std::memory_order_relaxed); }
    void count_fallback() noexcept {
        if (!replicas_.empty()) ++fallbacks_;
    }

    shared_pack shared_;
    std::shared_ptr<detail::first_connection<Database>> first_ = std::make_shared<detail::first_connection<Database>>();
    std::shared_ptr<positions> positions_;
    std::shared_ptr<set> primary_;
    std::vector<std::unique_ptr<detail::pool_replica<Database>>> replicas_;
    std::atomic<std::size_t> turns_{0};
    std::atomic<std::uint64_t> replica_reads_{0}, fallbacks_{0};
};

} // namespace rowan
