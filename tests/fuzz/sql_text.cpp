#include "fuzz/fuzz.hpp"
#include "fuzz/reference.hpp"
#include "fuzz/values.hpp"

#include "rowan/driver/sqlite/connection.hpp"
#include "rowan/query/json_path.hpp"
#include "rowan/sql/dialect.hpp"
#include "rowan/sql/literal.hpp"
#include "rowan/sql/name_text.hpp"

#include <sqlite3.h>

#include <charconv>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

// What rowan writes into the text of a statement for a value, a name or a path within a document, run by SQLite: it is that value, that
// name, that place.
namespace sql_text_fuzz {

using namespace rowan;
using namespace fuzz;

constexpr std::string_view special = "'\"`[]{}\\%?$:@#.,;-/*_ \n\tas0Z\x80\xc3\xff";
/// A text without zero bytes, which no statement has.
std::string any_text(input& in, std::size_t most) {
    std::string text;
    for (std::size_t size = in.below(most + 1); size > 0; --size) {
        const char c = in.flag() ? in.one_of(special) : static_cast<char>(in.byte());
        text += c == '\0' ? 'x' : c;
    }
    return text;
}
class database {
public:
    /// The columns of the first row, as texts; what the bound value is compared with comes first.
    template <encoding Encoding = encoding::standard, class Value = std::nullopt_t>
    std::vector<std::string> row(const std::string& sql, const Value& value = std::nullopt) {
        auto statement = connection_.prepare(sql);
        if constexpr (!std::is_same_v<Value, std::nullopt_t>) statement.template bind<Encoding>(1, value);
        std::vector<std::string> columns;
        if (!statement.step()) return columns;
        // Those of virtual tables are there, too.
        sqlite3_stmt* native = sqlite3_next_stmt(connection_.native_handle(), nullptr);
        while (statement.sql() != sqlite3_sql(native)) native = sqlite3_next_stmt(connection_.native_handle(), native);
        for (int i = 0; i < sqlite3_column_count(native); ++i) {
            const auto* text = static_cast<const char*>(sqlite3_column_blob(native, i));
            columns.emplace_back(text == nullptr ? "" : text,
                                 static_cast<std::size_t>(sqlite3_column_bytes(native, i)));
        }
        return columns;
    }
    void execute(const std::string& sql) { connection_.execute(sql); }

private:
    detail::sqlite_connection connection_{":memory:", {}};
};

template <class Value, encoding Encoding>
void check_literal(database& db, input& in) {
    const auto value = [&] {
        if constexpr (std::is_same_v<Value, std::string>) return any_text(in, 40);
        else if constexpr (std::is_same_v<Value, Code> || std::is_same_v<Value, json>) return Value{any_text(in, 40)};
        else return make<Value>(in);
    }();
    string_sink out;
    if constexpr (std::is_floating_point_v<Value>) {
        if (std::isnan(value)) return;
    } else if constexpr (detail::is_time<Value> && Encoding == encoding::standard) {
        const auto nano = value.time_since_epoch().count() * nanoseconds_of_tick<typename Value::duration>;
        if (nano < first_text || nano >= end_of_texts) return;
    } else if constexpr (std::is_same_v<Value, std::chrono::year_month_day>) {
        if (!value.ok() || static_cast<int>(value.year()) < 0 || static_cast<int>(value.year()) > 9999) return;
    } else if constexpr (std::is_same_v<Value, Mood>) {
        if (Encoding == encoding::standard && detail::enumerator_name(value).empty()) return;
    } else if constexpr (std::is_same_v<Value, std::uint64_t>) {
        if (value > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) return;
    }
    detail::write_literal<sqlite_dialect, Encoding>(out, value);
    const std::string& literal = out.text;
    if constexpr (std::is_floating_point_v<Value>) {
        // SQLite reads numbers in long double, which is off by one unit in the last place of some (sqlite.org/floatingpoint.html).
        require(is_same_real(std::strtod(literal.c_str(), nullptr), static_cast<double>(value)), literal,
                " is another number");
        char shortest[40];
        const auto end = std::to_chars(shortest, shortest + sizeof shortest, std::abs(static_cast<double>(value)),
                                       std::chars_format::scientific)
                             .ptr;
        const auto digits = [](std::string_view text) {
            return std::ranges::count_if(text.substr(0, text.find('e')), [](char c) { return c >= '0' && c <= '9'; });
        };
        // In the scientific form there are as few digits as there can be; zeros beside the point are no digits of the number.
        const auto number = reference::read_decimal(literal);
        require(std::isinf(value) || std::ssize(number->digits) <= digits({shortest, end}), literal,
                " has more digits than ", std::string_view(shortest, static_cast<std::size_t>(end - shortest)));
        const auto found = db.row("SELECT typeof(" + literal + "), abs(" + literal +
                                      " - ?1) <= abs(?1) * 2.3e-16 + 5e-324 OR " + literal + " = ?1",
                                  static_cast<double>(value));
        require(found == std::vector<std::string>{"real", "1"}, literal, " is another number in SQLite");
        return;
    }
    const std::string both = "SELECT l IS b, typeof(l) = typeof(b) FROM (SELECT ";
    auto found = db.row<Encoding>(both + literal + " AS l, ?1 AS b)", value);
    require(found == std::vector<std::string>{"1", "1"}, shown(literal), " is another value");
    if (in.below(4) != 0) return;
    db.execute("CREATE TABLE kept (v DEFAULT " + literal + " CHECK (v IS " + literal +
               ")); INSERT INTO kept DEFAULT VALUES");
    found = db.row<Encoding>(both + "v AS l, ?1 AS b FROM kept)", value);
    db.execute("DROP TABLE kept");
    require(found == std::vector<std::string>{"1", "1"}, shown(literal), " is another value by default");
}

std::string quoted(std::string_view name) {
    string_sink out;
    out.put('"');
    detail::name_text<sqlite_dialect, as_written>::write(out, name, true);
    out.put('"');
    return out.text;
}
void check_names(database& db, input& in) {
    const std::string table = any_text(in, 20), column = any_text(in, 20), alias = any_text(in, 20),
                      key = any_text(in, 20);
    require(quoted(table) == detail::in_double_quotes(table), "a name is in other quotes");
    require(detail::names_in_double_quotes(quoted(table) + "." + quoted(column) + " AS" + quoted(alias)) ==
                std::vector{table, column, alias},
            shown(table), ", ", shown(column), " and ", shown(alias), " are taken out of their quotes as others");
    const std::string hostile = any_text(in, 60);
    (void)detail::names_in_double_quotes(hostile);
    try {
        db.execute("CREATE TABLE " + quoted(table) + " (" + quoted(column) + " TEXT); CREATE INDEX " + quoted(key) +
                   " ON " + quoted(table) + " (" + quoted(column) + "); INSERT INTO " + quoted(table) + " (" +
                   quoted(column) + ") VALUES ('here')");
    } catch (const error& refused) {
        const std::string_view why = refused.what();
        // Names that SQLite keeps for itself, or two things of one name. What was made before is rolled back.
        require(why.starts_with("object name reserved") || why.starts_with("there is already"), why);
        try {
            db.execute("DROP TABLE IF EXISTS " + quoted(table));
        } catch (const error&) {}
        return;
    }
    const auto found = db.row("SELECT s.name, c.name, i.name FROM sqlite_schema AS s, pragma_table_info(s.name) AS c, "
                              "sqlite_schema AS i WHERE s.type = 'table' AND "
                              "i.type = 'index'");
    std::string told;
    for (const std::string& each : found) told += shown(each) + ' ';
    require(found == std::vector{table, column, key}, shown(table), ", ", shown(column), " and ", shown(key),
            " are called ", told, "in SQLite");
    const auto read = db.row("SELECT " + quoted(alias) + "." + quoted(column) + " AS " + quoted(alias) + " FROM " +
                             quoted(table) + " AS " + quoted(alias));
    require(read == std::vector<std::string>{"here"}, shown(table), " is not read");
    db.execute("DROP TABLE " + quoted(table));
}

/// A path as it stands in the text, in the place of the template of a function: of a document that is called so.
std::string path_of(const std::vector<std::string>& steps, std::string_view document) {
    const std::vector<std::string_view> views(steps.begin(), steps.end());
    detail::text_sink measured;
    detail::write_sqlite_path(measured, views);
    std::string text(measured.size, ' ');
    detail::text_sink sink{text.data()};
    detail::write_sqlite_path(sink, views);
    for (std::size_t i = 0; (i = text.find('{', i)) != std::string::npos; ++i)
        if (text.compare(i, 3, "{0}") == 0) text.replace(i, 3, document);
        else text.erase(i, 1); // the first of two braces
    return text;
}
/// A step, and what it leads into in SQL: an array with what is there at some place, or an object with a key.
std::string around(const std::string& content, std::string& step, input& in) {
    const std::size_t before = in.below(4), behind = in.below(4);
    const auto in_quotes = [](std::string_view text) { return detail::in_quotes(text, '\''); };
    const std::string zeros(in.below(4) == 0 ? 2 : 0, '0');
    if (in.below(3) == 0) {
        step = in.flag() ? '-' + zeros + std::to_string(behind + 1)
                         : (in.below(4) == 0 ? "+" : "") + zeros + std::to_string(before);
        std::string list = "json_array(";
        for (std::size_t i = 0; i < before; ++i) list += "'x', ";
        list += "json(" + content + ')';
        for (std::size_t i = 0; i < behind; ++i) list += ", 'y'";
        return list + ')';
    }
    step = in.flag() ? any_text(in, 12) : zeros + std::to_string(in.take<std::int8_t>());
    return "json_object(" + in_quotes(step + "x") + ", 1, " + in_quotes(step) + ", json(" + content + "), " +
           in_quotes("x" + step) + ", 2)";
}
void check_paths(database& db, input& in) {
    std::vector<std::string> steps(1 + in.below(3));
    std::string document = "'42'";
    for (auto step = steps.rbegin(); step != steps.rend(); ++step) document = around(document, *step, in);
    bool can_be_made = true;
    for (const std::string& step : steps) {
        if (detail::has_any_of(step, "\"") && detail::has_any_of(step, ".[")) return; // E343
        can_be_made = can_be_made && !detail::has_any_of(step, "\"\\") && !detail::has_control(step);
    }
    const std::string path = path_of(steps, "d"), from = " FROM (SELECT " + document + " AS d)";
    const auto found = db.row("SELECT json_type(d, " + path + "), json_extract(d, " + path + ")" + from);
    require(found == std::vector<std::string>{"integer", "42"}, path, " is not found in ", document);
    if (!can_be_made) return;
    const auto changed = db.row("SELECT json_extract(n, " + path_of(steps, "n") +
                                "), json_array_length(n) = json_array_length(d) FROM (SELECT d, json_set(d, " + path +
                                ", 7) AS n" + from + ")");
    require(changed == std::vector<std::string>{"7", "1"}, path, " is not set in ", document);
    const auto made = db.row("SELECT json_extract(n, " + path_of(steps, "n") + ") FROM (SELECT json_set(d, " + path +
                             ", 7) AS n FROM (SELECT '{}' AS d))");
    // Beside an array there may be nothing to count from.
    if (!steps[0].starts_with('-') && steps.size() == 1)
        require(made == std::vector<std::string>{"7"}, path, " is not made");
}

using all_forms =
    forms<form<std::int64_t>, form<std::int8_t>, form<std::uint64_t>, form<bool>, form<double>, form<float>,
          form<std::string>, form<Mood>, form<Mood, encoding::integer>, form<std::chrono::sys_days>,
          form<std::chrono::sys_time<std::chrono::milliseconds>>, form<std::chrono::sys_seconds, encoding::integer>,
          form<std::chrono::sys_time<std::chrono::nanoseconds>>, form<std::chrono::year_month_day>, form<decimal>,
          form<uuid>, form<interval>, form<json>, form<Count>, form<Code>>;

} // namespace sql_text_fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace sql_text_fuzz;
    static database db;
    input in(data, size);
    switch (in.below(4)) {
    case 0:
        check_names(db, in);
        break;
    case 1:
        check_paths(db, in);
        break;
    default:
        all_forms::pick(in, [&]<class Value, encoding Encoding>() { check_literal<Value, Encoding>(db, in); });
    }
    return 0;
}
