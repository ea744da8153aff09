#include "support/proxy.hpp"

#include "support/wait_until.hpp"

#include <doctest/doctest.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <system_error>
#include <thread>

namespace {

/// Sends back what it is sent, to one client after the other.
class echo_server {
public:
    ~echo_server() {
        shutdown(listening_.get(), SHUT_RDWR);
        thread_.join();
    }
    int port() const { return port_; }

private:
    void work() {
        for (int client; (client = accept(listening_.get(), nullptr, nullptr)) >= 0;) {
            const test::socket_handle closes(client);
            std::array<char, 4096> bytes;
            for (ssize_t count; (count = read(client, bytes.data(), bytes.size())) > 0;)
                send(client, bytes.data(), static_cast<std::size_t>(count), MSG_NOSIGNAL);
        }
    }

    test::socket_handle listening_ = test::listening_socket();
    int port_ = test::port_of(listening_);
    std::thread thread_{[this] { work(); }};
};

void say(const test::socket_handle& to, std::string_view text) {
    send(to.get(), text.data(), text.size(), MSG_NOSIGNAL);
}
bool is_answered(const test::socket_handle& from, int milliseconds) {
    pollfd wait{from.get(), POLLIN, 0};
    return ::poll(&wait, 1, milliseconds) == 1;
}
constexpr int limit = 60'000; // of what comes on any machine

/// What comes until that many bytes are there or the connection ends.
std::string hear(const test::socket_handle& from, std::size_t size) {
    std::string text;
    std::array<char, 4096> bytes;
    while (text.size() < size && is_answered(from, limit)) {
        const ssize_t count = read(from.get(), bytes.data(), bytes.size());
        if (count <= 0) break;
        text.append(bytes.data(), static_cast<std::size_t>(count));
    }
    return text;
}
bool is_closed(const test::socket_handle& by) {
    char byte = 0;
    return is_answered(by, limit) && read(by.get(), &byte, 1) <= 0;
}

} // namespace

TEST_CASE("a proxy passes on what both sides say, however much it is") {
    echo_server server;
    test::proxy proxy(server.port());
    const auto client = test::connected_socket(proxy.port());
    const std::string text(3'000'000, 'x');
    std::thread sender([&] { say(client, text); });
    CHECK(hear(client, text.size()) == text);
    sender.join();
    CHECK(proxy.connections() == 1);
}

TEST_CASE("a stalled proxy accepts and says nothing, and loses nothing") {
    echo_server server;
    test::proxy proxy(server.port());
    proxy.stall();
    const auto client = test::connected_socket(proxy.port());
    say(client, "patience");
    CHECK_FALSE(is_answered(client, 20));
    proxy.resume();
    CHECK(hear(client, 8) == "patience");
}

TEST_CASE("a proxy stalls after a number of bytes, and loses nothing") {
    echo_server server;
    test::proxy proxy(server.port());
    const auto client = test::connected_socket(proxy.port());
    proxy.stall_after_bytes(5);
    say(client, "patience");
    test::wait_until([&] { return proxy.is_stalled(); });
    proxy.stall_after_bytes(2);
    test::wait_until([&] { return proxy.is_stalled(); });
    CHECK(proxy.connections() == 1);
    proxy.resume();
    CHECK(hear(client, 8) == "patience");
    proxy.stall_after_bytes(0);
    say(client, "more");
    CHECK_FALSE(is_answered(client, 20));
}

TEST_CASE("a proxy that is cut closes its connections, and takes new ones") {
    echo_server server;
    test::proxy proxy(server.port());
    const auto client = test::connected_socket(proxy.port());
    say(client, "a");
    CHECK(hear(client, 1) == "a");
    proxy.cut();
    CHECK(is_closed(client));
    CHECK(proxy.connections() == 0);

    const auto next = test::connected_socket(proxy.port());
    say(next, "b");
    CHECK(hear(next, 1) == "b");
}

TEST_CASE("a proxy that has left refuses clients, and takes them at the same port when it is back") {
    echo_server server;
    test::proxy proxy(server.port());
    const int port = proxy.port();
    for (int i = 0; i < 3; ++i) {
        const auto client = test::connected_socket(port);
        say(client, "a");
        CHECK(hear(client, 1) == "a");
        proxy.leave();
        CHECK(is_closed(client));
        CHECK_THROWS_AS((void)test::connected_socket(port), std::system_error);
        proxy.come_back();
        CHECK(proxy.port() == port);
    }
}

TEST_CASE("a proxy cuts after a number of bytes") {
    // What listens and never reads lets the test see what arrived.
    const auto server = test::listening_socket();
    test::proxy proxy(test::port_of(server));
    proxy.cut_after_bytes(6);
    const auto client = test::connected_socket(proxy.port());
    say(client, "commit and more");
    const test::socket_handle accepted(accept(server.get(), nullptr, nullptr));
    CHECK(hear(accepted, 100) == "commit");
    CHECK(is_closed(client));
}

TEST_CASE("a proxy that drops replies passes on what the client says") {
    const auto server = test::listening_socket();
    test::proxy proxy(test::port_of(server));
    const auto client = test::connected_socket(proxy.port());
    const test::socket_handle accepted(accept(server.get(), nullptr, nullptr));
    proxy.drop_replies();
    say(client, "insert");
    CHECK(hear(accepted, 6) == "insert");
    say(accepted, "done");
    test::wait_until([&] { return proxy.dropped() == 4; });
    CHECK_FALSE(is_answered(client, 20));
    proxy.resume();
    say(accepted, "again");
    CHECK(hear(client, 5) == "again");
}

TEST_CASE("a client of a proxy whose server is not there sees its connection close") {
    const auto refusing = test::bound_socket();
    test::proxy proxy(test::port_of(refusing));
    CHECK(is_closed(test::connected_socket(proxy.port())));
}
