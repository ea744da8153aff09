#pragma once

#include "rowan/driver/capability.hpp"
#include "rowan/driver/error.hpp"
#include "rowan/driver/postgres/catalog.hpp"
#include "rowan/driver/postgres/copy.hpp"
#include "rowan/driver/postgres/decode.hpp"
#include "rowan/driver/postgres/exchange.hpp"
#include "rowan/driver/postgres/result.hpp"
#include "rowan/driver/postgres/row.hpp"
#include "rowan/driver/postgres/server_cursor.hpp"
#include "rowan/driver/postgres/session.hpp"

#include <libpq-fe.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace rowan::detail {

/// A prepared statement of PostgreSQL; see `rowan::driver_statement` for what its functions promise. All rows of a result are in memory when the first is there, but those of a stream.
template <class Waiter>
class postgres_statement {
public:
    using session_type = postgres_session<Waiter>;

    static constexpr auto offers = capability::pipelining | capability::cursor | capability::rows_in_memory |
                                   capability::shared_preparation | capability::column_types |
                                   capability::column_validation | capability::neighbour_types;

    postgres_statement() = default;
    postgres_statement(session_type& session, std::string_view text) : exchange_(session, text) {}

    [[nodiscard]] std::string_view sql() const { return exchange_.text(); }

    /// Runs `sql`, a constant, before the server prepares the statement, in the same round trip: what it fails with is a mismatch of
    /// types, and the statement has no effect.
    void validate_columns(std::string_view sql) { exchange_.validate_columns(sql); }
    /// Runs as what the server has prepared for another statement of the same text, or will.
    void adopt_preparation(const postgres_statement& first) { exchange_.adopt_preparation(first.exchange_); }
    /// Its rows are fetched a few at a time.
    void use_cursor() { is_streamed_ = true; }

    [[gnu::hot]] bool step() {
        if (row_ + 1 >= row_count_) return step_on();
        ++row_;
        return true;
    }
    /// Sends the statement; `step` gives its rows when the results of all that were sent have been received.
    void send() {
        exchange_.send(*this);
        is_running_ = is_sent_ = true;
    }
    // For the session: takes the result of what was sent, and throws if it is an error.
    void receive(bool may_commit) {
        bool is_new = false;
        result_ = exchange_.receive(is_new, may_commit);
        if (is_failure(result_.get())) return;
        if (is_new || !has_width(result_.get())) record_columns(result_.get());
        row_count_ = PQntuples(result_.get());
    }
    void check_received() { exchange_.check(result_.get()); }
    /// Whether what was received says that the server has forgotten it, or that its table was altered.
    [[nodiscard]] bool is_forgotten() const { return exchange_.is_forgotten(result_.get()); }
    [[gnu::hot]] void reset() noexcept {
        if (is_running_) return end();
        // It was bound, and has not run.
        is_streamed_ = false;
        exchange_.parameters().clear_values();
    }
    [[nodiscard]] bool is_null(int column) const { return PQgetisnull(result_.get(), row_, column) == 1; }
    /// How many rows are there already.
    [[nodiscard]] std::size_t rows_left() const { return static_cast<std::size_t>(row_count_ - row_ - 1); }
    /// Goes to the next of them, of which there is one.
    void advance() { ++row_; }

