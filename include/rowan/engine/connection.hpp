#pragma once

#include "rowan/driver/concept.hpp"
#include "rowan/driver/error.hpp"
#include "rowan/engine/connection_state.hpp"
#include "rowan/engine/read/query_operations.hpp"
#include "rowan/engine/run/statement_cache.hpp"
#include "rowan/engine/schema.hpp"
#include "rowan/engine/transaction/advisory_lock.hpp"
#include "rowan/engine/transaction/transaction_control.hpp"
#include "rowan/engine/transaction/two_phase.hpp"
#include "rowan/engine/write/persistence.hpp"
#include "rowan/engine/write/pipeline.hpp"
#include "rowan/event/check.hpp"
#include "rowan/event/dispatch.hpp"
#include "rowan/event/extensions.hpp"
#include "rowan/event/handler_checks.hpp"
#include "rowan/event/script.hpp"
#include "rowan/meta/mistake.hpp"

#include <chrono>
#include <cstdint>
#include <exception>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace rowan {

namespace detail {

template <class Part, capability Offered>
struct members_of {
    static_assert(always_false<Part>,
                  "rowan E119: the driver says that it offers this capability, and does not have its members: "
                  "rowan/driver/capability.hpp has them");
    static constexpr bool checked = true;
};
template <class Driver>
struct driver_concept {
    static_assert(always_false<Driver>,
                  "rowan E119: the driver of this database does not meet the concept rowan::driver; "
                  "static_assert(rowan::driver<…>) says why");
    static constexpr bool checked = true;
};
template <class Driver>
consteval auto find_driver_mistake() {
    using Connection = typename Driver::connection;
    using Statement = typename Driver::statement;
    if constexpr (lacking<Connection> != capability::none)
        return std::type_identity<members_of<Connection, lacking<Connection>>>{};
    else if constexpr (lacking<Statement> != capability::none)
        return std::type_identity<members_of<Statement, lacking<Statement>>>{};
    else if constexpr (!rowan::driver<Driver> || !gives_keys<Connection, typename Driver::dialect>)
        return std::type_identity<driver_concept<Driver>>{};
    else return std::type_identity<no_mistake>{};
}

} // namespace detail

