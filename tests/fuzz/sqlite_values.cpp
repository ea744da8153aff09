#include "fuzz/fuzz.hpp"
#include "fuzz/reference.hpp"
#include "fuzz/values.hpp"

#include "rowan/driver/sqlite/connection.hpp"

#include <sqlite3.h>

#include <array>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

// What a column of SQLite may hold, which is anything, read into every type of field: as the value that it is, or as an error that
// says what is wanted. A value that is written is read as it was, and found.
namespace sqlite_values_fuzz {

using namespace rowan;
using namespace fuzz;
using namespace std::chrono;

using stored = std::variant<std::monostate, std::int64_t, double, std::string, bytes>;

/// A column of each affinity (sqlite.org/datatype3.html#type_affinity), and a number to tell rows apart.
constexpr const char* columns[] = {"any", "content", "whole", "number", "numeric"};
constexpr bool is_numeric(std::size_t column) { return column >= 2; }
struct database {
    detail::sqlite_connection connection{":memory:", {}};
    detail::sqlite_statement insert, remove, read[5], find[5], find_in[5], echo, list;

    database() {
        connection.execute("CREATE TABLE kept (any, content TEXT, whole INTEGER, number REAL, numeric NUMERIC)");
        insert = connection.prepare("INSERT INTO kept VALUES (?1, ?1, ?1, ?1, ?1)");
        remove = connection.prepare("DELETE FROM kept");
        for (int i = 0; i < 5; ++i) {
            const std::string name = '"' + std::string(columns[i]) + '"';
            text_ = "SELECT " + name + " FROM \"kept\"";
            read[i] = connection.prepare(text_);
            text_ += " WHERE " + name;
            const std::string begin = text_;
            text_ = begin + " IS ?1";
            find[i] = connection.prepare(text_);
            text_ = begin + " IN rowan_array(?1)";
            find_in[i] = connection.prepare(text_);
        }
        echo = connection.prepare("SELECT ?1");
        list = connection.prepare("SELECT value FROM rowan_array(?1)");
    }

private:
    std::string text_;
};

/// What the C API says of a column.
stored raw(sqlite3* handle, int column) {
    sqlite3_stmt* statement = nullptr;
    sqlite3_prepare_v2(handle, "SELECT any, content, whole, number, numeric FROM kept", -1, &statement, nullptr);
    require(sqlite3_step(statement) == SQLITE_ROW, "there is no row");
    stored value;
    const auto size = [&] { return static_cast<std::size_t>(sqlite3_column_bytes(statement, column)); };
    const auto* data = static_cast<const char*>(sqlite3_column_blob(statement, column));
    switch (sqlite3_column_type(statement, column)) {
    case SQLITE_INTEGER:
        value = std::int64_t{sqlite3_column_int64(statement, column)};
        break;
    case SQLITE_FLOAT:
        value = sqlite3_column_double(statement, column);
        break;
    case SQLITE_TEXT:
        value = std::string(data == nullptr ? "" : data, size());
        break;
    case SQLITE_BLOB:
        value = bytes(reinterpret_cast<const std::byte*>(data), reinterpret_cast<const std::byte*>(data) + size());
        break;
    default:
        break;
    }
    sqlite3_finalize(statement);
    return value;
}

/// Reads the only row of a statement; false if it is refused. Whatever else happens ends the fuzzer.
template <encoding Encoding, class Value>
bool reads(detail::sqlite_statement& statement, Value& value) {
    bool is_read = true;
    require(statement.step(), "there is no row");
    try {
        statement.template read<Encoding>(0, value);
    } catch (const type_mismatch&) {
        is_read = false;
    }
    return is_read;
}

/// What a field holds after it was read; none if that is refused.
template <class Value, encoding Encoding>
std::optional<Value> expected(const stored& value) {
    const auto* integer = std::get_if<std::int64_t>(&value);
    const auto* real = std::get_if<double>(&value);
    const auto* text = std::get_if<std::string>(&value);
    const auto* blob = std::get_if<bytes>(&value);
    if constexpr (detail::is_optional<Value>) {
        if (std::holds_alternative<std::monostate>(value)) return Value();
        const auto inner = expected<detail::without_optional<Value>, Encoding>(value);
        return inner ? std::optional<Value>(*inner) : std::nullopt;
    } else if constexpr (std::is_same_v<Value, bool>) {
        if (integer && (*integer == 0 || *integer == 1)) return *integer == 1;
    } else if constexpr (std::is_integral_v<Value>) {
        if (integer && std::in_range<Value>(*integer)) return static_cast<Value>(*integer);
    } else if constexpr (std::is_floating_point_v<Value>) {
        constexpr auto exact = std::int64_t{1} << std::numeric_limits<Value>::digits;
        if (integer && *integer <= exact && *integer >= -exact) return static_cast<Value>(*integer);
        if (real && (std::isinf(*real) || std::abs(*real) <= double{std::numeric_limits<Value>::max()}))
            return static_cast<Value>(*real);
    } else if constexpr (std::is_same_v<Value, std::string>) {
        if (text) return *text;
    } else if constexpr (std::is_same_v<Value, std::string_view>) {
        if (text) return *text;
    } else if constexpr (std::is_same_v<Value, bytes> || std::is_same_v<Value, bytes_view>) {
        if (blob) return *blob;
    } else if constexpr (std::is_same_v<Value, Mood>) {
        if (Encoding == encoding::integer && integer && std::in_range<std::int16_t>(*integer))
            return static_cast<Mood>(*integer);
        if (Encoding == encoding::standard && text)
            for (const auto& [mood, name] : {std::pair(Mood::calm, "calm"), {Mood::merry, "merry"}, {Mood::sad, "sad"}})
                if (*text == name) return mood;
    } else if constexpr (detail::is_time<Value>) {
        using Duration = typename Value::duration;
        using rep = typename Duration::rep;
        std::optional<reference::wide> ticks;
        if (Encoding == encoding::integer && integer) ticks = *integer;
        const auto nano = Encoding == encoding::standard && text
                              ? reference::read_time(*text, digits_of_time<Duration>, is_day<Duration>)
                              : std::nullopt;
        if (nano && *nano % nanoseconds_of_tick<Duration> == 0) ticks = *nano / nanoseconds_of_tick<Duration>;
        if (ticks && *ticks >= std::numeric_limits<rep>::min() && *ticks <= std::numeric_limits<rep>::max())
            return Value(Duration(static_cast<rep>(*ticks)));
    } else if constexpr (std::is_same_v<Value, year_month_day>) {
        const auto date = text ? reference::read_date(*text) : std::nullopt;
        if (date) return year_month_day(sys_days(days(static_cast<int>(date->count()))));
    } else if constexpr (std::is_same_v<Value, decimal>) {
        const auto number = text ? reference::read_decimal(*text) : std::nullopt;
        if (number && is_kept(*number)) return decimal(*text);
        if (integer) return decimal(*integer);
    } else if constexpr (std::is_same_v<Value, uuid>) {
        if (blob && blob->size() == 16) {
            uuid result{};
            for (std::size_t i = 0; i < 16; ++i) result.data[i] = static_cast<std::uint8_t>((*blob)[i]);
            return result;
        }
    } else if constexpr (std::is_same_v<Value, interval>) {
        bool has_long_number = false;
        const auto found = text ? reference::read_interval(*text, has_long_number) : std::nullopt;
        if (found && found->is_kept() && !has_long_number)
            if (const interval read{static_cast<std::int32_t>(found->months), static_cast<std::int32_t>(found->days),
                                    static_cast<std::int64_t>(found->microseconds)};
                text_of(read) == *text)
                return read;
    } else if constexpr (std::is_same_v<Value, json>) {
        if (text) return json{*text};
    } else if constexpr (std::is_same_v<Value, Count>) {
        if (integer) return Count{*integer};
    } else if constexpr (std::is_same_v<Value, Code>) {
        if (text) return Code{*text};
    } else static_assert(detail::array_value<Value>);
    return std::nullopt;
}

/// A text that is like one of a type, or any.
std::string text_like(input& in) {
    switch (in.below(6)) {
    case 0:
        return in.text();
    case 1:
        return in.edited(reference::text_of_time(make<sys_time<nanoseconds>>(in).time_since_epoch().count(),
                                                 static_cast<int>(in.below(10)), in.flag()),
                         "0123456789-: .TZ");
    case 2:
        return in.edited(make<decimal>(in).text().substr(0, 40), "0123456789.-+e");
    case 3:
        return in.edited(text_of(make<interval>(in)), "0123456789PYMWDTHS.-");
    case 4:
        return in.edited(in.flag() ? "merry" : "sad", "calmersdy");
    default:
        return in.edited(std::to_string(in.integer<std::int64_t>()), "0123456789.-+e ");
    }
}
stored make_stored(input& in) {
    switch (in.below(8)) {
    case 0:
        return {};
    case 1:
        return in.integer<std::int64_t>();
    case 2:
        return in.real();
    case 3:
        return make<bytes>(in);
    case 4:
        return bytes(16, in.take<std::byte>());
    default:
        return text_like(in);
    }
}

void keep(database& db, const auto& bind) {
    db.remove.step();
    db.remove.reset();
    bind(db.insert);
    require(!db.insert.step(), "an insert gives a row");
    db.insert.reset();
}
/// Whether a value is found where it was read.
template <encoding Encoding, class Value>
bool finds(detail::sqlite_statement& statement, const Value& value) {
    statement.bind<Encoding>(1, value);
    const bool is_found = statement.step();
    statement.reset();
    return is_found;
}

/// A decimal number of a real one: one of 15 digits, or of as few as tell it from others, that SQLite takes for it.
/// Where the column has no affinity, no text is equal to a number, and none is read.
void check_decimal(database& db, std::size_t column, double real, bool is_read, const decimal& found) {
    if (!is_numeric(column)) return require(!is_read, "a real number is read as a decimal that is not found");
    char digits[2][40];
    std::snprintf(digits[0], sizeof digits[0], "%.15g", real);
    *std::to_chars(digits[1], digits[1] + sizeof digits[1] - 1, real).ptr = '\0';
    bool is_found = false;
    for (const std::string_view text : digits) {
        const auto number = decimal::parse(text);
        is_found = is_found || (number && finds<encoding::standard>(db.find[column], *number));
    }
    require(is_read == is_found, std::string_view(digits[1]), is_read ? " is read" : " is not read",
            " as a decimal number");
    require(!is_read || finds<encoding::standard>(db.find[column], found), std::string_view(digits[1]),
            " is not found by what was read");
}

template <class Value, encoding Encoding>
void check_any(database& db, input& in) {
    const stored value = make_stored(in);
    keep(db, [&](auto& statement) {
        std::visit(
            [&]<class Stored>(const Stored& each) {
                if constexpr (std::is_same_v<Stored, std::monostate>)
                    statement.template bind<encoding::standard>(1, std::nullopt);
                else statement.template bind<encoding::standard>(1, each);
            },
            value);
    });
    const std::size_t column = in.below(5);
    const stored there = raw(db.connection.native_handle(), static_cast<int>(column));
    auto wanted = expected<Value, Encoding>(there);
    if constexpr (std::is_same_v<Value, decimal>)
        if (!is_numeric(column) && std::holds_alternative<std::int64_t>(there)) wanted.reset();
    auto& statement = db.read[column];
    Value found{};
    const bool is_read = reads<Encoding>(statement, found);
    const auto* text = std::get_if<std::string>(&there);
    const auto told = [&] { return text ? shown(*text) : "storage class " + std::to_string(there.index()); };
    if constexpr (std::is_same_v<Value, decimal>)
        if (const auto* real = std::get_if<double>(&there)) {
            statement.reset();
            return check_decimal(db, column, *real, is_read, found);
        }
    require(is_read == wanted.has_value(), told(), is_read ? " is read" : " is not read");
    require(!is_read || is_same(found, *wanted), told(), " is read as another value");
    statement.reset();
    if constexpr (!detail::view_value<Value> && !detail::array_value<Value>) {
        if (!is_read) return;
        // The text that rowan writes is found, and not another one of the same value; of a float only some real numbers are one.
        bool is_found = true;
        if constexpr (std::is_same_v<Value, decimal>)
            is_found = is_numeric(column) || (text && *text == found.shortest());
        if constexpr (std::is_same_v<Value, float>) {
            const auto* real = std::get_if<double>(&there);
            is_found = !real || *real == double{found};
        }
        require(finds<Encoding>(db.find[column], found) == is_found, told(), is_found ? " is not found" : " is found",
                " by what was read");
    }
}

/// Whether SQLite keeps a value.
template <class Value, encoding Encoding>
bool is_kept(const Value& value) {
    if constexpr (std::is_floating_point_v<Value>) return !std::isnan(value);
    else if constexpr (std::is_same_v<Value, std::uint64_t>) return value <= 0x7fff'ffff'ffff'ffff;
    else if constexpr (std::is_same_v<Value, Mood>)
        return Encoding == encoding::integer || value == Mood::calm || value == Mood::merry || value == Mood::sad;
    else if constexpr (std::is_same_v<Value, year_month_day>)
        return value.ok() && static_cast<int>(value.year()) >= 0 && static_cast<int>(value.year()) <= 9999;
    else if constexpr (detail::is_time<Value>) {
        if (Encoding == encoding::integer) return std::in_range<std::int64_t>(value.time_since_epoch().count());
        const auto nano = value.time_since_epoch().count() * nanoseconds_of_tick<typename Value::duration>;
        return nano >= first_text && nano < end_of_texts;
    } else return true;
}
template <class Value, encoding Encoding>
void check_written(database& db, input& in) {
    std::array<Value, 4> values{};
    for (Value& each : values) each = make<Value>(in);
    const std::span<const Value> list(values.data(), 1 + in.below(values.size()));
    const Value& value = list[in.below(list.size())];
    // A list leaves out what no column can hold.
    db.list.bind_list<Encoding>(1, list);
    for (const Value& each : list) {
        if (!is_kept<Value, Encoding>(each)) continue;
        Value found{};
        require(reads<Encoding>(db.list, found) && is_same(found, each), "an element of a list is another one");
    }
    require(!db.list.step(), "a list has more elements");
    db.list.reset();
    bool is_written = true;
    try {
        keep(db, [&](auto& statement) { statement.template bind<Encoding>(1, value); });
    } catch (const type_mismatch&) {
        is_written = false;
    }
    require(is_written == is_kept<Value, Encoding>(value), "a value is written, or is not");
    if (!is_written) return;
    Value found{};
    require(reads<Encoding>(db.read[0], found) && is_same(found, value), "a value is read as another one");
    db.read[0].reset();
    require(finds<Encoding>(db.find[0], value), "a value is not found");
    db.find_in[0].bind_list<Encoding>(1, list);
    require(db.find_in[0].step(), "a value is not found by a list");
    db.find_in[0].reset();
}

using all_forms =
    forms<form<bool>, form<std::int8_t>, form<std::int32_t>, form<std::int64_t>, form<std::uint16_t>,
          form<std::uint64_t>, form<float>, form<double>, form<std::string>, form<std::string_view>, form<bytes>,
          form<bytes_view>, form<Mood>, form<Mood, encoding::integer>, form<sys_days>, form<sys_seconds>,
          form<sys_time<milliseconds>>, form<sys_time<nanoseconds>>, form<sys_time<hours>, encoding::integer>,
          form<sys_time<duration<std::int32_t>>>, form<sys_time<duration<std::int16_t>>, encoding::integer>,
          form<sys_time<duration<std::int16_t>>>, form<sys_time<weeks>>,
          form<sys_time<duration<std::uint64_t, std::micro>>>,
          form<sys_time<duration<std::uint64_t>>, encoding::integer>, form<year_month_day>, form<decimal>, form<uuid>,
          form<interval>, form<json>, form<Count>, form<Code>, form<std::optional<std::int64_t>>,
          form<std::optional<std::string>>, form<std::optional<sys_seconds>>, form<std::vector<std::int64_t>>>;

} // namespace sqlite_values_fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace sqlite_values_fuzz;
    static database db;
    input in(data, size);
    all_forms::pick(in, [&]<class Value, encoding Encoding>() {
        constexpr bool is_bound =
            !detail::view_value<Value> && !detail::array_value<Value> && !detail::is_optional<Value>;
        if (!is_bound || in.flag()) return check_any<Value, Encoding>(db, in);
        if constexpr (is_bound) check_written<Value, Encoding>(db, in);
    });
    return 0;
}
