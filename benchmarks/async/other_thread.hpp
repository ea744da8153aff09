#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>

namespace bench {

/// A thread that sleeps until the end of the scope. In a process with a second thread every system call costs more, since the kernel
/// counts the references to its files, and so do the C library's locks.
class other_thread {
public:
    other_thread()
        : thread_{[this] {
              std::unique_lock lock{mutex_};
              over_.wait(lock, [&] { return is_over_; });
          }} {}
    other_thread(const other_thread&) = delete;
    other_thread& operator=(const other_thread&) = delete;
    ~other_thread() {
        {
            const std::lock_guard lock{mutex_};
            is_over_ = true;
        }
        over_.notify_one();
        thread_.join();
    }

private:
    std::mutex mutex_;
    std::condition_variable over_;
    bool is_over_ = false;
    std::thread thread_;
};

} // namespace bench
