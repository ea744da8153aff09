#pragma once

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace bench {

/// A stack of a known size, below which lies a page that nothing may touch.
class watched_stack {
public:
    /// That on which `place` lies.
    watched_stack(const void* place, std::size_t size) : size_{size} {
        const auto wanted = reinterpret_cast<std::uintptr_t>(place);
        std::ifstream file{"/proc/self/maps"};
        for (std::string line; std::getline(file, line);) {
            std::uintptr_t low = 0, high = 0;
            char dash = 0;
            std::istringstream{line} >> std::hex >> low >> dash >> high;
            // What lies above may be of the same mapping.
            if (low <= wanted && wanted < std::min(high, low + size)) low_ = low;
        }
        if (low_ == 0) throw std::runtime_error{"the address lies on no such stack"};
    }

    /// How much of it has memory.
    [[nodiscard]] std::size_t resident() const {
        const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
        std::vector<unsigned char> pages(size_ / page);
        if (mincore(reinterpret_cast<void*>(low_), size_, pages.data()) != 0)
            throw std::runtime_error{"the pages of a stack cannot be counted"};
        return page * static_cast<std::size_t>(std::count_if(pages.begin(), pages.end(),
                                                             [](unsigned char each) { return (each & 1U) != 0; }));
    }
    /// Writes a pattern over what is free of it; for whoever runs on it.
    [[gnu::noinline]] void paint() const noexcept {
        const auto* end = static_cast<const char*>(__builtin_frame_address(0)) - own_frame;
        for (auto* at = begin(); at < end; ++at) *at = pattern;
    }
    /// How much has been used since; for whoever runs elsewhere.
    [[nodiscard]] std::size_t used() const noexcept {
        auto* at = begin();
        auto* const end = at + size_;
        while (at < end && *at == pattern) ++at;
        return static_cast<std::size_t>(end - at);
    }

private:
    static constexpr char pattern = 0x5a;
    static constexpr std::ptrdiff_t own_frame = 256;

    volatile char* begin() const noexcept { return reinterpret_cast<volatile char*>(low_); }

    std::size_t size_;
    std::uintptr_t low_ = 0;
};

} // namespace bench
