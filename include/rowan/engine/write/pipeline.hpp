#pragma once

#include "rowan/driver/capability.hpp"
#include "rowan/engine/read/read_checks.hpp"
#include "rowan/engine/read/result.hpp"
#include "rowan/engine/run/binder.hpp"
#include "rowan/engine/run/execution.hpp"
#include "rowan/engine/write/returned.hpp"
#include "rowan/engine/write/set_write.hpp"
#include "rowan/event/dispatch.hpp"
#include "rowan/query/result_row.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

namespace rowan {

namespace detail {

/// A statement that changes rows, its values and its run.
template <class Connection, class Query, class Arguments>
class sent_write {
public:
    sent_write(Connection& connection, const Query& query, Arguments arguments)
        : query_(query), arguments_(std::move(arguments)), running_(connection, connection.acquire_form(query_)) {
        running_.bind([this](auto& statement) {
            if constexpr (!is_instance_of<remove_query, Query>)
                guard_columns<typename Query::table, Connection, columns_written_by<Query>>(statement);
            bind_query<typename Connection::dialect>(statement, query_, arguments_);
        });
    }
    [[nodiscard]] execution<Connection>& running() { return running_; }
    auto take() {
        if constexpr (gives_rows<Query>) {
            using Projection = returned_projection<Query>;
            std::vector<returned_row<Query>> rows;
            std::size_t count = 0;
            for (; running_.step(); ++count) {
                check_columns<row_reader<Projection>, returned_row<Query>>(running_.statement());
                row_reader<Projection>::read(running_.statement(), rows.emplace_back());
            }
            running_.finish_reading(count);
            return rows;
        } else return running_.template run<outcome::changes>();
    }

private:
    Query query_;
    Arguments arguments_;
    execution<Connection> running_;
};

template <class Query, bool InsertsRange = inserts_range<Query>>
struct pipeline_check {
    static_assert(!InsertsRange,
                  "rowan E513: a range of rows is several statements, and a pipeline takes one at a time; "
                  "db.insert(range) is one round trip by itself");
    static constexpr bool checked = true;
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

    explicit pipelined(std::shared_ptr<Sent> sent) : sent_(std::move(sent)) {}

    [[nodiscard]] value_type& get() {
        if (sent_) {
            value_ = sent_->take();
            sent_.reset();
        }
        return value_;
    }

private:
    std::shared_ptr<Sent> sent_;
    value_type value_{};
};

/// Takes independent statements, which go to the database in one round trip: see `connection::pipeline`.
template <class Connection>
class pipeline {
public:
    explicit pipeline(Connection& connection) : connection_(connection) {}
    pipeline(const pipeline&) = delete;
    pipeline& operator=(const pipeline&) = delete;

    template <any_select Query, class... Arguments>
    [[nodiscard]] auto operator()(const Query& query, Arguments... arguments) {
        using Check = detail::result_check<Query, Connection, Arguments...>;
        static_assert(Check::checked);
        if constexpr (detail::is_right<Check>) {
            using Given = detail::argument_set<Arguments...>;
            return sent<detail::sent_query<Connection, Query, Given>>(query, Given{std::move(arguments)...});
        } else return pipelined<detail::refused_sent<std::vector<row_type<Query>>>>(nullptr);
    }
    template <class Query, class... Arguments>
        requires(!any_select<Query> && requires { typename Query::table; })
    auto operator()(const Query& query, Arguments... arguments) {
        using Check = detail::write_check<Query, Connection, Arguments...>;
        static_assert(Check::checked);
        static_assert(detail::pipeline_check<Query>::checked);
        if constexpr (detail::is_right<Check> && !detail::inserts_range<Query>) {
            using Given = detail::argument_set<Arguments...>;
            using Table = typename Query::table;
            if constexpr (detail::any_heard<Connection, before_write<Table>>)
                detail::raise(connection_, before_write<Table>{detail::operation_of<Query>});
            return sent<detail::sent_write<Connection, Query, Given>>(query, Given{std::move(arguments)...});
        } else if constexpr (detail::gives_rows<Query>)
            return pipelined<detail::refused_sent<std::vector<detail::returned_row<Query>>>>(nullptr);
        else return pipelined<detail::refused_sent<std::int64_t>>(nullptr);
    }

private:
    template <class Sent, class Query, class Given>
    auto sent(const Query& query, Given given) {
        auto made = std::make_shared<Sent>(connection_, query, std::move(given));
        auto& statement = made->running().statement();
        constexpr bool is_sent = offers_capability<typename Connection::statement_type, capability::pipelining>;
        if constexpr (is_sent) {
            statement.send();
            if (sent_.empty()) sent_.reserve(few);
            sent_.push_back(made);
        }
        pipelined<Sent> result(std::move(made));
        // Where nothing is won by it, each statement is run as it comes.
        if constexpr (!is_sent) (void)result.get();
        return result;
    }

    static constexpr std::size_t few = 16;

    Connection& connection_;
    // Also what the program does not keep is received, for its error is one of the pipeline.
    std::vector<std::shared_ptr<void>> sent_;
};

namespace detail {

template <class Connection>
class pipeline_operations {
public:
    /// Sends the statements that `function` gives to `p`, and receives their results, in one round trip; what `function` returns
    /// is returned, to be read: `auto [books, count] = db.pipeline([&](auto& p) { return std::pair{p(query), p(update)}; });`.
    /// With braces: what stands in parentheses, C++ evaluates in any order.
    /// The first error is thrown, and then none of them had an effect, or the transaction that they are in has failed. Nor have they
    /// an effect when `function` throws, but in a transaction, which can still be committed. Another
    /// statement of the connection in `function` ends a round trip, and outside of a transaction what was sent before is committed then.
    template <class Function>
    auto pipeline(Function&& function) {
        rowan::pipeline<Connection> sender(self());
        using Tables = list_of_tables<typename Connection::database::tables>;
        if constexpr (!offers_capability<typename Connection::driver::connection, capability::pipelining>)
            return self().transact([&] { return function(sender); });
        // What a handler writes belongs to what it follows.
        else return in_scope_of_writes(Tables{}, [&] { return run_or_abandon(function, sender); });
    }

private:
    [[nodiscard]] Connection& self() { return static_cast<Connection&>(*this); }

    template <class... Tables, class Action>
    auto in_scope_of_writes(type_list<Tables...>, const Action& action) {
        return self().template scoped<before_write<Tables>...>(action);
    }
    template <class Function>
    auto run_or_abandon(Function& function, rowan::pipeline<Connection>& sender) {
        try {
            return run(function, sender);
        } catch (...) {
            self().handle().abandon();
            throw;
        }
    }

    template <class Function>
    auto run(Function& function, rowan::pipeline<Connection>& sender) {
        if constexpr (std::is_void_v<decltype(function(sender))>) {
            function(sender);
            self().handle().settle();
        } else {
            auto results = function(sender);
            self().handle().settle();
            return results;
        }
    }
};

} // namespace detail
} // namespace rowan
