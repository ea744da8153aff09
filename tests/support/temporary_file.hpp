#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include <unistd.h>

namespace test {

/// The name of a file that is not there yet. What is written under it, and beside it by SQLite, is removed in the end.
class temporary_file {
public:
    temporary_file() {
        static std::uint64_t number = 0;
        const auto name = "rowan_" + std::to_string(::getpid()) + "_" + std::to_string(number++) + ".db";
        path_ = std::filesystem::temp_directory_path() / name;
        remove();
    }
    temporary_file(const temporary_file&) = delete;
    temporary_file& operator=(const temporary_file&) = delete;
    ~temporary_file() { remove(); }

    [[nodiscard]] std::string name() const { return path_.string(); }
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
    void remove() const {
        std::error_code ignored;
        for (const std::string_view suffix : {"", "-journal", "-wal", "-shm"}) {
            auto file = path_;
            file += suffix;
            std::filesystem::remove(file, ignored);
        }
    }

    std::filesystem::path path_;
};

} // namespace test
