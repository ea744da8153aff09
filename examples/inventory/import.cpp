#include "import.hpp"

#include <iostream>

#include <unistd.h>

namespace inventory {

void say_progress(const std::string& file, std::size_t done, std::size_t count) {
    static const bool is_terminal = ::isatty(STDERR_FILENO) != 0;
    std::cerr << (is_terminal ? "\r" : "") << file << ": " << done << " of " << count << " rows written"
              << (is_terminal && done < count ? "" : "\n") << std::flush;
}

} // namespace inventory