/// A connection to the database that `Database` describes. It is used by one thread at a time, and does not move.
template <class Database>
class connection : public detail::persistence<connection<Database>>,
                   public detail::query_operations<connection<Database>>,
                   public detail::schema_operations<connection<Database>>,
                   public detail::transaction_control<connection<Database>>,
                   public detail::pipeline_operations<connection<Database>>,
                   public detail::two_phase_operations<connection<Database>>,
                   public detail::advisory_locks<connection<Database>>,
                   public detail::connection_state<connection<Database>>,
                   public detail::extension_words<connection<Database>, detail::extensions_of<Database>> {
public:
    using database = Database;
    using driver = typename Database::driver;
    using dialect = typename driver::dialect;
    using naming = typename detail::text_target<Database>::naming;
    using options = typename driver::options;
    using statement_type = typename driver::statement;
    using listener_types = typename detail::listener_storage<Database>::types;
    using listener_pack = typename detail::listener_storage<Database>::type;
    static_assert(decltype(detail::find_driver_mistake<driver>())::type::checked);

    /// Opens the database. Listeners may be given where they have a state of their own; the others are made by default.
    template <class... Listeners>
    explicit connection(const std::string& name, const options& chosen = {}, Listeners... given)
        : listeners_(
              detail::listeners_from(std::type_identity<listener_pack>{}, detail::make_pack(std::move(given)...))),
          handle_(opened(name, chosen)) {
        static_assert((detail::given_listener<Listeners, listener_types>::checked && ...));
        static_assert(detail::given_check<listener_types, Listeners...>::checked);
        static_assert(detail::listeners_check<connection, listener_types>::checked);
        static_assert(detail::hooks_check<connection, detail::list_of_tables<typename Database::tables>>::checked);
        static_assert(detail::handlers_check<connection, listener_types,
                                             detail::list_of_tables<typename Database::tables>>::checked);
        static_assert(sizeof(typename Database::tables) > 0); // they say if one is listed twice
        static_assert(detail::tables_check<typename Database::tables>::checked);
        static_assert(detail::table_names_check<Database>::checked);
        try {
            detail::raise(*this, after_connect{name});
        } catch (...) {
            cache_.clear();
            throw;
        }
    }
    connection(const connection&) = delete;
    connection& operator=(const connection&) = delete;
    ~connection() {
        detail::raise(*this, before_close{});
        cache_.clear();
        { const typename driver::connection closed(std::move(handle_)); }
        detail::raise(*this, after_close{});
    }

    /// Runs SQL that rowan does not write, statements separated by `;`, without values.
    void execute(std::string_view sql) {
        this->check_transaction();
        ++texts_;
        detail::raise(*this, before_execute{sql});
        constexpr bool is_told = detail::heard<after_execute, connection>;
        [[maybe_unused]] std::int64_t before = 0;
        if constexpr (is_told) before = detail::total_changes_of(handle_);
        [[maybe_unused]] const auto begin = std::chrono::steady_clock::now();
        try {
            run_script(sql);
        } catch (const error& failure) {
            detail::raise(*this, execute_error{sql, failure});
            throw;
        }
        if constexpr (is_told)
            detail::raise(*this, after_execute{sql, std::chrono::steady_clock::now() - begin,
                                               detail::changes_since(before, handle_)});
    }

    /// A listener of the database, with its state.
    template <class Listener>
    [[nodiscard]] Listener& listener() {
        constexpr std::size_t position = detail::position_in<Listener>(listener_types{});
        static_assert(detail::given_listener<Listener, listener_types>::checked);
        if constexpr (position < listener_types::size) return detail::element<position>(listeners_);
        else std::terminate(); // not reached, but so there is no second message
    }
    template <class Function>
    void each_listener(Function&& function) {
        listeners_.apply([&](auto&... each) { detail::in_order({(function(each), 0)...}); });
    }

    /// Ends the statement that runs on this connection with `canceled`. It is for another thread to call, while the connection
    /// is open; what has ended by then is not affected. False if the database could not be asked.
    bool cancel() noexcept {
        constexpr bool can_cancel = offers_capability<typename driver::connection, capability::cancellation>;
        static_assert(can_cancel, "rowan E510: the driver of this database cannot cancel statements");
        if constexpr (can_cancel) return handle_.cancel();
        else return false;
    }

    /// The driver's connection, for what rowan does not cover.
    [[nodiscard]] typename driver::connection& handle() { return handle_; }
    [[nodiscard]] const typename driver::connection& handle() const { return handle_; }

    // For the parts of the engine.
    template <class Statement>
    static constexpr std::string_view text() {
        return detail::text_of<Statement, dialect, naming>;
    }
    template <class Statement>
    [[nodiscard]] auto& acquire() {
        this->check_transaction();
        const auto& place = detail::place_of<Statement>();
        auto& table = cache_.table_of(place);
        if (auto* ready = table.find(place.index)) return *ready;
        if constexpr (detail::is_long<Statement>)
            return prepare(table, place.index, detail::text_of_form<dialect, naming>(Statement{}));
        else return prepare(table, place.index, detail::text_of<Statement, dialect, naming>);
    }
    /// As `acquire`, for a statement of which the form depends on the parts that are present.
    template <class Statement>
    [[nodiscard]] auto& acquire_form(const Statement& statement) {
        constexpr std::size_t forms = detail::form_count<Statement>;
        if constexpr (forms == 1) {
            return acquire<Statement>();
        } else {
            this->check_transaction();
            const auto& place = detail::place_of<Statement, forms>();
            const std::size_t slot = place.index + detail::form_of<dialect>(statement);
            auto& table = cache_.table_of(place);
            if (auto* ready = table.find(slot)) return *ready;
            return prepare(table, slot, detail::text_of_form<dialect, naming>(statement));
        }
    }
    void release(detail::prepared<statement_type>& used) noexcept { cache_.release(used); }
    /// How many texts `execute` has run: what they did, nobody here knows.
    [[nodiscard]] std::uint64_t texts_run() const { return texts_; }
    template <class Statement>
    std::int64_t run() {
        return detail::execution<connection>(*this, acquire<Statement>()).run();
    }

private:
    void run_script(std::string_view sql) {
        if constexpr (detail::heard<detail::before_script, connection>) {
            const auto tell = [&](std::string_view statement, bool is_read_only) {
                detail::raise(*this, detail::before_script{statement, is_read_only});
            };
            if constexpr (offers_capability<typename driver::connection, capability::script_steps>)
                return handle_.execute(sql, tell);
            else tell(sql, false);
        }
        handle_.execute(sql);
    }
    auto& prepare(detail::statement_table<statement_type>& table, std::size_t slot, std::string_view text) {
        auto* first = table.first(slot);
        auto& entry = table.add(slot, handle_.prepare(text));
        if constexpr (offers_capability<statement_type, capability::shared_preparation>)
            if (first != nullptr) entry.statement.share(first->statement);
        return entry;
    }
    typename driver::connection opened(const std::string& name, const options& chosen) {
        detail::raise(*this, before_connect{name});
        try {
            return typename driver::connection(name, chosen);
        } catch (const error& failure) {
            detail::raise(*this, connect_error{name, failure});
            throw;
        }
    }

    friend class detail::persistence<connection>;
    friend class detail::transaction_control<connection>;
    friend class detail::bulk_insertion<connection>;
    friend class detail::array_insertion<connection>;
    friend class detail::block_insertion<connection>;
    friend class detail::set_write<connection>;
    friend class detail::pipeline_operations<connection>;

    listener_pack listeners_;
    typename driver::connection handle_;
    detail::statement_cache<statement_type> cache_;
    std::uint64_t texts_ = 0;
};

} // namespace rowan
