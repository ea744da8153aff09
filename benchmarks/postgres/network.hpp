#pragma once

// What goes over the network, whoever's code calls libpq: the executable's own `send` and `recv` take the place of the C
// library's, for libpq too.

#include <cstddef>
#include <cstdint>

namespace bench {

/// How often this thread has received the first answer to what it had sent. Answers that come while the socket takes no
/// more of what is sent, as in a long pipeline, are no trip: nobody waits for them.
std::uint64_t round_trips() noexcept;

/// While one lives, notes how much memory malloc has given out whenever something is received.
class memory_watch {
public:
    memory_watch() noexcept;
    memory_watch(const memory_watch&) = delete;
    memory_watch& operator=(const memory_watch&) = delete;
    ~memory_watch();
    /// Bytes at the most, beyond what there was at the start.
    std::size_t peak() const noexcept;

private:
    std::size_t start_;
};

} // namespace bench
