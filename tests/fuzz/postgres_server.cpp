#include "fuzz/fuzz.hpp"
#include "fuzz/reference.hpp"
#include "fuzz/values.hpp"
#include "support/own_database.hpp"

#include "rowan/postgres.hpp"

#include <libpq-fe.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

// Values of every type in a real server: what is written is read, in whatever way it is written, and found by itself; a text is what the
// server's own cast makes of it.
namespace postgres_server_fuzz {

using namespace rowan;
using namespace fuzz;
using namespace std::chrono;

enum class Stage { open, sold, away };
struct Everything {
    std::int64_t id = 0;
    bool flag{};
    std::int16_t small{};
    std::int64_t large{};
    std::uint64_t wide{};
    float single{};
    double real{};
    std::string text{};
    bytes content{};
    Mood mood{};
    Mood number{};
    Stage stage{};
    sys_time<microseconds> moment{};
    sys_time<milliseconds> milli{};
    sys_days day{};
    sys_seconds ticks{};
    year_month_day date{};
    decimal amount{};
    uuid key{};
    interval span{};
    Code code{};
    Count count{};
    std::optional<std::string> maybe{};
    std::vector<std::optional<std::int64_t>> numbers{};
    std::vector<std::string> texts{};
    std::vector<decimal> amounts{};
};
struct program {
    using driver = postgres;
    using tables = rowan::tables<Everything>;
};

template <auto...>
struct members {};
using all =
    members<&Everything::flag, &Everything::small, &Everything::large, &Everything::wide, &Everything::single,
            &Everything::real, &Everything::text, &Everything::content, &Everything::mood, &Everything::number,
            &Everything::stage, &Everything::moment, &Everything::milli, &Everything::day, &Everything::ticks,
            &Everything::date, &Everything::amount, &Everything::key, &Everything::span, &Everything::code,
            &Everything::count, &Everything::maybe, &Everything::numbers, &Everything::texts, &Everything::amounts>;
/// Those that are looked for by a value, and by lists of them.
using listed =
    members<&Everything::small, &Everything::large, &Everything::single, &Everything::real, &Everything::text,
            &Everything::content, &Everything::mood, &Everything::number, &Everything::stage, &Everything::moment,
            &Everything::milli, &Everything::day, &Everything::ticks, &Everything::date, &Everything::amount,
            &Everything::key, &Everything::span, &Everything::code, &Everything::count>;

} // namespace postgres_server_fuzz

template <>
inline constexpr auto rowan::enum_type<postgres_server_fuzz::Stage> = rowan::native_enum("stage");
template <>
inline constexpr auto rowan::table<postgres_server_fuzz::Everything> =
    rowan::define<postgres_server_fuzz::Everything>(rowan::as_integer<&postgres_server_fuzz::Everything::number>,
                                                    rowan::as_integer<&postgres_server_fuzz::Everything::ticks>);

namespace postgres_server_fuzz {

/// A text of Unicode without zero bytes, as PostgreSQL has them.
std::string unicode(input& in) {
    constexpr std::string_view pieces[] = {"",   "a",    "A",    "'",       "\"",     "\\",
                                           "{",  "}",    ",",    "NULL",    "%",      "_",
                                           " ",  "$1",   "é",    "e\u0301", "\u212b", "\U0001F468\u200d\U0001F469",
                                           "\n", "\x01", "\x7f", "ß",       "\t",     "\\x41"};
    std::string text;
    for (std::size_t count = in.below(6); count > 0; --count)
        text += in.flag() ? std::string(in.one_of(pieces)) : std::string(1, static_cast<char>(1 + in.byte() % 127));
    return text;
}
/// A value that PostgreSQL has.
template <class Value>
Value kept(input& in) {
    if constexpr (std::is_same_v<Value, std::string>) return unicode(in);
    else if constexpr (std::is_same_v<Value, Code>) return {unicode(in)};
    else if constexpr (std::is_same_v<Value, std::optional<std::string>>)
        return in.flag() ? Value(unicode(in)) : Value();
    else if constexpr (std::is_same_v<Value, std::vector<std::string>>) return {unicode(in), unicode(in)};
    else if constexpr (std::is_same_v<Value, std::uint64_t>) return in.integer<std::uint64_t>() >> 1U;
    else if constexpr (std::is_same_v<Value, Stage>) return static_cast<Stage>(in.below(3));
    else if constexpr (std::is_same_v<Value, Mood>) {
        constexpr Mood moods[] = {Mood::calm, Mood::merry, Mood::sad};
        return in.one_of(moods);
    } else if constexpr (std::is_same_v<Value, year_month_day>)
        return year_month_day(sys_days(days(in.take<std::int32_t>() % 2'400'000)));
    else if constexpr (detail::is_time<Value>) {
        const auto value = make<Value>(in);
        const auto nano = value.time_since_epoch().count() * nanoseconds_of_tick<typename Value::duration>;
        return nano >= first_time && nano < end_of_times ? value : Value();
    } else return make<Value>(in);
}
template <auto... Members>
Everything make_row(input& in, members<Members...>) {
    Everything row;
    ((row.*Members = kept<std::remove_cvref_t<decltype(row.*Members)>>(in)), ...);
    return row;
}
template <auto... Members>
void require_same(const Everything& found, const Everything& row, std::string_view way, members<Members...>) {
    std::size_t number = 0;
    ((++number, require(is_same(found.*Members, row.*Members), "field ", number, " is another ", way)), ...);
}

class database {
public:
    connection<program> db;
    PGconn* server;

