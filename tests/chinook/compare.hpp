#pragma once

#include "chinook/cells.hpp"
#include "chinook/chinook.hpp"
#include "chinook/raw.hpp"

#include <memory>
#include <string>

namespace music {

/// A database with the sample data, to be read only; skips the running test case if there is none.
inline rowan::connection<chinook>* sample() {
    static std::unique_ptr<rowan::connection<chinook>> db;
    if (!db) {
        const auto text = script();
        if (!text) return nullptr;
        db = std::make_unique<rowan::connection<chinook>>(":memory:");
        db->execute(*text);
    }
    return db.get();
}

/// What rowan reads, compared with what hand-written SQL gives through the C API.
template <class Result>
void require_rows(Result&& found, rowan::connection<chinook>& db, const std::string& sql) {
    const auto expected = raw_rows(db.handle().native_handle(), sql);
    REQUIRE(!expected.empty());
    require_same(cells_of_rows(found), expected);
}

} // namespace music
