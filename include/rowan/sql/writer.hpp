#pragma once

#include "rowan/meta/names.hpp"
#include "rowan/meta/text_sink.hpp"
#include "rowan/query/column.hpp"
#include "rowan/query/source.hpp"
#include "rowan/schema/enum_type.hpp"
#include "rowan/schema/facts.hpp"
#include "rowan/sql/literal.hpp"
#include "rowan/sql/name_text.hpp"
#include "rowan/sql/parameter_places.hpp"
#include "rowan/sql/type_name.hpp"

#include <array>
#include <cstddef>
#include <iterator>
#include <span>
#include <stdexcept>
#include <string_view>
#include <type_traits>
#include <utility>

namespace rowan::detail {

/// `bound`: values are placeholders, columns have their table's name. `literal`: values are part of the text and columns stand
/// alone, as in CHECK. `in_trigger`: values are part of the text, columns have their table's name.
enum class value_mode : unsigned char { bound, literal, in_trigger };

/// The distinct names of the parameters of a statement, in order: their numbers are 1, 2, ….
struct name_list {
    const std::string_view* first = nullptr;
    int count = 0;

    [[nodiscard]] constexpr int number_of(std::string_view name) const {
        for (int i = 0; i < count; ++i)
            if (first[i] == name) return i + 1;
        return 0;
    }
};

/// The parameters of a statement, as types; a name may occur more than once.
template <class Statement>
using parameters_of = decltype(parameters_of_parts(typename Statement::parts{}));

template <class Parameters>
struct distinct_names;
template <fixed_string... Names, class... Types>
struct distinct_names<type_list<parameter<Names, Types>...>> {
    std::array<std::string_view, sizeof...(Names) + 1> names{};
    int count = 0;

    consteval distinct_names() {
        for (const std::string_view name : {Names.view()..., std::string_view{}})
            if (!name.empty() && name_list{names.data(), count}.number_of(name) == 0)
                names[static_cast<std::size_t>(count++)] = name;
    }
};

template <class Statement>
inline constexpr distinct_names<parameters_of<Statement>> parameter_names{};

/// A source as a value. (GCC 12 does not take a comparison of two addresses for a constant where it compiles for sanitizers.)
struct source_identity {
    std::string_view alias, row;
    friend constexpr bool operator==(const source_identity&, const source_identity&) = default;
};
template <class Source>
inline constexpr source_identity identity_of{alias_name<Source>, type_spelling<source_row<Source>>()};

/// Writes the text of a statement. What it is given is visited (`walk`) and never read, unless values are literals.
template <class Dialect, class Naming, value_mode Mode = value_mode::bound>
struct writer {
    using dialect = Dialect;
    using naming = Naming;
    static constexpr bool writes_text = true;
    static constexpr bool is_literal = Mode != value_mode::bound;
    template <class...>
    static consteval bool passes_over() {
        return false;
    }

    text_sink sink{};
    name_list names{};
    int next_value = names.count + 1;
    parameter_places<Dialect> places{};
    int as_of_number = 0;
    bool as_of_time = false;
    std::array<source_identity, 32> common_sources{};
    std::size_t common_count = 0;
    std::span<const column_facts> labels{};
    bool renames_target = false;

    constexpr void text(std::string_view part) { sink.write(part); }

    constexpr void number(int n) {
        if (n >= 10) number(n / 10);
        sink.put(static_cast<char>('0' + n % 10));
    }
    constexpr void placeholder(int n) {
        sink.put(Dialect::placeholder);
        number(n);
    }

    /// A quote within a name is doubled (SQL:2016, 5.2, delimited identifier).
    constexpr void name(std::string_view text, bool is_final) { spelling::write(sink, text, is_final); }

    /// The table's name, followed by `suffix`, in quotes, with the schema before it if there is one.
    template <class Table>
    constexpr void table(std::string_view suffix = {}) {
        spelling::template write_table<Table>(sink, suffix);
    }
    /// The same as a text of SQL, of which the quotes of the names are a part.
    template <class Table>
    constexpr void table_literal() {
        sink.put('\'');
        doubling_sink<text_sink, '\''> content{sink};
        spelling::template write_table<Table>(content);
        sink.put('\'');
    }
    /// The table's name alone as a text, to be compared with those of a catalog.
    template <class Table>
    constexpr void table_name_literal() {
        sink.put('\'');
        doubling_sink<text_sink, '\''> content{sink};
        spelling::write_plain(content, facts<Table>.name, facts<Table>.is_named);
        sink.put('\'');
    }
    /// The name of the table's schema as a text, to be compared with those of a catalog.
    template <class Table>
    constexpr void schema_literal() {
        sink.put('\'');
        doubling_sink<text_sink, '\''> content{sink};
        spelling::write_plain(content, facts<Table>.schema, true);
        sink.put('\'');
    }
    /// Without the schema: as a query knows its rows, and for what is in the schema of its table anyway.
    template <class Table>
    constexpr void table_name(std::string_view suffix = {}) {
        spelling::template write_table_name<Table>(sink, suffix);
    }
    constexpr void column_name(const column_facts& column) {
        sink.put('"');
        name(column.name, column.is_named);
        sink.put('"');
    }
    /// The column's name as a text of SQL, to be compared with those of a catalog.
    constexpr void column_literal(const column_facts& column) {
        sink.put('\'');
        doubling_sink<text_sink, '\''> content{sink};
        spelling::write_plain(content, column.name, column.is_named);
        sink.put('\'');
    }
    /// The name by which a query knows the rows of a source.
    template <class Source>
    constexpr void source() {
        if constexpr (std::is_same_v<Source, excluded_row<source_row<Source>>>) text("excluded");
        else if constexpr (is_trigger_row<Source>)
            text(std::is_same_v<Source, trigger_row<source_row<Source>, true>> ? "NEW" : "OLD");
        else if constexpr (is_alias<Source>) {
            sink.put('"');
            name(alias_name<Source>, true);
            sink.put('"');
        } else {
            if constexpr (spelling::template is_called_excluded<Source>())
                if (renames_target) return text(target_name);
            table_name<Source>();
        }
    }
    /// Of a table that is called `excluded`, as SQL calls the row that an insert could not write, the rows have another name in a
    /// statement that has both.
    template <class Table>
    constexpr void rename_target() {
        if constexpr (spelling::template is_called_excluded<Table>()) {
            text(" AS ");
            text(target_name);
            renames_target = true;
        }
    }
    constexpr void end_conflict() {
        if constexpr (!Dialect::has_alias_in_returning) renames_target = false;
    }
    template <auto Member, class Source>
    constexpr void column() {
        if constexpr (Mode != value_mode::literal) {
            source<Source>();
            sink.put('.');
        }
        column_name(facts_of_column<Member>);
    }
    template <class Source>
    constexpr void source_column(const column_facts& column) {
        source<Source>();
        sink.put('.');
        column_name(column);
    }
    template <class Table, std::size_t Index, class Rows>
    constexpr void field(const Rows&) {
        placeholder(next_value++);
        walk_array_cast(*this, facts<Table>.columns[Index]);
    }