    explicit database(const std::string& conninfo) : db(conninfo), server(db.handle().native_handle()) {
        db.create_tables();
        db.execute("SET intervalstyle = iso_8601");
    }
    /// The first value of the first row as a text; none where the server refuses the statement.
    std::optional<std::string> ask(const std::string& sql, const std::string& text) {
        const char* const value = text.c_str();
        const std::unique_ptr<PGresult, decltype(&PQclear)> result(
            PQexecParams(server, sql.c_str(), 1, nullptr, &value, nullptr, nullptr, 0), &PQclear);
        if (PQresultStatus(result.get()) != PGRES_TUPLES_OK) return std::nullopt;
        return PQgetvalue(result.get(), 0, 0);
    }
};

/// Found by each value, in all the ways that a condition has.
template <class... Conditions>
void require_found(database& data, const Everything& row, std::string_view way, const Conditions&... conditions) {
    const auto count =
        data.db(select(rowan::count()).template from<Everything>().where(col<&Everything::id> == row.id, conditions...))
            .scalar();
    require(count == 1, "a row is found ", count, " times by ", way);
}
template <auto... Members>
void require_equal(database& data, const Everything& row, members<Members...>) {
    require_found(data, row, "values", (col<Members> == row.*Members)...);
}
template <auto... Members>
void require_not_distinct(database& data, const Everything& row, members<Members...>) {
    require_found(data, row, "values that may be null", is_not_distinct_from(col<Members>, row.*Members)...);
}
template <auto... Members>
void require_listed(database& data, const Everything& row, const Everything& other, members<Members...>) {
    require_found(data, row, "lists", in(col<Members>, std::vector{other.*Members, row.*Members})...);
}
void check_rows(database& data, input& in) {
    std::vector<Everything> rows;
    for (std::size_t count = 1 + in.below(3); count > 0; --count) rows.push_back(make_row(in, all{}));
    auto transaction = data.db.begin();
    switch (in.below(64)) {
    case 63: // so many are copied
        rows.resize(2001, rows[0]);
        [[fallthrough]];
    default:
        data.db.insert(rows);
        break;
    case 1:
    case 2:
    case 3:
        for (Everything& row : rows) data.db.insert(row);
    }
    const Everything &first = rows.front(), &last = rows.back();
    for (const Everything* row : {&first, &last})
        require_same(data.db.get<Everything>(row->id), *row, "when it is read", all{});
    require_equal(data, last, listed{});
    require_not_distinct(data, last, all{});
    require_listed(data, last, first, listed{});
    Everything changed = first;
    changed.id = last.id;
    if (in.flag()) data.db.update(changed);
    else data.db.upsert(changed);
    require_same(data.db.get<Everything>(last.id), changed, "when it was changed", all{});
    transaction.rollback();
}

/// What is read of a text is what the server makes of it.
void check_texts(database& data, input& in) {
    std::string text = in.edited(make<decimal>(in).text(), "0123456789.eE+-");
    std::erase(text, '\0');
    if (const auto number = decimal::parse(text)) {
        const auto told = data.ask("SELECT CAST(CAST($1 AS text) AS numeric)", text);
        // It has no zero of any exponent, nor so many zeros at the end.
        const bool has_room =
            number->shortest() != "0" && reference::read_decimal(number->text())->scale < reference::most_scale;
        require(told ? *told == number->text() : !has_room, "the number ", shown(text), " is ",
                told.value_or("refused"), " to the server, and ", number->text());
    }
    text = in.edited(text_of(make<interval>(in)), "0123456789PYMWDTHS.-");
    std::erase(text, '\0');
    if (const auto span = detail::parse_interval(text)) {
        // The server adds up the parts of an interval in other numbers, which may overflow before.
        const auto told = data.ask("SELECT CAST(CAST($1 AS text) AS interval)", text);
        require(!told || *told == text_of(*span), "the interval ", shown(text), " is ", told.value_or("refused"),
                " to the server, and ", text_of(*span));
        const auto again = data.ask("SELECT CAST(CAST($1 AS text) AS interval)", text_of(*span));
        require(again == text_of(*span), "the interval ", text_of(*span), " is ", again.value_or("refused"),
                " to the server");
    }
    text = in.edited(text_of(make<uuid>(in)), "0123456789abcdefABCDEF-");
    std::erase(text, '\0');
    if (const auto key = detail::parse_uuid(text))
        require(data.ask("SELECT CAST(CAST($1 AS text) AS uuid)", text) == text_of(*key), "the UUID ", shown(text),
                " is another to the server");
    detail::time_buffer buffer{};
    text = in.edited(std::string(detail::format_time(make<sys_time<microseconds>>(in), buffer)), "0123456789-: .TZ");
    std::erase(text, '\0');
    const auto time = detail::parse_time<microseconds>(text);
    // The server has no year 0.
    if (time && !text.starts_with("0000")) {
        const auto told = data.ask(
            "SELECT CAST(extract(epoch FROM CAST(CAST($1 AS text) AS timestamptz)) * 1000000 AS bigint)", text);
        require(told == std::to_string(time->time_since_epoch().count()), "the time ", shown(text), " is ",
                told.value_or("refused"), " to the server");
    }
}

template <class Value>
void check_literal(database& data, input& in, std::string_view type) {
    const auto value = kept<Value>(in);
    string_sink out;
    if constexpr (detail::is_time<Value>) {
        detail::time_buffer buffer{};
        const auto written = detail::format_time(value, buffer);
        if (written.empty() || written.starts_with("0000")) return;
    }
    detail::write_literal<postgres_dialect, encoding::standard>(out, value);
    const std::string& text = out.text;
    const auto statement = "SELECT CAST(" + text + " AS " + std::string(type) + ") IS NOT DISTINCT FROM CAST($1 AS " +
                           std::string(type) + ")";
    detail::wire_buffer bytes;
    require(detail::encode<encoding::standard>(bytes, value) == nullptr, "a value has no place in PostgreSQL");
    const char* const bound = bytes.size() == 0 ? "" : bytes.data();
    const int size = static_cast<int>(bytes.size()), format = 1;
    const Oid oid = detail::oid_of<encoding::standard, Value>();
    const std::unique_ptr<PGresult, decltype(&PQclear)> result(
        PQexecParams(data.server, statement.c_str(), 1, &oid, &bound, &size, &format, 0), &PQclear);
    require(PQresultStatus(result.get()) == PGRES_TUPLES_OK, PQerrorMessage(data.server));
    require(std::string_view(PQgetvalue(result.get(), 0, 0)) == "t", shown(text), " is another value");
}
void check_literals(database& data, input& in) {
    check_literal<std::int64_t>(data, in, "bigint");
    check_literal<double>(data, in, "double precision");
    check_literal<std::string>(data, in, "text");
    check_literal<bool>(data, in, "boolean");
    check_literal<sys_time<microseconds>>(data, in, "timestamptz");
    check_literal<decimal>(data, in, "numeric");
    check_literal<uuid>(data, in, "uuid");
    check_literal<interval>(data, in, "interval");
}

std::string quoted(std::string_view text) {
    string_sink out;
    detail::write_quoted(out, text);
    return out.text;
}
/// A path leads through objects, whose keys may look like numbers, and arrays to what is there.
void check_paths(database& data, input& in) {
    std::vector<std::string> steps(1 + in.below(3));
    std::string document = "CAST('42' AS jsonb)", path;
    for (auto step = steps.rbegin(); step != steps.rend(); ++step) {
        const std::size_t before = in.below(4), behind = in.below(4);
        if (in.flag()) {
            *step = in.flag() ? '-' + std::to_string(behind + 1) : std::to_string(before);
            std::string list;
            for (std::size_t i = 0; i < before; ++i) list += "'x', ";
            list += document;
            for (std::size_t i = 0; i < behind; ++i) list += ", 'y'";
            document = "jsonb_build_array(" + list + ')';
        } else {
            *step = in.flag() ? unicode(in) : std::to_string(in.take<std::int8_t>());
            document = "jsonb_build_object(" + quoted(*step + 'x') + ", 1, " + quoted(*step) + ", " + document + ')';
        }
    }
    const std::vector<std::string_view> views(steps.begin(), steps.end());
    detail::text_sink measured;
    detail::write_postgres_path(measured, views);
    path.resize(measured.size);
    detail::text_sink sink{path.data()};
    detail::write_postgres_path(sink, views);
    // In the template of a function two braces stand for one.
    for (std::size_t i = 0; (i = path.find("{{", i)) != std::string::npos; ++i) path.erase(i, 1);
    const auto found = data.ask("SELECT " + document + " #>> " + path + " || CAST($1 AS text)", "");
    require(found == "42", path, " is not found in ", document);
}

} // namespace postgres_server_fuzz

extern "C" int LLVMFuzzerInitialize(int*, char***) {
    const char* const skips = std::getenv("ROWAN_SKIP_POSTGRES_TESTS");
    if (skips != nullptr && std::string_view(skips) == "1") {
        std::cout << "skipped: no server, since ROWAN_SKIP_POSTGRES_TESTS=1" << std::endl;
        std::exit(77);
    }
    return 0;
}
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    using namespace postgres_server_fuzz;
    static const test::own_database own;
    static database data(own.conninfo());
    input in(bytes, size);
    constexpr void (*checks[])(database&, input&) = {check_rows, check_texts, check_literals, check_paths};
    in.one_of(checks)(data, in);
    return 0;
}
