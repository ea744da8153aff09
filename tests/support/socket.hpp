#pragma once

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <stdexcept>
#include <string>
#include <system_error>
#include <utility>

namespace test {

/// A descriptor that is closed with it.
class socket_handle {
public:
    socket_handle() = default;
    explicit socket_handle(int value) : value_(value) {
        if (value < 0) throw std::system_error(errno, std::generic_category());
    }
    socket_handle(socket_handle&& other) noexcept : value_(std::exchange(other.value_, -1)) {}
    socket_handle& operator=(socket_handle&& other) noexcept {
        std::swap(value_, other.value_);
        return *this;
    }
    ~socket_handle() {
        if (value_ >= 0) close(value_);
    }
    int get() const { return value_; }

private:
    int value_ = -1;
};

inline void set_non_blocking(const socket_handle& socket) { fcntl(socket.get(), F_SETFL, O_NONBLOCK); }

inline sockaddr_in loopback(int port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    return address;
}

/// Has a port of 127.0.0.1, a free one by itself, and does not listen: who connects is refused.
inline socket_handle bound_socket(int port = 0) {
    socket_handle socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    // Connections that were at the port before may still be at their end.
    const int reuses = 1;
    setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &reuses, sizeof reuses);
    const sockaddr_in address = loopback(port);
    if (bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        throw std::system_error(errno, std::generic_category());
    return socket;
}
inline void start_listening(const socket_handle& socket) {
    if (listen(socket.get(), SOMAXCONN) != 0) throw std::system_error(errno, std::generic_category());
}
/// Listens at a free port of 127.0.0.1.
inline socket_handle listening_socket() {
    socket_handle socket = bound_socket();
    start_listening(socket);
    return socket;
}

inline int port_of(const socket_handle& socket) {
    sockaddr_in address{};
    socklen_t size = sizeof address;
    getsockname(socket.get(), reinterpret_cast<sockaddr*>(&address), &size);
    return ntohs(address.sin_port);
}

/// Connects to a port of 127.0.0.1.
inline socket_handle connected_socket(int port) {
    socket_handle socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    const sockaddr_in address = loopback(port);
    if (connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        throw std::system_error(errno, std::generic_category(), "port " + std::to_string(port));
    return socket;
}

/// Connects to a Unix socket.
inline socket_handle connected_socket(const std::string& path) {
    socket_handle socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof address.sun_path) throw std::runtime_error("a path too long for a socket: " + path);
    std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
    if (connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        throw std::system_error(errno, std::generic_category(), path);
    return socket;
}

} // namespace test