    template <encoding Encoding, class Value>
    void bind(int number, const Value& value) {
        if (const char* problem = exchange_.parameters().template set<Encoding>(number, value))
            fail_binding(number, problem);
    }
    /// As `bind`, of a value that has the type of what stands beside it in the text.
    template <encoding Encoding, class Value>
    void bind_beside(int number, const Value& value) {
        if (const char* problem = exchange_.parameters().template set_beside<Encoding>(number, value))
            fail_binding(number, problem);
    }
    /// As `bind`, of a value that a column is set to.
    template <encoding Encoding, class Value>
    void bind_assigned(int number, const Value& value) {
        if (const char* problem = exchange_.parameters().template set_assigned<Encoding>(number, value))
            fail_binding(number, problem);
    }
    template <encoding Encoding, class Range>
    void bind_list_beside(int number, const Range& range) {
        if (const char* problem =
                exchange_.parameters().template set_list_beside<Encoding>(number, std::data(range), std::size(range)))
            fail_binding(number, problem);
    }
    template <encoding Encoding, class Range>
    void bind_list(int number, const Range& range) {
        using Element = std::remove_cvref_t<decltype(*std::data(range))>;
        bind_elements<Encoding, Element, true>(number, std::size(range), std::data(range),
                                               [](const Element& each) -> const Element& { return each; });
    }
    /// Binds an array of `count` elements, which `get` finds in what the iterator gives.
    template <encoding Encoding, class Element, class Iterator, class Get>
    void bind_array(int number, std::size_t count, Iterator each, const Get& get) {
        bind_elements<Encoding, Element, false>(number, count, each, get);
    }
    template <encoding Encoding, class Value>
    void read(int column, Value& target) {
        const std::size_t size = size_of(column);
        const bool has_null = size == 0 && is_null(column);
        if constexpr (is_optional<Value>) {
            if (has_null) target.reset();
            else take<Encoding>(column, size, target ? *target : target.emplace());
        } else {
            if (has_null) [[unlikely]]
                fail_reading(column, wanted_type<Encoding, Value>());
            take<Encoding>(column, size, target);
        }
    }

    /// The row at which it is, until the next step.
    [[nodiscard]] postgres_row<postgres_statement> current_row() { return {*this, result_.get(), types_.data(), row_}; }
    /// As `read`, of a value that is not there yet.
    template <encoding Encoding, class Value>
    [[nodiscard]] [[gnu::noinline]] Value make(int column) {
        Value made{};
        read<Encoding>(column, made);
        return made;
    }

    /// Reads an array of so many integers, which `take` is called with; false if it has others.
    template <class Take>
    [[nodiscard]] bool read_list(int column, std::size_t count, const Take& take) {
        const wire_value value{type_of(column), PQgetvalue(result_.get(), row_, column), size_of(column)};
        return decode_integers(value, count, take);
    }

    /// Runs a text that ends in COPY with `count` rows, which `give(sink, i)` gives. The first result of the text has the types of
    /// the columns, which `check()` accepts or not; a second one has keys.
    template <class Check, class Give>
    void copy(std::size_t count, std::vector<std::int64_t>& keys, const Check& check, const Give& give) {
        exchange_.begin();
        std::string& text = session().copied().text;
        text = exchange_.text();
        // Names of tables and columns may have such words in them, too.
        constexpr std::string_view series = "generate_series(1, $1)";
        const std::size_t place = find_unquoted(text, series);
        const bool has_keys = place != std::string::npos;
        if (has_keys) text.replace(place + series.find('$'), 2, std::to_string(count));
        bool is_first = true;
        constexpr const char* no_keys = "the table gave no keys";
        const auto accept = [&](PGresult* result) -> const char* {
            if (result == nullptr) {
                if (is_first) return "the server did not tell the types of the columns";
                return has_keys && keys.size() != count ? no_keys : nullptr;
            }
            if (std::exchange(is_first, false)) {
                record_columns(result);
                // There is no row where rows cannot be copied any longer.
                if (PQntuples(result) == 1 && check()) return nullptr;
                session().forget_statements();
                return columns_altered;
            }
            keys.reserve(count);
            const auto size = static_cast<std::size_t>(PQgetlength(result, 0, 0));
            const char* const list = PQgetvalue(result, 0, 0);
            return list != nullptr && read_key_list({list, size}, keys) ? nullptr : no_keys;
        };
        // Of an error, what is copied to says more than what is asked before.
        running_text running = exchange_.running();
        running.sql.remove_prefix(find_unquoted(running.sql, "; COPY ") + 2);
        copy_run<Waiter>(session(), running).run(text, count, accept, give);
    }
    /// Learns the types of the columns to which lists are given, with what the text asks: once, until statements are forgotten or the
    /// session alters a table.
    void learn_columns(std::string_view sql) {
        if (std::exchange(learned_at_, session().schema_age()) != learned_at_)
            exchange_.parameters().learn(types_of_columns(session(), sql));
    }
    /// Learns which of the types of the columns that it gives, and that the database has made, keep texts.
    void learn_texts() {
        for (const Oid type : types_)
            if (is_defined_later(type) && !session().copied().has_texts_in(type) &&
                is_known_kind(session(), type, false))
                session().copied().text_types.push_back(type);
    }
    /// Whether it has run since the session began or its statements were forgotten.
    [[nodiscard]] bool knows_columns() const { return exchange_.has_columns(); }
    /// Whether a column has the very type that values of a C++ type are sent as, or another type of texts, which are sent alike.
    template <encoding Encoding, class Value>
    [[nodiscard]] bool sends_as_column(int column) const {
        const Oid type = type_of(column);
        if constexpr (is_sent_as_text<Encoding, Value>() && !array_value<without_optional<Value>>)
            if (type == oid::varchar || type == oid::bpchar || session().copied().has_texts_in(type)) return true;
        return type == oid_of<Encoding, Value>();
    }

