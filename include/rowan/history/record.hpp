#pragma once

#include "rowan/schema/history.hpp"
#include "rowan/schema/table.hpp"
#include "rowan/schema/value.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rowan {

/// A transaction that changed a versioned table: when, and who and why as far as the program said (`transaction_options`).
/// One that another program made has neither actor nor note.
struct transaction_record {
    std::int64_t id = 0;
    std::chrono::sys_time<std::chrono::milliseconds> at{};
    std::optional<std::string> actor{};
    std::optional<std::string> note{};

    friend bool operator==(const transaction_record&, const transaction_record&) = default;
};

/// What began a version.
enum class version_operation : unsigned char { insert, update, remove };

template <>
struct value_traits<version_operation> {
    using stored = std::string_view;
    static constexpr std::string_view to_stored(version_operation operation) {
        return operation == version_operation::insert   ? "insert"
               : operation == version_operation::update ? "update"
                                                        : "delete";
    }
    static constexpr version_operation from_stored(std::string_view text) {
        return text == "insert"   ? version_operation::insert
               : text == "update" ? version_operation::update
                                  : version_operation::remove;
    }
};

/// A field of a version whose stored value the program cannot read, such as the name of an enumerator that has another name by now.
struct unreadable_field {
    std::string_view column;
    std::string reason;
    /// Its name in C++.
    std::string_view field{};

    friend bool operator==(const unreadable_field&, const unreadable_field&) = default;
};

/// A row as it was from one transaction to another. The last version of a row that is there has no end; a removal is a version
/// too, with the values that the row had. A field that cannot be read has its default value, and is one of `unreadable`.
template <class Table>
struct version {
    Table row{};
    version_operation operation{};
    transaction_record transaction{};
    std::optional<std::int64_t> end_transaction_id{};
    std::vector<unreadable_field> unreadable{};

    friend bool operator==(const version&, const version&) = default;
};

namespace detail {

template <>
inline constexpr bool is_record_of_history<transaction_record> = true;

template <class Table>
bool is_unreadable(const version<Table>& version, std::string_view field) {
    for (const unreadable_field& each : version.unreadable)
        if (each.field == field) return true;
    return false;
}

} // namespace detail

// Their names are the same in every database, whatever its naming policy.
template <>
inline constexpr auto table<transaction_record> = define<transaction_record>(
    "rowan_transaction", column_name<&transaction_record::id>("id"), column_name<&transaction_record::at>("at"),
    column_name<&transaction_record::actor>("actor"), column_name<&transaction_record::note>("note"));

} // namespace rowan
