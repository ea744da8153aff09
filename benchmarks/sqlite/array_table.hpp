#pragma once

// A table-valued function over a C++ range, as SQLite's own `carray` extension is: `SELECT … FROM source(?1)`, its
// argument bound with `bind_source`. Nothing is copied; the range must stay as it is while the statement runs.

#include "capi.hpp"

namespace bench {

/// `Source` says what the table is:
/// - `declaration`: the CREATE TABLE text for SQLite, its last column hidden; `argument`: the index of that column
/// - `size()`, and `column(context, row, column)`, which calls one of sqlite3_result_*
template <class Source>
class array_table {
    struct cursor : sqlite3_vtab_cursor {
        const Source* source;
        std::size_t row, size;
    };

    static int connect(sqlite3* database, void*, int, const char* const*, sqlite3_vtab** table, char**) {
        const int code = sqlite3_declare_vtab(database, Source::declaration);
        if (code != SQLITE_OK) return code;
        *table = new sqlite3_vtab{};
        return SQLITE_OK;
    }

    static int disconnect(sqlite3_vtab* table) {
        delete table;
        return SQLITE_OK;
    }

    static int best_index(sqlite3_vtab*, sqlite3_index_info* info) {
        for (int index = 0; index < info->nConstraint; ++index) {
            const auto& constraint = info->aConstraint[index];
            if (constraint.iColumn != Source::argument || constraint.op != SQLITE_INDEX_CONSTRAINT_EQ) continue;
            if (constraint.usable == 0) return SQLITE_CONSTRAINT;
            info->aConstraintUsage[index].argvIndex = 1;
            info->aConstraintUsage[index].omit = 1;
            info->estimatedCost = 100;
            info->estimatedRows = 100;
            return SQLITE_OK;
        }
        return SQLITE_CONSTRAINT; // the function was called without its argument
    }

    static int open(sqlite3_vtab*, sqlite3_vtab_cursor** opened) {
        *opened = new cursor{};
        return SQLITE_OK;
    }

    static int close(sqlite3_vtab_cursor* opened) {
        delete static_cast<cursor*>(opened);
        return SQLITE_OK;
    }

    static int filter(sqlite3_vtab_cursor* opened, int, const char*, int, sqlite3_value** arguments) {
        auto* at = static_cast<cursor*>(opened);
        at->source = static_cast<const Source*>(sqlite3_value_pointer(arguments[0], Source::name));
        at->row = 0;
        at->size = at->source == nullptr ? 0 : at->source->size();
        return SQLITE_OK;
    }

    static int next(sqlite3_vtab_cursor* opened) {
        ++static_cast<cursor*>(opened)->row;
        return SQLITE_OK;
    }

    static int eof(sqlite3_vtab_cursor* opened) {
        const auto* at = static_cast<cursor*>(opened);
        return at->row >= at->size ? 1 : 0;
    }

    static int column(sqlite3_vtab_cursor* opened, sqlite3_context* context, int index) {
        const auto* at = static_cast<cursor*>(opened);
        at->source->column(context, at->row, index);
        return SQLITE_OK;
    }

    static int rowid(sqlite3_vtab_cursor* opened, sqlite3_int64* id) {
        *id = static_cast<sqlite3_int64>(static_cast<cursor*>(opened)->row);
        return SQLITE_OK;
    }

public:
    static void create(sqlite3* database) {
        static constexpr sqlite3_module module = [] {
            sqlite3_module made{};
            made.xConnect = connect; // and no xCreate: the table exists by its name alone
            made.xDisconnect = disconnect;
            made.xBestIndex = best_index;
            made.xOpen = open;
            made.xClose = close;
            made.xFilter = filter;
            made.xNext = next;
            made.xEof = eof;
            made.xColumn = column;
            made.xRowid = rowid;
            return made;
        }();
        check(sqlite3_create_module(database, Source::name, &module, nullptr), database);
    }
};

template <class Source>
void bind_source(sqlite3_stmt* statement, int index, Source& source) {
    check(sqlite3_bind_pointer(statement, index, &source, Source::name, nullptr), sqlite3_db_handle(statement));
}

} // namespace bench
