#pragma once

#include "rowan/driver/postgres/decode.hpp"
#include "rowan/driver/postgres/oid.hpp"
#include "rowan/driver/postgres/parameters.hpp"
#include "rowan/driver/postgres/result.hpp"
#include "rowan/driver/postgres/session.hpp"

#include <libpq-fe.h>

#include <algorithm>
#include <charconv>
#include <string>
#include <string_view>
#include <vector>

// What a session asks of the catalog, to check types and to name them in messages.
namespace rowan::detail {

/// The only cell that a text without values gives; empty if there is none, or if the session runs nothing at the moment.
template <class Waiter>
std::string catalog_text(postgres_session<Waiter>& session, const std::string& text) {
    if (session.is_broken() || PQtransactionStatus(session.handle()) == PQTRANS_INERROR) return {};
    session.settle();
    const running_text running{text, false};
    session.start();
    session.check_sent(PQsendQuery(session.handle(), text.c_str()), running);
    const result_handle result = session.next_result(running);
    session.drain(running);
    const bool has_cell = PQntuples(result.get()) == 1 && PQnfields(result.get()) == 1;
    return has_cell ? std::string(PQgetvalue(result.get(), 0, 0)) : std::string();
}

/// "column 'year' of table 'books'"; where the column is not one of a table, "column 'year'".
template <class Waiter>
std::string column_of(postgres_session<Waiter>& session, Oid table, int column, const std::string& name) {
    std::string known;
    if (table != oid::unknown)
        known = catalog_text(session, "SELECT 'column ''' || attname || ''' of table ''' || attrelid::regclass || '''' "
                                      "FROM pg_catalog.pg_attribute WHERE attrelid = " +
                                          std::to_string(table) + " AND attnum = " + std::to_string(column));
    return known.empty() ? "column '" + name + "'" : known;
}

/// What people call a type. It has only its number where the server is not asked, and where there is no such type any longer.
template <class Waiter>
std::string type_of_column(postgres_session<Waiter>& session, Oid type, bool is_asked = true) {
    std::string known = oid::name_of(type);
    const std::string number = std::to_string(type);
    if (known.empty() && is_asked) known = catalog_text(session, "SELECT pg_catalog.format_type(" + number + ", NULL)");
    return known.empty() || known == "???" ? "type number " + number : known;
}

/// What a column holds that is not what is wanted there, and what can be done about it.
struct found_value {
    std::string name;
    const char* advice = "";
};
/// The label of an enumeration, else the type of the value.
template <class Waiter>
found_value ask_for_found(postgres_session<Waiter>& session, const wire_value& value) {
    const std::string type = type_of_column(session, value.type);
    const bool has_label =
        is_defined_later(value.type) && catalog_text(session, "SELECT typtype FROM pg_catalog.pg_type WHERE oid = " +
                                                                  std::to_string(value.type)) == "e";
    if (!has_label) return {type};
    return {"the label '" + std::string(value.text()) + "' of " + type,
            "; give the enumeration an enumerator called so"};
}
/// As that; or a number or a time that is infinite or none.
template <class Waiter>
found_value describe_found(postgres_session<Waiter>& session, const wire_value& value) {
    if (const char* special = special_value(value))
        return {special, value.type == oid::numeric ? "; read it into a double, or leave such rows out by a condition"
                                                    : "; leave such rows out by a condition"};
    // What follows of a pipeline is not waited for.
    if (value.data != nullptr && PQtransactionStatus(session.handle()) != PQTRANS_ACTIVE) {
        try {
            return ask_for_found(session, value);
        } catch (const error&) {} // a connection that is lost meanwhile says so when it is used
    }
    return {type_of_column(session, value.type, false)};
}

/// Whether a type that was defined in the database is one of those that are sent alike: arrays, or what is sent as text, which
/// are enumerations and the text types of extensions.
template <class Waiter>
bool is_known_kind(postgres_session<Waiter>& session, Oid type, bool is_array) {
    const char* place = is_array ? "(SELECT typelem FROM pg_catalog.pg_type WHERE typcategory = 'A' AND oid = " : "(";
    return catalog_text(session, "SELECT typtype = 'e' OR typcategory = 'S' FROM pg_catalog.pg_type WHERE oid = " +
                                     std::string(place) + std::to_string(type) + ")") == "t";
}

/// The types of columns, as a text of the library gives them: of each its number, that of its lists, and whether it keeps texts. Empty
/// where the session runs nothing at the moment.
template <class Waiter>
std::vector<list_type> types_of_columns(postgres_session<Waiter>& session, std::string_view sql) {
    const std::string known = catalog_text(session, std::string(sql));
    std::vector<list_type> types;
    for (const char *next = known.data(), *const end = next + known.size(); next < end; ++next) {
        list_type& type = types.emplace_back();
        next = std::from_chars(next, end, type.element).ptr;
        next = next < end ? std::from_chars(next + 1, end, type.list).ptr : end;
        type.is_text = end - next > 1 && next[1] == 't';
        next = std::find(next, end, ',');
    }
    return types;
}

} // namespace rowan::detail
