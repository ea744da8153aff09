#pragma once

#include "rowan/meta/text_sink.hpp"
#include "rowan/query/dialect_feature.hpp"
#include "rowan/schema/facts.hpp"
#include "rowan/schema/naming.hpp"

#include <array>
#include <cstddef>
#include <string_view>

namespace rowan::detail {

/// Doubles a quote in what is written to another sink.
template <class Sink, char Quote>
struct doubling_sink {
    Sink& sink;

    constexpr void put(char c) {
        if (c == Quote) sink.put(c);
        sink.put(c);
    }
};

/// How names of tables and columns are written. One that the definition gives is final: no naming policy applies to it.
template <class Dialect, class Naming>
struct name_text {
    static constexpr bool has_schemas = Dialect::has_schemas;

    /// As the database knows it.
    template <class Sink>
    static constexpr void write_plain(Sink& out, std::string_view name, bool is_final) {
        if (is_final)
            for (const char c : name) out.put(c);
        else Naming::write(out, name);
    }
    /// A quote within a name is doubled (SQL:2016, 5.2, delimited identifier).
    template <class Sink>
    static constexpr void write(Sink& out, std::string_view name, bool is_final) {
        if (is_final || !is_plain_naming<Naming>) {
            doubling_sink<Sink, '"'> doubled{out};
            write_plain(doubled, name, is_final);
        } else Naming::write(out, name);
    }
    template <class Table, class Sink>
    static constexpr void write_table_name(Sink& out, std::string_view suffix) {
        out.put('"');
        write(out, facts<Table>.name, facts<Table>.is_named);
        for (const char c : suffix) out.put(c);
        out.put('"');
    }
    /// With the schema before it if there is one.
    template <class Table, class Sink>
    static constexpr void write_table(Sink& out, std::string_view suffix = {}) {
        if constexpr (has_schemas && !facts<Table>.schema.empty()) {
            out.put('"');
            write(out, facts<Table>.schema, true);
            out.put('"');
            out.put('.');
        }
        write_table_name<Table>(out, suffix);
    }
    /// Whether a table has the name by which SQL calls the row that an insert could not write.
    template <class Table>
    static consteval bool is_called_excluded() {
        constexpr std::string_view excluded = "excluded";
        text_sink measured{};
        write_plain(measured, facts<Table>.name, facts<Table>.is_named);
        if (measured.size != excluded.size()) return false;
        std::array<char, excluded.size()> called{};
        text_sink out{called.data()};
        write_plain(out, facts<Table>.name, facts<Table>.is_named);
        for (std::size_t i = 0; i < called.size(); ++i)
            if (to_lower(called[i]) != excluded[i]) return false;
        return true;
    }
};

} // namespace rowan::detail
