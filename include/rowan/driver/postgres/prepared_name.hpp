#pragma once

#include <libpq-fe.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace rowan::detail {

/// What the server has prepared for a text: the statements of this text share it.
struct prepared_name {
    /// Names have numbers, 0 before there is one.
    std::uint64_t number = 0;
    std::uint64_t age = 0;
    bool is_prepared = false;
    /// It, and its validation, was sent in the pipeline that is not over.
    bool is_sent = false, is_validation_sent = false;
    /// The text is not worth a name, or the server is not to keep any.
    bool is_refused = false;
    int changed_types = 0;
    std::string text;
    /// The age of the schema at which its validation has run.
    std::uint64_t validated_at = 0;
    std::vector<Oid> types;
    /// The age of the schema at which the server found the type of a parameter by a column beside it; 0 if it found none.
    std::uint64_t found_at = 0;
    /// How many statements share it.
    std::size_t users = 1;
};

/// A statement's share in a name. Not `std::shared_ptr`, which keeps code of the shared library that has prepared the statement: that
/// library may be unloaded before the connection is closed.
class name_share {
public:
    name_share() : name_(new prepared_name) {}
    name_share(const name_share& other) noexcept : name_(other.name_) {
        if (name_ != nullptr) ++name_->users;
    }
    name_share(name_share&& other) noexcept : name_(std::exchange(other.name_, nullptr)) {}
    name_share& operator=(name_share other) noexcept {
        std::swap(name_, other.name_);
        return *this;
    }
    ~name_share() {
        if (name_ != nullptr && --name_->users == 0) delete name_;
    }

    prepared_name* operator->() const { return name_; }

private:
    prepared_name* name_;
};

} // namespace rowan::detail