    /// An expression as a definition has it, with its values.
    template <class Expression>
    constexpr void definition(const Expression& expression) {
        in_mode<value_mode::literal>([&](auto& out) { walk_alone(out, expression); });
    }
    /// Has a function write values and columns in another way.
    template <value_mode Other, class Function>
    constexpr void in_mode(const Function& function) {
        writer<Dialect, Naming, Other> out{sink};
        function(out);
        sink = out.sink;
    }

    /// A text that is a constant has all optional parts, and of a choice the first key.
    [[nodiscard]] static constexpr bool chooses(const auto&) { return true; }
    [[nodiscard]] static constexpr std::size_t choice_of(const auto&) { return 0; }

    /// What a query says for itself and not for those around it.
    struct scope {
        int as_of_number;
        bool as_of_time;
        std::size_t common_count;
    };
    [[nodiscard]] constexpr scope enter() const { return {as_of_number, as_of_time, common_count}; }
    constexpr void leave(const scope& outer) {
        as_of_number = outer.as_of_number;
        as_of_time = outer.as_of_time;
        common_count = outer.common_count;
    }
    /// The sources that are common table expressions: they are no tables, whatever their rows are. A query that sees more than
    /// there is room for is refused: by the compiler where its text is a constant, else when it is run.
    template <class Source>
    constexpr void add_common() {
        if (common_count == common_sources.size())
            throw std::length_error("more than 32 common table expressions are seen by one query");
        common_sources[common_count++] = identity_of<Source>;
    }
    template <class Source>
    [[nodiscard]] constexpr bool is_common() const {
        for (std::size_t i = 0; i < common_count; ++i)
            if (common_sources[i] == identity_of<Source>) return true;
        return false;
    }
    /// The names that the columns of the query that is visited next are to have.
    constexpr void label_columns(std::span<const column_facts> wanted) { labels = wanted; }
    constexpr std::span<const column_facts> take_labels() { return std::exchange(labels, {}); }

    template <encoding Encoding, class Beside = beside_nothing, class Value>
    constexpr void value(const Value& content) {
        if constexpr (is_literal) write_literal<Dialect, Encoding>(sink, content);
        else {
            placeholder(next_value++);
            list_cast<Encoding, Value>();
        }
    }
    template <encoding Encoding, class Beside, class List>
    constexpr void list(const List&) {
        static_assert(!is_literal || always_false<List>, "a list of values cannot be part of a definition");
        text(Dialect::list_prefix);
        placeholder(next_value++);
        enum_cast<Encoding, std::remove_cvref_t<decltype(*std::data(std::declval<const List&>().get()))>>();
        text(Dialect::list_suffix);
    }
    /// The texts of a list become enumerators of a type of the database.
    template <encoding Encoding, class Element>
    constexpr void enum_cast() {
        if constexpr (Dialect::has_enum_types && Encoding == encoding::standard) {
            constexpr std::string_view type = enum_type_name<Element>();
            if constexpr (!type.empty()) {
                text("::\"");
                name(type, true);
                text("\"[]");
            }
        }
    }
    template <encoding Encoding, class Type>
    constexpr void list_cast() {
        if constexpr (array_value<without_optional<Type>>)
            enum_cast<Encoding, typename without_optional<Type>::value_type>();
    }
    template <encoding Encoding, class Beside, fixed_string Name, class Type>
    constexpr void named() {
        placeholder(places.template number_for<Encoding, Beside, Type>(names.number_of(Name.view()), next_value));
        list_cast<Encoding, Type>();
    }
    /// Takes the number of the point in time that table references speak of.
    template <class Value>
    constexpr void as_of(const Value&) {
        as_of_number = next_value++;
        as_of_time = is_time<Value>;
    }

private:
    using spelling = name_text<Dialect, Naming>;
    static constexpr std::string_view target_name = "\"rowan_row\"";
};

} // namespace rowan::detail
