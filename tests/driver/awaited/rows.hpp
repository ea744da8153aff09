#pragma once

#include "rowan/async.hpp"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <optional>
#include <utility>
#include <vector>

namespace test::laws {

/// A query that runs when its rows are wanted.
template <class Result>
class awaited_result {
    using list_type = decltype(std::declval<Result&>().all());

public:
    explicit awaited_result(Result result) : result_(std::move(result)) {}

    auto all() { return result_.all(); }
    template <class List>
    void into(List& list) {
        result_.into(list);
    }
    auto first() { return result_.first(); }
    auto one() { return result_.one(); }
    auto scalar() { return result_.scalar(); }
    auto begin() {
        rows_ = all();
        return rows_.begin();
    }
    auto end() { return rows_.end(); }

private:
    Result result_;
    list_type rows_;
};

/// A row of a stream. A blocking stream gives the fields of every row by their names, one that is awaited gives aggregates.
template <class Row>
class named_fields {
public:
    explicit named_fields(const Row& row) : row_(&row) {}

    template <rowan::fixed_string Name>
    const auto& get() const {
        if constexpr (requires(const Row& row) { row.template get<Name>(); }) return row_->template get<Name>();
        else {
            constexpr auto& names = rowan::detail::field_names<Row>;
            constexpr auto found = std::ranges::find(names, Name.view()) - names.begin();
            return rowan::detail::tied_field<static_cast<std::size_t>(found)>(*row_);
        }
    }
    const named_fields* operator->() const { return this; }

private:
    const Row* row_;
};

/// The rows of a stream, one after the other.
template <class Source, class Stream>
class awaited_stream {
    /// Where a law says how many rows come before one that fails, this divides their number.
    static constexpr std::size_t batch_size = 64;
    using batch_type = decltype(std::declval<Stream&>().next());
    using row_type = typename batch_type::value_type::value_type;

public:
    class iterator {
    public:
        explicit iterator(awaited_stream& stream) : stream_(&stream) {}

        auto operator*() const { return named_fields<row_type>(stream_->row()); }
        auto operator->() const { return **this; }
        iterator& operator++() {
            ++stream_->position_;
            stream_->fill();
            return *this;
        }
        bool operator==(std::default_sentinel_t) const { return stream_->is_over_; }

    private:
        awaited_stream* stream_;
    };

    awaited_stream(Source source, Stream stream)
        : source_(std::move(source)), stream_(std::in_place, std::move(stream)) {}
    awaited_stream(const awaited_stream&) = delete;
    awaited_stream& operator=(const awaited_stream&) = delete;
    /// A stream that goes out of scope ends a little later; for what looks at the connection then, it ends first.
    ~awaited_stream() {
        try {
            stream_->close();
            stream_.reset();
            source_.on_state([](auto&) {}); // which begins after what the stream has left
        } catch (const rowan::error&) {}    // the connection is lost
    }

    iterator begin() {
        fill();
        return iterator(*this);
    }
    std::default_sentinel_t end() { return {}; }
    template <class Function>
    void for_each(Function function) {
        for (fill(); !is_over_; ++position_, fill()) function(row());
    }

private:
    void fill() {
        while (!is_over_ && position_ == batch_.size()) {
            auto next = stream_->next(batch_size);
            is_over_ = !next.has_value();
            batch_ = next ? std::move(*next) : typename batch_type::value_type();
            position_ = 0;
        }
    }
    const row_type& row() { return batch_.at(position_); }

    Source source_;
    std::optional<Stream> stream_;
    typename batch_type::value_type batch_;
    std::size_t position_ = 0;
    bool is_over_ = false;
};

} // namespace test::laws
