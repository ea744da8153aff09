#pragma once

#include <sqlite3.h>

#include <cstddef>
#include <cstdint>

// `rowan_array(?)` is a table with one column, `value`, whose rows are the elements of a C++ range that is bound as a pointer
// (sqlite.org/bindptr.html, sqlite.org/vtab.html). It lets `in(range)` be one parameter, without a copy.
namespace rowan::detail {

struct array_list {
    static constexpr const char* pointer_type = "rowan_array";
    const void* data;
    std::size_t size;
    void (*give)(sqlite3_context*, const void* data, std::size_t position);
    /// Whether an element is one of the table; null if all are.
    bool (*has)(const void* data, std::size_t position);
};

struct array_cursor {
    sqlite3_vtab_cursor base;
    const array_list* list;
    std::size_t position;

    void leave_out() {
        if (list == nullptr || list->has == nullptr) return;
        while (position < list->size && !list->has(list->data, position)) ++position;
    }
};

inline int array_connect(sqlite3* handle, void*, int, const char* const*, sqlite3_vtab** table, char**) {
    const int result = sqlite3_declare_vtab(handle, "CREATE TABLE x(value, list HIDDEN)");
    if (result != SQLITE_OK) return result;
    *table = static_cast<sqlite3_vtab*>(sqlite3_malloc(sizeof(sqlite3_vtab)));
    if (*table == nullptr) return SQLITE_NOMEM;
    **table = {};
    return SQLITE_OK;
}
inline int array_disconnect(sqlite3_vtab* table) {
    sqlite3_free(table);
    return SQLITE_OK;
}
inline int array_best_index(sqlite3_vtab*, sqlite3_index_info* info) {
    for (int i = 0; i < info->nConstraint; ++i) {
        const auto& constraint = info->aConstraint[i];
        if (constraint.iColumn != 1 || constraint.op != SQLITE_INDEX_CONSTRAINT_EQ) continue;
        if (constraint.usable == 0) return SQLITE_CONSTRAINT;
        info->aConstraintUsage[i].argvIndex = 1;
        info->aConstraintUsage[i].omit = 1;
        info->estimatedCost = 1;
        info->estimatedRows = 100;
        return SQLITE_OK;
    }
    info->estimatedRows = 0;
    return SQLITE_OK;
}
inline int array_open(sqlite3_vtab*, sqlite3_vtab_cursor** cursor) {
    auto* made = static_cast<array_cursor*>(sqlite3_malloc(sizeof(array_cursor)));
    if (made == nullptr) return SQLITE_NOMEM;
    *made = {};
    *cursor = &made->base;
    return SQLITE_OK;
}
inline int array_close(sqlite3_vtab_cursor* cursor) {
    sqlite3_free(cursor);
    return SQLITE_OK;
}
inline array_cursor& as_array_cursor(sqlite3_vtab_cursor* cursor) { return *reinterpret_cast<array_cursor*>(cursor); }

inline int array_filter(sqlite3_vtab_cursor* cursor, int, const char*, int count, sqlite3_value** values) {
    auto& self = as_array_cursor(cursor);
    self.list = count == 1 ? static_cast<const array_list*>(sqlite3_value_pointer(values[0], array_list::pointer_type))
                           : nullptr;
    self.position = 0;
    self.leave_out();
    return SQLITE_OK;
}
inline int array_next(sqlite3_vtab_cursor* cursor) {
    auto& self = as_array_cursor(cursor);
    ++self.position;
    self.leave_out();
    return SQLITE_OK;
}
inline int array_eof(sqlite3_vtab_cursor* cursor) {
    const auto& self = as_array_cursor(cursor);
    return self.list == nullptr || self.position >= self.list->size ? 1 : 0;
}
inline int array_column(sqlite3_vtab_cursor* cursor, sqlite3_context* context, int column) {
    const auto& self = as_array_cursor(cursor);
    if (column == 0) self.list->give(context, self.list->data, self.position);
    return SQLITE_OK;
}
inline int array_rowid(sqlite3_vtab_cursor* cursor, sqlite3_int64* rowid) {
    *rowid = static_cast<sqlite3_int64>(as_array_cursor(cursor).position);
    return SQLITE_OK;
}

// Without xCreate the table exists by itself in every database and cannot be created by name.
inline constexpr sqlite3_module array_module{0,         nullptr,      array_connect, array_best_index, array_disconnect,
                                             nullptr,   array_open,   array_close,   array_filter,     array_next,
                                             array_eof, array_column, array_rowid,   nullptr,          nullptr,
                                             nullptr,   nullptr,      nullptr,       nullptr,          nullptr,
                                             nullptr,   nullptr,      nullptr,       nullptr};

} // namespace rowan::detail
