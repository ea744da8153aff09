#pragma once

#include "rowan/async/connection_state.hpp"
#include "rowan/driver/capability.hpp"
#include "rowan/engine/read/bound_rows.hpp"
#include "rowan/engine/read/maker.hpp"
#include "rowan/engine/read/query_run.hpp"
#include "rowan/engine/read/rows.hpp"
#include "rowan/meta/mistake.hpp"

#include <cstddef>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace rowan::detail {

/// The rows of a query, of which so many are taken at a time.
template <class Core, class Query, class Arguments>
class batches : public bound_rows<rows_of<Core, Query>, Core, Query, Arguments> {
    using base = bound_rows<rows_of<Core, Query>, Core, Query, Arguments>;

public:
    using row_type = rowan::row_type<Query>;

    batches(Core& core, const Query& query, Arguments arguments) : base(core, query, std::move(arguments)) {
        if constexpr (offers_capability<typename Core::statement_type, capability::cursor>)
            this->running().statement().use_cursor();
    }
    /// False if there are no more.
    bool take(std::vector<row_type>& list, std::size_t most) {
        while (list.size() < most) {
            if (!this->step()) return false;
            list.emplace_back(made_in_place{[this] { return this->make(); }});
        }
        return true;
    }
};

/// A stream with what it reads, which ends on the connection's fiber or thread, or with the connection.
template <class State, class Query, class Arguments>
class stream_reader final : public open_cursor {
    using rows_type = batches<core<typename State::database>, Query, Arguments>;

public:
    using list_type = std::vector<typename rows_type::row_type>;

    stream_reader(const Query& query, Arguments arguments) : query_(query), arguments_(std::move(arguments)) {}

    std::optional<list_type> next(State& state, std::size_t most) {
        if (failure_) std::rethrow_exception(failure_);
        if (is_over_) {
            if (is_closed_) throw error("the connection of this stream was closed; run the query again");
            return std::nullopt;
        }
        list_type list;
        bool is_more = false;
        try {
            if (!rows_) {
                rows_ = std::make_unique<rows_type>(core_of(state.db()), query_, std::move(arguments_));
                state.add_cursor(*this);
            }
            is_more = rows_->take(list, most);
        } catch (...) {
            failure_ = std::current_exception();
            finish(state);
            throw;
        }
        if (!is_more) finish(state);
        return list.empty() ? std::nullopt : std::optional(std::move(list));
    }
    /// Ends what is being read; its errors are those of an abandoned result.
    void finish(State& state) {
        is_over_ = true;
        if (!rows_) return;
        state.remove_cursor(*this);
        const auto ended = std::move(rows_);
    }
    /// Whether its rows could not be read to the end. Then every `next` says so.
    [[nodiscard]] bool has_failed() const noexcept { return failure_ != nullptr; }
    void end() noexcept override {
        is_over_ = is_closed_ = true;
        try {
            rows_.reset();
        } catch (...) {}
    }

private:
    Query query_;
    Arguments arguments_;
    std::unique_ptr<rows_type> rows_;
    std::exception_ptr failure_{};
    bool is_over_ = false, is_closed_ = false;
};

template <class Query>
struct rows_awaited {
    static_assert(always_false<Query>, "rowan E702: rows of a query that has not run: co_await db(query).all(), or "
                                       "read db.stream(query) by its next()");
    static constexpr bool checked = true;
};

} // namespace rowan::detail

namespace rowan::async {

/// A query that has not run. Each of its words is an operation that runs it.
template <class Source, class Query, class Arguments>
class [[nodiscard]] result {
    using core_type = rowan::detail::core<typename Source::state_type::database>;
    using rows_type = rowan::result<typename core_type::facade_type, Query, Arguments>;
    using row_type = rowan::row_type<Query>;

public:
    // For the connection.
    result(Source source, const Query& query, Arguments arguments)
        : source_(std::move(source)), query_(query), arguments_(std::move(arguments)) {}

    /// All rows.
    [[nodiscard]] auto all() {
        return run([](rows_type& rows) { return rows.all(); });
    }
    /// Appends all rows to a vector of the caller, which must outlive the operation.
    [[nodiscard]] auto into(std::vector<row_type>& list) {
        return run([&list](rows_type& rows) { rows.into(list); });
    }
    /// The first row, if there is one.
    [[nodiscard]] auto first() {
        return run([](rows_type& rows) { return rows.first(); });
    }
    /// The only row. Throws `not_found` if there is none and `too_many_rows` if there are more.
    [[nodiscard]] auto one() {
        return run([](rows_type& rows) { return rows.one(); });
    }
    /// The only column of the only row.
    [[nodiscard]] auto scalar() {
        return run([](rows_type& rows) { return rows.scalar(); });
    }
    template <class Wanted = Query>
    row_type* begin() {
        static_assert(rowan::detail::rows_awaited<Wanted>::checked);
        return nullptr;
    }
    template <class Wanted = Query>
    row_type* end() {
        return nullptr;
    }

private:
    template <class Function>
    auto run(Function function) {
        return source_(
            [query = std::move(query_), arguments = std::move(arguments_), function](core_type& core) mutable {
                rows_type rows(core, query, std::move(arguments));
                return function(rows);
            });
    }

    Source source_;
    Query query_;
    Arguments arguments_;
};

/// The rows of a query, a batch after the other:
/// `while (const auto books = co_await rows.next()) for (const Book& book : *books) …`.
template <class Source, class Query, class Arguments>
class [[nodiscard]] row_stream {
    using state_type = typename Source::state_type;
    using reader_type = rowan::detail::stream_reader<state_type, Query, Arguments>;

public:
    // For the connection.
    row_stream(Source source, const Query& query, Arguments arguments)
        : source_(std::move(source)), reader_(std::make_shared<reader_type>(query, std::move(arguments))) {}
    row_stream(row_stream&&) noexcept = default;
    row_stream& operator=(row_stream&&) = delete;
    ~row_stream() {
        if (reader_)
            source_.state->clean_up(
                [state = source_.state.get(), reader = std::move(reader_)](auto&) { reader->finish(*state); });
    }

    /// The next rows, no more than `most`; nothing at the end. The database gives them by the batch where it can, so that no more
    /// are kept. After an error, each further call fails with the same.
    [[nodiscard]] auto next(std::size_t most = 100) {
        return source_.on_state([reader = reader_, most](state_type& state) { return reader->next(state, most); });
    }
    /// Ends it before its last row. A stream that goes out of scope ends too, a little later.
    [[nodiscard]] auto close() {
        return source_.on_state([reader = reader_](state_type& state) { reader->finish(state); });
    }
    // For the pool; while no operation of it goes on.
    [[nodiscard]] bool has_failed() const noexcept { return reader_->has_failed(); }

private:
    Source source_;
    std::shared_ptr<reader_type> reader_;
};

} // namespace rowan::async
