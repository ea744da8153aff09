#pragma once

#include "rowan/driver/capability.hpp"
#include "rowan/driver/error.hpp"
#include "rowan/engine/core.hpp"
#include "rowan/engine/read/read_checks.hpp"
#include "rowan/engine/read/result.hpp"
#include "rowan/engine/run/binder.hpp"
#include "rowan/engine/run/lease.hpp"
#include "rowan/engine/transaction/transaction.hpp"
#include "rowan/engine/write/returned.hpp"
#include "rowan/engine/write/set_write.hpp"
#include "rowan/event/dispatch.hpp"
#include "rowan/meta/mistake.hpp"
#include "rowan/query/result_row.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

namespace rowan {

namespace detail {

/// A statement that changes rows, its values and its run.
template <class Core, class Query, class Arguments>
class sent_write {
public:
    sent_write(Core& core, const Query& query, Arguments arguments)
        : core_(core), query_(query), arguments_(std::move(arguments)), running_(core, acquire_variant(core, query_)) {
        bind_write(running_, query_, arguments_);
    }
    [[nodiscard]] lease<Core>& running() { return running_; }
    auto take() {
        if constexpr (gives_rows<Query>) {
            std::vector<returned_row<Query>> rows;
            collect_returned<Query>(core_, running_, rows);
            return rows;
        } else return running_.template run<outcome::changes>();
    }

private:
    Core& core_;
    Query query_;
    Arguments arguments_;
    lease<Core> running_;
};

template <class Query, bool InsertsRange = inserts_range<Query>>
struct pipeline_check : told_mistake {
    static_assert(!InsertsRange,
                  "rowan E513: a range of rows is several statements, and a pipeline takes one at a time; "
                  "db.insert(range) is one round trip by itself");
};

/// A query and its run.
template <class Connection, class Query, class Arguments>
class sent_query : public result<Connection, Query, Arguments> {
public:
    using result<Connection, Query, Arguments>::result;
    using result<Connection, Query, Arguments>::running;
    auto take() { return this->all(); }
};

/// What stands for a statement that is refused.
template <class Value>
struct refused_sent {
    Value take() { return {}; }
};

} // namespace detail

/// What a statement of a pipeline will have given: `get()` is a vector of its rows, or the number of rows that it changed. It is
/// there when the pipeline has ended, and must not outlive its connection.
template <class Sent>
class pipelined {
public:
    using value_type = decltype(std::declval<Sent&>().take());

    // For the engine.
    struct state {
        std::optional<Sent> sent;
        value_type value{};

        void receive() {
            if (!sent) return;
            value = sent->take();
            sent.reset();
        }
    };
    explicit pipelined(std::shared_ptr<state> made) : state_(std::move(made)) {}
    /// None, as beside an error.
    pipelined() = default;

    [[nodiscard]] value_type& get() {
        if (!state_) throw error("there was no pipeline that could have given this");
        state_->receive();
        return state_->value;
    }

private:
    std::shared_ptr<state> state_;
};

/// Takes independent statements, which go to the database in one round trip: see `connection::pipeline`.
template <class Connection>
class pipeline {
    using core_type = detail::core_behind<Connection>;

public:
    // For the engine.
    explicit pipeline(core_type& core) : core_(core) {}
    pipeline(const pipeline&) = delete;
    pipeline& operator=(const pipeline&) = delete;

