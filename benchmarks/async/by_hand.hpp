#pragma once

// libpq on Asio by hand: prepared statements, binary values, the non-blocking mode, errors as exceptions, no deadlines.

#include "common/schema.hpp"
#include "postgres/best_read.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/basic_stream_descriptor.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <cstdint>
#include <exception>
#include <utility>

namespace bench {

template <class Executor>
class connection_by_hand {
    using descriptor_type = boost::asio::posix::basic_stream_descriptor<Executor>;
    using token = boost::asio::use_awaitable_t<Executor>;

public:
    static constexpr const char* name = "best";

    explicit connection_by_hand(boost::asio::io_context& context)
        : connection_{connect()}, descriptor_{context.get_executor()} {
        prepare(get(), "point", "SELECT id, name, hair_color FROM users WHERE id = $1");
        if (PQsetnonblocking(get(), 1) != 0) fail(get());
        descriptor_.assign(PQsocket(get()));
    }
    connection_by_hand(const connection_by_hand&) = delete;
    connection_by_hand& operator=(const connection_by_hand&) = delete;
    ~connection_by_hand() { descriptor_.release(); }

    boost::asio::awaitable<User, Executor> get(std::int64_t id) {
        send(id);
        while (is_left_to_send()) co_await descriptor_.async_wait(descriptor_type::wait_write, token{});
        do co_await descriptor_.async_wait(descriptor_type::wait_read, token{});
        while (!is_over());
        co_return user();
    }

    template <class Handler>
    void get(std::int64_t id, Handler handler) {
        send(id);
        if (is_left_to_send()) flush(std::move(handler));
        else receive(std::move(handler));
    }

private:
    PGconn* get() const noexcept { return connection_.get(); }
    void send(std::int64_t id) {
        const std::uint64_t value = swapped(static_cast<std::uint64_t>(id));
        const char* values[] = {reinterpret_cast<const char*>(&value)};
        const int lengths[] = {sizeof value}, formats[] = {1};
        check(PQsendQueryPrepared(get(), "point", 1, values, lengths, formats, 1), get());
    }
    bool is_left_to_send() {
        const int left = PQflush(get());
        if (left < 0) fail(get());
        return left > 0;
    }
    /// Takes what has come; true at the end of the statement.
    bool is_over() {
        check(PQconsumeInput(get()), get());
        while (PQisBusy(get()) == 0) {
            result_handle next{PQgetResult(get())};
            if (!next) return true;
            result_ = std::move(next);
        }
        return false;
    }
    User user() {
        const result_handle result = std::move(result_);
        if (PQresultStatus(result.get()) != PGRES_TUPLES_OK) fail(get());
        if (PQntuples(result.get()) == 0) throw postgres_failure{"no such user"};
        return user_of(result_row{result.get(), 0});
    }

    template <class Handler>
    void flush(Handler handler) {
        descriptor_.async_wait(descriptor_type::wait_write, [this, handler = std::move(handler)](auto) mutable {
            if (is_left_to_send()) flush(std::move(handler));
            else receive(std::move(handler));
        });
    }
    template <class Handler>
    void receive(Handler handler) {
        descriptor_.async_wait(descriptor_type::wait_read, [this, handler = std::move(handler)](auto) mutable {
            std::exception_ptr failure;
            User found{};
            try {
                if (!is_over()) return receive(std::move(handler));
                found = user();
            } catch (...) {
                failure = std::current_exception();
            }
            handler(std::move(failure), std::move(found));
        });
    }

    connection_handle connection_;
    descriptor_type descriptor_;
    result_handle result_;
};

} // namespace bench
