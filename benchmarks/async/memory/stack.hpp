#pragma once

#include <cstddef>
#include <cstdint>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>

namespace bench {

/// The stack on which somebody runs, as the kernel knows it.
class stack_mapping {
public:
    /// That on which `place` lies.
    explicit stack_mapping(const void* place) {
        const auto wanted = reinterpret_cast<std::uintptr_t>(place);
        std::ifstream file{"/proc/self/smaps"};
        for (std::string line; std::getline(file, line);) {
            std::uintptr_t low = 0, high = 0;
            char dash = 0;
            std::istringstream words{line};
            if (words >> std::hex >> low >> dash >> high && dash == '-') {
                if (low_ != 0) return;
                if (low <= wanted && wanted < high) low_ = low, high_ = high;
            } else if (low_ != 0 && line.starts_with("Rss:")) {
                std::istringstream{line.substr(4)} >> kilobytes_;
            }
        }
        if (low_ == 0) throw std::runtime_error{"the address lies in no mapping"};
    }

    /// How much of it has memory.
    [[nodiscard]] std::size_t resident() const noexcept { return kilobytes_ * 1024; }
    /// Writes a pattern over what is free of it; for whoever runs on it.
    [[gnu::noinline]] void paint() const noexcept {
        const auto* end = static_cast<const char*>(__builtin_frame_address(0)) - own_frame;
        for (auto* at = begin(); at < end; ++at) *at = pattern;
    }
    /// How much has been used since; for whoever runs elsewhere.
    [[nodiscard]] std::size_t used() const noexcept {
        auto* at = begin();
        auto* const end = reinterpret_cast<volatile char*>(high_);
        while (at < end && *at == pattern) ++at;
        return static_cast<std::size_t>(end - at);
    }

private:
    static constexpr char pattern = 0x5a;
    static constexpr std::ptrdiff_t own_frame = 256;

    volatile char* begin() const noexcept { return reinterpret_cast<volatile char*>(low_); }

    std::uintptr_t low_ = 0, high_ = 0;
    std::size_t kilobytes_ = 0;
};

} // namespace bench