    template <any_select Query, class... Arguments>
    [[nodiscard]] auto operator()(const Query& query, Arguments... arguments) {
        using Check = detail::result_check<Query, core_type, Arguments...>;
        static_assert(Check::checked);
        if constexpr (detail::is_right<Check>) {
            using Given = detail::argument_set<Arguments...>;
            return sent<detail::sent_query<Connection, Query, Given>>(query, Given{std::move(arguments)...});
        } else return refused<std::vector<row_type<Query>>>();
    }
    template <class Query, class... Arguments>
        requires(!any_select<Query> && requires { typename Query::table; })
    auto operator()(const Query& query, Arguments... arguments) {
        using Check = detail::sent_write_check<Query, core_type, Arguments...>;
        static_assert(Check::checked);
        static_assert(detail::pipeline_check<Query>::checked);
        if constexpr (detail::is_right<Check> && !detail::inserts_range<Query>) {
            using Given = detail::argument_set<Arguments...>;
            using Table = typename Query::table;
            if constexpr (detail::any_heard<core_type, before_write<Table>>)
                detail::raise(core_, before_write<Table>{detail::operation_of<Query>});
            return sent<detail::sent_write<core_type, Query, Given>>(query, Given{std::move(arguments)...});
        } else if constexpr (detail::gives_rows<Query>) return refused<std::vector<detail::returned_row<Query>>>();
        else return refused<std::int64_t>();
    }

    // For the engine: reads what was sent, or gives it up, before somebody else has the connection.
    void receive() {
        for (const sent_statement& each : sent_) each.receive(each.state.get());
    }
    void give_up() {
        for (const sent_statement& each : sent_) each.give_up(each.state.get());
    }

private:
    /// Kept also where the program does not, for its error is one of the pipeline.
    struct sent_statement {
        std::shared_ptr<void> state;
        void (*receive)(void*);
        void (*give_up)(void*);
    };

    template <class Value>
    static auto refused() {
        return pipelined<detail::refused_sent<Value>>(nullptr);
    }
    template <class Sent, class Query, class Given>
    auto sent(const Query& query, Given given) {
        using State = typename pipelined<Sent>::state;
        auto made = std::make_shared<State>();
        made->sent.emplace(core_, query, std::move(given));
        if constexpr (offers_capability<typename core_type::statement_type, capability::pipelining>) {
            made->sent->running().statement().send();
            if (sent_.empty()) sent_.reserve(few);
            sent_.push_back({made, [](void* state) { static_cast<State*>(state)->receive(); },
                             [](void* state) { static_cast<State*>(state)->sent.reset(); }});
        } else made->receive(); // nothing is won by sending them together
        return pipelined<Sent>(std::move(made));
    }

    static constexpr std::size_t few = 16;

    core_type& core_;
    std::vector<sent_statement> sent_;
};

namespace detail {

template <class Core, class... Tables, class Action>
auto in_scope_of_writes(Core& core, type_list<Tables...>, const Action& action) {
    return scoped<before_write<Tables>...>(core, action);
}

/// Sends the statements that a function gives, and receives their results, in one round trip.
template <bool IsAtOnce>
struct run_pipeline {
    /// What takes its place where the core is given back at once: what was sent is read before.
    using at_once = run_pipeline<true>;

    template <class Core, class Function>
    auto operator()(Core& core, Function&& function) const {
        rowan::pipeline<typename Core::facade_type> sender(core);
        using Tables = list_of_tables<typename Core::database::tables>;
        if constexpr (!offers_capability<typename Core::handle_type, capability::pipelining>) {
            const auto action = [&] { return function(sender); };
            return run_in_transaction(core, {}, action);
        }
        // What a handler writes belongs to what it follows.
        else
            return in_scope_of_writes(core, Tables{}, [&] { return run_or_abandon(core, function, sender); });
    }

private:
    template <class Core, class Function, class Sender>
    static auto run_or_abandon(Core& core, Function& function, Sender& sender) {
        try {
            if constexpr (std::is_void_v<decltype(function(sender))>) {
                function(sender);
                settle(core, sender);
            } else {
                auto results = function(sender);
                settle(core, sender);
                return results;
            }
        } catch (...) {
            core.handle.abandon();
            if constexpr (IsAtOnce) sender.give_up();
            throw;
        }
    }
    template <class Core, class Sender>
    static void settle(Core& core, Sender& sender) {
        core.handle.settle();
        if constexpr (IsAtOnce) sender.receive();
    }
};

} // namespace detail
} // namespace rowan