    /// Whether the types of the columns have not been compared with those of the program.
    [[nodiscard]] bool is_unchecked() const { return is_unchecked_; }
    void set_checked() { is_unchecked_ = false; }
    template <encoding Encoding, class Value>
    void check_column(int column) {
        const Oid type = type_of(column);
        constexpr bool is_array = array_value<without_optional<Value>>;
        if (!accepts<Encoding, Value>(type) || (is_defined_later(type) && !is_known_kind(session(), type, is_array)))
            fail_checking(column, wanted_type<Encoding, Value>());
    }

private:
    template <encoding Encoding, class Element, bool IsSearched, class Iterator, class Get>
    void bind_elements(int number, std::size_t count, Iterator each, const Get& get) {
        if (const char* problem =
                exchange_.parameters().template set_array<Encoding, Element, IsSearched>(number, count, each, get))
            fail_binding(number, problem);
    }
    template <encoding Encoding, class Value>
    void take(int column, std::size_t size, Value& target) {
        const Oid type = types_[static_cast<std::size_t>(column)];
        const wire_value value{type, PQgetvalue(result_.get(), row_, column), size};
        if (const char* wanted = decode<Encoding>(value, target)) [[unlikely]]
            fail_reading(column, wanted);
    }
    // It is 0 for null, too.
    [[nodiscard]] std::size_t size_of(int column) const {
        return static_cast<std::size_t>(PQgetlength(result_.get(), row_, column));
    }
    /// The type that was recorded; `unknown` for a column that was not there.
    [[nodiscard]] Oid type_of(int column) const {
        const auto place = static_cast<std::size_t>(column);
        return place < types_.size() ? types_[place] : oid::unknown;
    }
    /// Whether a result has as many columns as were recorded, or a server of another mind could have a value read as what it is not.
    [[nodiscard]] bool has_width(const PGresult* result) const {
        return static_cast<std::size_t>(PQnfields(result)) == types_.size();
    }
    [[nodiscard]] session_type& session() const { return exchange_.session(); }

