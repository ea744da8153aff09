#pragma once

#include "model.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace inventory {

/// A dpkg status file, which may be a pipe and so is read once.
struct status_file {
    std::string name;
    std::string text;
};

struct import_options {
    /// Who imports; kept with the history.
    std::string actor;
    malformed_handler on_malformed = refuse_file;
};

/// Makes the inventory what the file says: inserts what is new, updates what changed, removes what is gone, all in one
/// transaction. If the handler of malformed stanzas throws, nothing is imported. Returns the transaction's number, or
/// that of the last one before it if nothing changed (0 if there is none).
std::int64_t import_file(database& db, const status_file& file, const import_options& options);

/// The inventory after a transaction as the reader would give it, by name and architecture.
std::vector<package_record> records_as_of(database& db, std::int64_t transaction);

/// The well-formed records of a file in the form in which they are stored, by name and architecture.
std::vector<package_record> stored_records(const status_file& file);

} // namespace inventory
