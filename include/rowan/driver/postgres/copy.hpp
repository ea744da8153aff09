#pragma once

#include "rowan/driver/error.hpp"
#include "rowan/driver/postgres/encode.hpp"
#include "rowan/driver/postgres/result.hpp"
#include "rowan/driver/postgres/session.hpp"
#include "rowan/meta/type_list.hpp"

#include <libpq-fe.h>

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace rowan::detail {

/// The rows of a COPY, in its binary format (postgresql.org/docs/15/sql-copy.html).
class copy_encoder {
public:
    explicit copy_encoder(wire_buffer& out) : out_(out) {
        out_.clear();
        out_.write("PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0", 19);
    }

    /// A row of so many fields, which `give` gives, whenever it is called, to what has `field<Encoding>(value)`.
    template <class... Types, class Give>
    void row(type_list<Types...>, std::size_t fields, const Give& give) {
        if constexpr ((has_known_size<Types> && ...)) {
            measure measured{sizeof(std::int16_t)};
            give(measured);
            if (!std::in_range<std::int32_t>(measured.size)) {
                problem_ = is_too_long;
                return;
            }
            writer written{out_.make_room(out_.size(), measured.size)};
            written.start(fields);
            give(written);
            out_.cut(static_cast<std::size_t>(written.next - out_.data()));
            if (written.problem != nullptr) problem_ = written.problem;
        } else {
            append(out_, static_cast<std::int16_t>(fields));
            appender appended{out_};
            give(appended);
            if (appended.problem != nullptr) problem_ = appended.problem;
        }
    }
    void end() { append(out_, std::int16_t{-1}); }

    /// Why a value cannot be stored; null if all can.
    [[nodiscard]] const char* problem() const { return problem_; }
    [[nodiscard]] wire_buffer& out() { return out_; }

private:
    struct measure {
        std::size_t size;
        template <encoding, class Value>
        void field(const Value& value) {
            size += greatest_size(value);
        }
    };
    struct writer {
        char* next;
        const char* problem = nullptr;
        void start(std::size_t fields) {
            store(next, static_cast<std::int16_t>(fields));
            next += sizeof(std::int16_t);
        }
        template <encoding Encoding, class Value>
        void field(const Value& value) {
            next = write_field<Encoding>(next, value, problem);
        }
    };
    struct appender {
        wire_buffer& out;
        const char* problem = nullptr;
        template <encoding Encoding, class Value>
        void field(const Value& value) {
            if (const char* found = encode_field<Encoding>(out, value)) problem = found;
        }
    };

    wire_buffer& out_;
    const char* problem_ = nullptr;
};

/// Reads `{1,2,3}`; false if it is no such list.
[[nodiscard]] inline bool read_key_list(std::string_view text, std::vector<std::int64_t>& keys) {
    if (text.size() < 3 || !text.starts_with('{') || !text.ends_with('}')) return false;
    const char* next = text.data();
    const char* const last = next + text.size() - 1;
    while (next != last) {
        std::int64_t key = 0;
        const auto [end, problem] = std::from_chars(next + 1, last, key);
        if (problem != std::errc() || (end != last && *end != ',')) return false;
        keys.push_back(key);
        next = end;
    }
    return true;
}

/// Why the rows cannot be sent as they are, after somebody altered the table.
inline constexpr const char* columns_altered =
    "the columns of the table have other types than when they were looked at; try again";

/// Runs a text that ends in COPY, in one round trip up to the rows. `accept(result)` is given each result before, in order, and null
/// when the rows are next; what it says is wrong, ends all. `give(encoder, i)` encodes row i.
template <class Waiter>
class copy_run {
public:
    copy_run(postgres_session<Waiter>& session, const running_text& running)
        : session_(session), running_{running.sql, false}, may_commit_(running.may_commit) {}

    template <class Accept, class Give>
    void run(const std::string& text, std::size_t count, const Accept& accept, const Give& give) {
        session_.check_sent(PQsendQuery(session_.handle(), text.c_str()), running_);
        const char* refusal = nullptr;
        while (result_handle result = session_.next_result(running_)) {
            if (is_failure(result.get())) finish_failed(std::move(result));
            const bool is_next = PQresultStatus(result.get()) == PGRES_COPY_IN;
            if (!is_next) session_.check_no_copy(result.get(), running_);
            if (refusal == nullptr) refusal = accept(is_next ? nullptr : result.get());
            if (is_next) return send(refusal, count, give);
        }
        throw error("the server did not take the rows of a COPY", 0, running_.sql);
    }

private:
    static constexpr std::size_t piece = 65536;

    template <class Give>
    void send(const char* refusal, std::size_t count, const Give& give) {
        wire_buffer& buffer = session_.copied().rows;
        buffer.reserve(piece + piece / 4);
        copy_encoder encoder(buffer);
        try {
            for (std::size_t i = 0; refusal == nullptr && i < count; ++i) {
                give(encoder, i);
                refusal = encoder.problem();
                if (encoder.out().size() >= piece) put(encoder.out());
            }
        } catch (...) {
            end("the program gave up");
            throw;
        }
        if (refusal == nullptr) {
            encoder.end();
            put(encoder.out());
        }
        result_handle failed = end(refusal);
        // By what it says: each shared library may have a text of its own.
        if (refusal != nullptr && std::string_view(refusal) == columns_altered)
            throw serialization_failure(refusal, 0, running_.sql);
        if (refusal != nullptr) throw type_mismatch(refusal, 0, running_.sql);
        if (failed) session_.fail(failed.get(), running_);
    }
    void put(wire_buffer& content) {
        for (;;) {
            const int result = PQputCopyData(session_.handle(), content.data(), static_cast<int>(content.size()));
            if (result == 1) break;
            if (result < 0) session_.lose(running_);
            (void)session_.flush(running_);
        }
        // libpq would keep all that the network does not take.
        (void)session_.flush(running_);
        content.clear();
    }
    /// Ends the rows, with an error if there is a reason; the error of the server, if there is one.
    result_handle end(const char* reason) {
        running_.may_commit = may_commit_ && reason == nullptr;
        // What a very long row has taken is not kept.
        wire_buffer& rows = session_.copied().rows;
        if (rows.capacity() > 4 * piece) rows = {};
        for (;;) {
            const int result = PQputCopyEnd(session_.handle(), reason);
            if (result == 1) break;
            if (result < 0) session_.lose(running_);
            (void)session_.flush(running_);
        }
        (void)session_.flush(running_);
        result_handle failed;
        while (result_handle result = session_.next_result(running_)) {
            session_.check_no_copy(result.get(), running_);
            if (is_failure(result.get())) failed = std::move(result);
            else session_.count_command(result.get());
        }
        return failed;
    }
    [[noreturn]] void finish_failed(result_handle failed) {
        session_.drain(running_);
        session_.fail(failed.get(), running_);
    }

    postgres_session<Waiter>& session_;
    // Nothing can be committed before the server is told of the end of the rows.
    running_text running_;
    bool may_commit_;
};

} // namespace rowan::detail
