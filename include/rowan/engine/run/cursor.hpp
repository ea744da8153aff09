#pragma once

#include "rowan/driver/capability.hpp"
#include "rowan/engine/read/maker.hpp"
#include "rowan/engine/read/reader.hpp"
#include "rowan/engine/run/lease.hpp"
#include "rowan/event/dispatch.hpp"

#include <cstddef>
#include <cstdint>
#include <exception>
#include <iterator>
#include <type_traits>
#include <utility>

namespace rowan::detail {

template <class Row>
inline constexpr bool has_cells = false;
template <class... Cells>
inline constexpr bool has_cells<row<Cells...>> = true;

/// The rows that a running statement gives, read one after the other into the same object. It knows the type of a row and not
/// the query, so that queries for the same rows share it.
template <class Core, class Projection, class Row>
class cursor {
public:
    using row_type = Row;
    using value_type = Row;

    cursor(const cursor&) = delete;
    cursor& operator=(const cursor&) = delete;

    class iterator {
    public:
        using iterator_category = std::input_iterator_tag;
        using iterator_concept = std::input_iterator_tag;
        using value_type = Row;
        using difference_type = std::ptrdiff_t;
        using pointer = Row*;
        using reference = Row&;

        iterator() = default;
        explicit iterator(cursor& source) : source_(&source) { ++*this; }

        Row& operator*() const { return source_->row_; }
        Row* operator->() const { return &source_->row_; }
        iterator& operator++() {
            if (source_->step()) source_->read(source_->row_);
            else source_ = nullptr;
            return *this;
        }
        void operator++(int) { ++*this; }
        friend bool operator==(const iterator& self, std::default_sentinel_t) { return self.source_ == nullptr; }

    private:
        cursor* source_ = nullptr;
    };

    [[nodiscard]] iterator begin() { return iterator(*this); }
    [[nodiscard]] std::default_sentinel_t end() const { return {}; }

protected:
    cursor(Core& core, prepared<typename Core::statement_type>& entry) : core_(core), running_(core, entry) {
        if constexpr (heard<after_execute, Core>) exceptions_ = std::uncaught_exceptions();
    }

    // What a handler of after_execute throws reaches whoever abandons a result, unless another exception is on its way.
    ~cursor() noexcept(!heard<after_execute, Core>) {
        if constexpr (heard<after_execute, Core>) {
            try {
                finish();
            } catch (...) {
                if (std::uncaught_exceptions() <= exceptions_) throw;
            }
        }
    }

    [[nodiscard]] lease<Core>& running() { return running_; }

    bool step() {
        if (is_finished_) return false;
        // Also if it throws: a statement that failed gives no more rows.
        is_finished_ = true;
        const bool is_row = running_.step();
        check_columns<row_reader<Projection>, Row>(running_.statement());
        if (is_row) {
            is_finished_ = false;
            ++count_;
            return true;
        }
        running_.finish_reading(count_);
        return false;
    }
    /// How many rows are there already, behind the current one, which are now taken as read: `advance` goes to the next of them.
    [[nodiscard]] std::size_t take_ready() {
        if constexpr (offers_capability<typename Core::statement_type, capability::rows_in_memory>) {
            const std::size_t ready = running_.statement().rows_left();
            count_ += ready;
            return ready;
        } else return 0;
    }
    void advance() {
        if constexpr (offers_capability<typename Core::statement_type, capability::rows_in_memory>)
            running_.statement().advance();
    }
    void finish() {
        if (is_finished_) return;
        is_finished_ = true;
        running_.finish(static_cast<std::int64_t>(count_));
    }
    void read(Row& row) {
        using Reader = row_reader<Projection>;
        announce<true>(row, typename Reader::tables{});
        Reader::read(running_.statement(), row);
        announce<false>(row, typename Reader::tables{});
    }

    /// As `read`, of a row that is not there yet.
    [[gnu::always_inline]] Row make() {
        using Statement = typename Core::statement_type;
        using Tables = typename row_reader<Projection>::tables;
        if constexpr (offers_capability<Statement, capability::rows_in_memory> && has_maker<Projection, Row> &&
                      !hears_loads(Tables{})) {
            return row_maker<Projection, Row>::make(running_.statement());
        } else {
            Row row{};
            read(row);
            return row;
        }
    }

private:
    template <class... Tables>
    static consteval bool hears_loads(type_list<Tables...>) {
        return any_heard<Core, before_load<Tables>..., after_load<Tables>...>;
    }
    template <bool IsBefore, class... Tables>
    void announce(Row& row, type_list<Tables...>) {
        if constexpr (any_heard<Core, before_load<Tables>..., after_load<Tables>...>) {
            if constexpr (sizeof...(Tables) == 1 && !has_cells<Row>) (announce_one<IsBefore, Tables>(row, 0), ...);
            else
                [&]<std::size_t... Index>(std::index_sequence<Index...>) {
                    int first = 0;
                    ((announce_one<IsBefore, Tables>(row.template get<Index>(), first),
                      first += static_cast<int>(field_count<Tables>)),
                     ...);
                }(std::index_sequence_for<Tables...>{});
        }
    }
    template <bool IsBefore, class Table, class Loaded>
    void announce_one(Loaded& loaded, [[maybe_unused]] int first) {
        if constexpr (IsBefore) {
            if constexpr (heard<before_load<Table>, Core>) {
                if constexpr (!std::is_same_v<Loaded, Table>)
                    if (!has_row_at<Table>(running_.statement(), first)) return;
                raise(core_, before_load<Table>{running_.sql()});
            }
        } else if constexpr (heard<after_load<Table>, Core>) {
            if constexpr (std::is_same_v<Loaded, Table>) raise(core_, after_load<Table>{loaded});
            else if (loaded) raise(core_, after_load<Table>{*loaded});
        }
    }

    Core& core_;
    lease<Core> running_;
    Row row_{};
    std::size_t count_ = 0;
    int exceptions_ = 0;
    bool is_finished_ = false;
};

} // namespace rowan::detail
