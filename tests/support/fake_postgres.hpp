#pragma once

#include "support/socket.hpp"

#include <sys/socket.h>

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

namespace test {

/// Messages of a server of PostgreSQL (postgresql.org/docs/15/protocol-message-formats.html).
namespace wire {

template <std::size_t Size>
std::string number(std::int64_t value) {
    std::string bytes;
    for (std::size_t i = Size; i-- > 0;) bytes += static_cast<char>(value >> (8 * i));
    return bytes;
}
inline std::string message(char type, const std::string& body = {}) {
    return type + number<4>(static_cast<std::int64_t>(body.size()) + 4) + body;
}
inline std::string with_end(std::string_view text) { return std::string(text) + '\0'; }

struct sent_column {
    std::string_view name;
    std::uint32_t type;
};
inline std::string sent_columns(const std::vector<sent_column>& list, int format = 1) {
    std::string body = number<2>(static_cast<std::int64_t>(list.size()));
    for (const sent_column& each : list)
        body += with_end(each.name) + number<4>(0) + number<2>(0) + number<4>(each.type) + number<2>(-1) +
                number<4>(-1) + number<2>(format);
    return message('T', body);
}
inline std::string sent_row(const std::vector<std::optional<std::string>>& values) {
    std::string body = number<2>(static_cast<std::int64_t>(values.size()));
    for (const auto& each : values)
        body += each ? number<4>(static_cast<std::int64_t>(each->size())) + *each : number<4>(-1);
    return message('D', body);
}
inline std::string complete(std::string_view command) { return message('C', with_end(command)); }
inline std::string ready(char state = 'I') { return message('Z', std::string(1, state)); }
/// An error with these fields, each a letter and a text.
inline std::string failure(const std::vector<std::string>& fields) {
    std::string body;
    for (const std::string& each : fields) body += with_end(each);
    return message('E', body + '\0');
}
/// A COPY begins: `G` takes rows, `H` gives them.
inline std::string copy_begins(char way) { return message(way, '\1' + number<2>(0)); }
/// What comes before the rows of a statement that is prepared with its first run, and of one that is prepared already.
inline std::string prepared() { return message('1') + message('2'); }
inline std::string bound() { return message('2'); }

} // namespace wire

/// A server that says what a test has it say, whatever it is asked: it answers each round trip with the next of its replies, and closes
/// the connection behind the last one.
class fake_postgres {
public:
    explicit fake_postgres(std::vector<std::string> replies) : replies_(std::move(replies)) {
        thread_ = std::thread([this] { work(); });
    }
    ~fake_postgres() {
        {
            const std::lock_guard lock(mutex_);
            is_ended_ = true;
            shutdown(listening_.get(), SHUT_RD);
            if (client_.get() >= 0) shutdown(client_.get(), SHUT_RDWR);
        }
        thread_.join();
    }
    fake_postgres(const fake_postgres&) = delete;
    fake_postgres& operator=(const fake_postgres&) = delete;

    [[nodiscard]] std::string conninfo() const {
        return "host=127.0.0.1 port=" + std::to_string(port_of(listening_)) +
               " user=fake password=fake dbname=fake sslmode=disable gssencmode=disable";
    }

private:
    void work() {
        try {
            const int accepted = accept4(listening_.get(), nullptr, nullptr, SOCK_CLOEXEC);
            if (accepted < 0) return;
            {
                const std::lock_guard lock(mutex_);
                client_ = socket_handle(accepted);
                if (is_ended_) return;
            }
            take(length_of(take(4)));
            const auto setting = [](std::string_view name, std::string_view value) {
                return wire::message('S', wire::with_end(name) + wire::with_end(value));
            };
            give(wire::message('R', wire::number<4>(0)) + setting("TimeZone", "UTC") +
                 setting("client_encoding", "UTF8") + setting("server_version", "15.0") +
                 wire::message('K', std::string(8, 'k')) + wire::ready());
            for (const std::string& reply : replies_) {
                take_round();
                give(reply);
            }
            // The program closes the connection, or asks for more than there is.
            take_round();
        } catch (const std::system_error&) {} // one of the two has gone
        shutdown(client_.get(), SHUT_RDWR);
    }
    /// What a client sends before it waits: up to a Sync, a query, or the end of a COPY.
    void take_round() {
        for (;;) {
            const char type = take(1)[0];
            take(length_of(take(4)));
            if (std::string_view("SQcfX").find(type) != std::string_view::npos) return;
        }
    }
    static std::size_t length_of(const std::string& bytes) {
        std::uint32_t length = 0;
        for (const char c : bytes) length = length << 8U | static_cast<unsigned char>(c);
        return length - 4;
    }
    std::string take(std::size_t count) const {
        std::string bytes(count, '\0');
        for (std::size_t done = 0; done < count;) {
            const ssize_t size = recv(client_.get(), bytes.data() + done, count - done, 0);
            if (size <= 0) throw std::system_error(ECONNRESET, std::generic_category());
            done += static_cast<std::size_t>(size);
        }
        return bytes;
    }
    void give(const std::string& bytes) const {
        for (std::size_t done = 0; done < bytes.size();) {
            const ssize_t size = send(client_.get(), bytes.data() + done, bytes.size() - done, MSG_NOSIGNAL);
            if (size <= 0) throw std::system_error(ECONNRESET, std::generic_category());
            done += static_cast<std::size_t>(size);
        }
    }

    std::vector<std::string> replies_;
    socket_handle listening_ = listening_socket(), client_;
    std::mutex mutex_;
    bool is_ended_ = false;
    std::thread thread_;
};

} // namespace test