    bool step_on() {
        if (is_running_) {
            if (is_sent_ || is_streamed_) return step_further();
            // What gave no more rows stays at its end.
            row_ = row_count_;
            return false;
        }
        run();
        return row_count_ > 0;
    }
    /// Behind the last row that is here.
    [[gnu::noinline]] bool step_further() {
        if (is_sent_) return step_received();
        if (is_streamed_ && row_count_ == session().options().rows_per_fetch) {
            take_next(cursor_.fetch(exchange_));
            return row_count_ > 0;
        }
        // What gave no more rows stays at its end.
        row_ = row_count_;
        return false;
    }
    bool step_received() {
        session().settle_before(sql());
        is_sent_ = false;
        if (is_failure(result_.get())) throw error("an earlier statement of the pipeline failed", 0, sql());
        session().count_command(result_.get());
        return row_count_ > 0 && ++row_ < row_count_;
    }
    [[gnu::hot]] void run() {
        is_running_ = true;
        try {
            if (is_streamed_) {
                take_fetched(cursor_.open(exchange_));
                record_columns(result_.get());
            } else take_all();
        } catch (...) {
            end();
            throw;
        }
        row_ = 0;
    }
    void take_all() {
        bool is_new = false;
        result_ = exchange_.run(is_new);
        if (is_new || !has_width(result_.get())) record_columns(result_.get());
        row_count_ = PQntuples(result_.get());
        if (exchange_.words().is_query) return;
        session().count_command(result_.get());
        if (exchange_.words().is_commit && is_rolled_back(result_.get())) session().fail_committing(sql());
    }
    void take_fetched(result_handle rows) {
        result_ = std::move(rows);
        row_ = 0;
        row_count_ = PQntuples(result_.get());
    }
    void take_next(result_handle rows) {
        if (!has_width(rows.get()))
            throw type_mismatch("the server has changed the number of columns between the rows of a stream", 0, sql());
        take_fetched(std::move(rows));
    }
    // It is not wanted any longer, but those that were sent with it may be.
    void receive_all() noexcept {
        try {
            session().settle();
        } catch (...) {}
    }
    void record_columns(const PGresult* result) {
        is_unchecked_ = true;
        types_.clear();
        for (int i = 0; i < PQnfields(result); ++i) types_.push_back(PQftype(result, i));
    }
    void end() noexcept {
        if (is_sent_) receive_all();
        is_running_ = is_streamed_ = is_sent_ = false;
        if (cursor_.is_open()) cursor_.close(session());
        result_.reset();
        row_ = -1;
        row_count_ = 0;
        exchange_.parameters().clear_values();
    }

    [[noreturn]] [[gnu::cold]] [[gnu::noinline]] void fail_binding(int number, const char* problem) const {
        throw type_mismatch("parameter " + std::to_string(number) + ": " + problem, 0, sql());
    }
    [[noreturn]] [[gnu::cold]] [[gnu::noinline]] void fail_reading(int column, const char* wanted) const {
        const char* name = PQfname(result_.get(), column);
        const bool has_value = row_ >= 0 && row_ < row_count_;
        const found_value found =
            has_value && is_null(column)
                ? found_value{"null"}
                : describe_found(session(),
                                 {type_of(column), PQgetvalue(result_.get(), row_, column), size_of(column)});
        throw type_mismatch("column '" + std::string(name == nullptr ? "?" : name) + "' holds " + found.name +
                                " where " + wanted + " is wanted" + found.advice,
                            0, sql());
    }

    [[noreturn]] [[gnu::cold]] [[gnu::noinline]] void fail_checking(int column, const char* wanted) {
        if (std::cmp_greater_equal(column, types_.size()))
            throw type_mismatch("the server gave " + std::to_string(types_.size()) +
                                    " columns, and the program reads more; compare the tables with the program",
                                0, sql());
        const std::string name = column_of(session(), PQftable(result_.get(), column),
                                           PQftablecol(result_.get(), column), PQfname(result_.get(), column));
        throw type_mismatch(name + " is " + type_of_column(session(), type_of(column)) +
                                " in the database, and the program has " + wanted + " there",
                            0, sql());
    }

    result_handle result_;
    int row_ = -1, row_count_ = 0;
    bool is_unchecked_ = true, is_running_ = false, is_streamed_ = false, is_sent_ = false;
    std::uint64_t learned_at_ = 0; // a schema age
    std::vector<Oid> types_;
    postgres_exchange<Waiter> exchange_;
    server_cursor<Waiter> cursor_;
};

} // namespace rowan::detail
