#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace rowan {

/// What can be chosen of a pool. Times that are `std::chrono::milliseconds::max()` never end.
struct pool_options {
    /// So many connections to the primary are opened at once, and stay open when nobody wants them, until the end of their life:
    /// what is missing then is opened when it is wanted, or by `maintain()`.
    std::size_t minimum = 1;
    /// At the most so many are open, to the primary and to each replica; of a database with one writer, all in all.
    std::size_t maximum = 8;
    /// How long somebody waits for a connection while all are in use, before `pool_exhausted` is thrown. Opening one has the
    /// limits of the driver.
    std::chrono::milliseconds acquire_timeout = std::chrono::seconds(5);
    /// A connection that nobody wanted for so long is closed, beyond the minimum.
    std::chrono::milliseconds idle_time = std::chrono::minutes(10);
    /// A connection of this age is closed when nobody uses it; up to a tenth earlier, so that not all end at once.
    std::chrono::milliseconds life_time = std::chrono::minutes(30);
    /// A connection that nobody wanted for so long is asked whether it is alive, before it is handed out.
    std::chrono::milliseconds check_after_idle = std::chrono::seconds(30);
    /// How long a replica may take to be opened and to answer a read, and any server to answer what the pool itself asks. Then
    /// the connection is given up, and the read goes to the next replica or to the primary. What reads for longer uses
    /// `acquire_reader`, where the limits are those of the driver.
    std::chrono::milliseconds answer_timeout = std::chrono::seconds(5);

    /// Names of databases that follow the primary and can be read from.
    std::vector<std::string> replicas{};
    /// A replica is used only if it shows everything that was committed until a time that is less long ago.
    std::optional<std::chrono::milliseconds> max_replay_lag{};
    /// A replica is used only if it shows everything that was written through this pool.
    bool read_your_writes = false;
    /// A replica that failed is left alone for so long, and is then tried by one reader at a time.
    std::chrono::milliseconds replica_rest = std::chrono::seconds(5);
};

/// What a pool is doing, and has done since it was made; replicas included.
struct pool_statistics {
    /// Connections that are open or being opened: `idle` ones and those `in_use`.
    std::size_t open = 0, idle = 0, in_use = 0;
    /// Threads that wait for a connection.
    std::size_t waiting = 0;
    /// How often a connection was handed out.
    std::uint64_t acquired = 0;
    /// Connections that were opened, those of them that were closed, and those of these that were broken.
    std::uint64_t created = 0, closed = 0, discarded = 0;
    /// How often a connection could not be opened, and how often somebody waited in vain.
    std::uint64_t failed = 0, timeouts = 0;
    /// Reads that a replica or a reader answered, and those for which the primary stood in.
    std::uint64_t replica_reads = 0, fallbacks = 0;
};

} // namespace rowan
