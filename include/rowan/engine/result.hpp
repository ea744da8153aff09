#pragma once

#include "rowan/driver/error.hpp"
#include "rowan/engine/binder.hpp"
#include "rowan/engine/execution.hpp"
#include "rowan/engine/reader.hpp"
#include "rowan/event/dispatch.hpp"

#include <cstddef>
#include <exception>
#include <iterator>
#include <optional>
#include <string>
#include <vector>

namespace rowan {

/// The rows of a query, read one after the other while the statement runs. It can be gone through once:
/// `for (const Book& book : db(query))`. The row that an iterator refers to is the same object each time.
template <class Connection, class Query, class Arguments>
class [[nodiscard]] result {
public:
    using row_type = rowan::row_type<Query>;
    using value_type = row_type;

    template <class Acquire>
    result(Connection& connection, Query query, Arguments arguments, const Acquire& acquire)
        : query_(std::move(query)), arguments_(std::move(arguments)), connection_(connection),
          execution_(connection, acquire(query_)), exceptions_(std::uncaught_exceptions()) {
        execution_.bind([&](auto& statement) {
            using Statement = std::remove_reference_t<decltype(statement)>;
            detail::binder<Statement, typename Connection::dialect, Arguments> values{statement, arguments_,
                                                                                      detail::names_of<Query>()};
            walk(values, query_);
        });
    }
    result(const result&) = delete;
    result& operator=(const result&) = delete;
    // What a handler of after_execute throws reaches whoever abandons a result, unless another exception is on its way.
    ~result() noexcept(!detail::heard<after_execute, Connection>) {
        if (is_finished_) return;
        if constexpr (detail::heard<after_execute, Connection>) {
            try {
                finish();
            } catch (...) {
                if (std::uncaught_exceptions() <= exceptions_) throw;
            }
        }
    }

    class iterator {
    public:
        using iterator_category = std::input_iterator_tag;
        using iterator_concept = std::input_iterator_tag;
        using value_type = row_type;
        using difference_type = std::ptrdiff_t;
        using pointer = row_type*;
        using reference = row_type&;

        iterator() = default;
        explicit iterator(result& rows) : rows_(&rows) { ++*this; }

        row_type& operator*() const { return rows_->row_; }
        row_type* operator->() const { return &rows_->row_; }
        iterator& operator++() {
            if (!rows_->next(rows_->row_)) rows_ = nullptr;
            return *this;
        }
        void operator++(int) { ++*this; }
        friend bool operator==(const iterator& self, std::default_sentinel_t) { return self.rows_ == nullptr; }

    private:
        result* rows_ = nullptr;
    };

    [[nodiscard]] iterator begin() { return iterator(*this); }
    [[nodiscard]] std::default_sentinel_t end() const { return {}; }

    /// All rows that are left.
    [[nodiscard]] std::vector<row_type> all() {
        std::vector<row_type> rows;
        into(rows);
        return rows;
    }
    /// Appends all rows that are left to a vector of the caller.
    void into(std::vector<row_type>& rows) {
        if (rows.capacity() - rows.size() < execution_.expected_rows())
            rows.reserve(rows.size() + execution_.expected_rows());
        while (step()) read(rows.emplace_back());
    }
    /// The first row, if there is one.
    [[nodiscard]] std::optional<row_type> first() {
        std::optional<row_type> row;
        if (step()) read(row.emplace());
        if (!is_finished_) finish();
        return row;
    }
    /// The only row. Throws `not_found` if there is none and `too_many_rows` if there are more.
    [[nodiscard]] row_type one() {
        if (!step()) throw not_found("the query gives no row", 0, detail_text());
        row_type row{};
        read(row);
        if (step()) throw too_many_rows("the query gives more than one row", 0, detail_text());
        return row;
    }
    /// The only column of the only row.
    [[nodiscard]] auto scalar() {
        static_assert(
            requires(row_type& row) { requires std::tuple_size<row_type>::value == 1; },
            "rowan E317: scalar is for a query of one column");
        return one().template get<0>();
    }

private:
    friend class iterator;

    [[nodiscard]] std::string_view detail_text() const { return Connection::template text<Query>(); }

    bool next(row_type& row) {
        if (!step()) return false;
        read(row);
        return true;
    }
    bool step() {
        if (is_finished_) return false;
        if (execution_.step()) {
            ++count_;
            return true;
        }
        is_finished_ = true;
        execution_.finish_reading(count_);
        return false;
    }
    void finish() {
        is_finished_ = true;
        execution_.finish(static_cast<std::int64_t>(count_));
    }
    void read(row_type& row) {
        using Reader = detail::row_reader<typename Query::projection_type>;
        announce<true>(row, typename Reader::tables{});
        Reader::read(execution_.statement(), row);
        announce<false>(row, typename Reader::tables{});
    }
    template <bool IsBefore, class... Tables>
    void announce(row_type& row, detail::type_list<Tables...>) {
        if constexpr (sizeof...(Tables) == 1) (announce_one<IsBefore, Tables>(row), ...);
        else if constexpr (sizeof...(Tables) > 1)
            [&]<std::size_t... Index>(std::index_sequence<Index...>) {
                (announce_one<IsBefore, Tables>(row.template get<Index>()), ...);
            }(std::index_sequence_for<Tables...>{});
    }
    template <bool IsBefore, class Table, class Entity>
    void announce_one(Entity& entity) {
        if constexpr (IsBefore) {
            detail::raise(connection_, before_load<Table>{execution_.sql()});
        } else if constexpr (detail::heard<after_load<Table>, Connection>) {
            if constexpr (std::is_same_v<Entity, Table>) detail::raise(connection_, after_load<Table>{entity});
            else if (entity) detail::raise(connection_, after_load<Table>{*entity});
        }
    }

    Query query_;
    Arguments arguments_;
    Connection& connection_;
    detail::execution<Connection> execution_;
    row_type row_{};
    std::size_t count_ = 0;
    int exceptions_;
    bool is_finished_ = false;
};

} // namespace rowan
