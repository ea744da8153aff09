#pragma once

#include "support/socket.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <functional>
#include <limits>
#include <list>
#include <mutex>
#include <string>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

namespace test {

/// A network between a program and a server that can be made to fail: connections to `port()` of 127.0.0.1 are passed on to
/// the server. What a call changes holds when it comes back.
class proxy {
public:
    /// To a port of 127.0.0.1.
    explicit proxy(int server_port) : proxy([server_port] { return connected_socket(server_port); }) {}
    /// To a Unix socket.
    explicit proxy(std::string path) : proxy([path = std::move(path)] { return connected_socket(path); }) {}
    ~proxy() {
        change([&] { is_ended_ = true; });
        thread_.join();
    }
    proxy(const proxy&) = delete;
    proxy& operator=(const proxy&) = delete;

    int port() const { return port_; }

    /// Accepts and keeps connections, but passes nothing on, neither way: nobody is told of anything.
    void stall() {
        change([&] { is_stalled_ = true; });
    }
    /// The server gets everything, the client no answers: those of the time until `resume` are lost.
    void drop_replies() {
        change([&] { drops_replies_ = true; });
    }
    /// Passes that many more bytes on to the server, in all connections together, and then stalls.
    void stall_after_bytes(std::size_t count) {
        change([&] {
            is_stalled_ = count == 0;
            bytes_left_ = count == 0 ? unlimited : count;
            stalls_at_end_ = true;
        });
    }
    /// Passes everything on again.
    void resume() {
        change([&] {
            is_stalled_ = drops_replies_ = false;
            bytes_left_ = unlimited;
        });
    }
    /// Closes all connections; later ones are passed on.
    void cut() {
        change([&] { links_.clear(); });
    }
    /// Passes that many more bytes on to the server, in all connections together, and then closes all; later ones are
    /// passed on.
    void cut_after_bytes(std::size_t count) {
        change([&] {
            if (count == 0) links_.clear();
            else bytes_left_ = count;
            stalls_at_end_ = false;
        });
    }
    /// Closes all connections and refuses others, as where no server runs.
    void leave() {
        change([&] {
            links_.clear();
            shutdown(listening_.get(), SHUT_RD); // closing it is not enough while somebody waits for it
            listening_ = bound_socket(port_);
            hold_little(listening_);
            is_gone_ = true;
        });
    }
    /// Listens again, at the same port.
    void come_back() {
        change([&] {
            start_listening(listening_);
            set_non_blocking(listening_);
            is_gone_ = false;
        });
    }
    /// How many connections there are.
    std::size_t connections() {
        const std::lock_guard lock(mutex_);
        return links_.size();
    }
    bool is_stalled() {
        const std::lock_guard lock(mutex_);
        return is_stalled_;
    }
    /// How many bytes of answers were lost.
    std::size_t dropped() {
        const std::lock_guard lock(mutex_);
        return dropped_;
    }

private:
    static constexpr std::size_t unlimited = std::numeric_limits<std::size_t>::max();

    struct direction {
        int from, to;
        bool is_to_server;
        std::array<char, 16384> bytes{}; // read and not yet written
        std::size_t begin = 0, end = 0;

        bool is_empty() const { return begin == end; }
    };
    struct link {
        link(socket_handle from, socket_handle to) : client(std::move(from)), server(std::move(to)) {}
        socket_handle client, server;
        direction to_server{client.get(), server.get(), true}, to_client{server.get(), client.get(), false};
    };

    explicit proxy(std::function<socket_handle()> connect_to_server)
        : connect_to_server_(std::move(connect_to_server)) {
        std::array<int, 2> ends{};
        if (pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK) != 0) throw std::system_error(errno, std::generic_category());
        woken_ = socket_handle(ends[0]);
        wakes_ = socket_handle(ends[1]);
        set_non_blocking(listening_);
        hold_little(listening_);
        thread_ = std::thread([this] { work(); });
    }

    /// A client that sends some megabytes notices that they are not passed on, however much the system would hold for it.
    static void hold_little(const socket_handle& listening) {
        const int size = 65536; // of each connection that it accepts
        setsockopt(listening.get(), SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
    }

    void change(const auto& action) {
        const std::lock_guard lock(mutex_);
        action();
        ++changes_;
        [[maybe_unused]] const ssize_t written = write(wakes_.get(), "", 1);
    }

    void work() {
        std::unique_lock lock(mutex_);
        while (!is_ended_) {
            std::vector<pollfd> waits = what_to_wait_for();
            const unsigned before = changes_;
            lock.unlock();
            ::poll(waits.data(), waits.size(), -1);
            lock.lock();
            std::array<char, 64> ignored;
            while (read(woken_.get(), ignored.data(), ignored.size()) > 0) {}
            // What was found is about descriptors that may be closed since.
            if (changes_ == before) pass_on(waits[1].revents != 0);
        }
    }

    std::vector<pollfd> what_to_wait_for() const {
        std::vector<pollfd> waits{{woken_.get(), POLLIN, 0}, {is_gone_ ? -1 : listening_.get(), POLLIN, 0}};
        if (!is_stalled_)
            for (const link& each : links_)
                for (const direction* way : {&each.to_server, &each.to_client})
                    waits.push_back(way->is_empty() ? pollfd{way->from, POLLIN, 0} : pollfd{way->to, POLLOUT, 0});
        return waits;
    }

    void pass_on(bool is_somebody_there) {
        if (!is_stalled_)
            std::erase_if(links_, [&](link& each) { return !move(each.to_server) || !move(each.to_client); });
        if (bytes_left_ == 0) {
            if (stalls_at_end_) is_stalled_ = true;
            else links_.clear();
            bytes_left_ = unlimited;
        }
        if (is_somebody_there) accept_one();
    }

    void accept_one() {
        const int accepted = accept4(listening_.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
        if (accepted < 0) return;
        socket_handle client(accepted);
        try {
            socket_handle server = connect_to_server_();
            set_non_blocking(server);
            links_.emplace_back(std::move(client), std::move(server));
        } catch (const std::system_error&) {} // the client's connection is closed, which tells it
    }

    /// False if one of the two has closed the connection.
    bool move(direction& way) {
        if (way.is_empty()) {
            const ssize_t count = read(way.from, way.bytes.data(), way.bytes.size());
            if (count <= 0) return count < 0 && errno == EAGAIN;
            way.begin = 0;
            way.end = static_cast<std::size_t>(count);
            if (!way.is_to_server && drops_replies_) dropped_ += std::exchange(way.end, 0);
        }
        const std::size_t size = std::min(way.end - way.begin, way.is_to_server ? bytes_left_ : unlimited);
        if (size == 0) return true;
        const ssize_t count = send(way.to, way.bytes.data() + way.begin, size, MSG_NOSIGNAL);
        if (count < 0) return errno == EAGAIN;
        way.begin += static_cast<std::size_t>(count);
        if (way.is_to_server && bytes_left_ != unlimited) bytes_left_ -= static_cast<std::size_t>(count);
        return true;
    }

    std::function<socket_handle()> connect_to_server_;
    socket_handle listening_ = listening_socket(), woken_, wakes_;
    int port_ = port_of(listening_);
    std::mutex mutex_;
    std::list<link> links_;
    bool is_stalled_ = false, drops_replies_ = false, is_gone_ = false, is_ended_ = false, stalls_at_end_ = false;
    std::size_t bytes_left_ = unlimited, dropped_ = 0;
    unsigned changes_ = 0;
    std::thread thread_;
};

} // namespace test
