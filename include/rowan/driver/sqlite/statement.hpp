#pragma once

#include "rowan/driver/capability.hpp"
#include "rowan/driver/sqlite/array_table.hpp"
#include "rowan/driver/sqlite/busy_handler.hpp"
#include "rowan/driver/sqlite/decimal_number.hpp"
#include "rowan/driver/sqlite/error.hpp"
#include "rowan/driver/sqlite/list.hpp"
#include "rowan/meta/type_list.hpp"
#include "rowan/schema/time_text.hpp"
#include "rowan/schema/value.hpp"

#include <sqlite3.h>

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace rowan::detail {

/// A prepared statement of SQLite; see `rowan::driver_statement` for what its functions promise.
class sqlite_statement {
public:
    static constexpr auto offers = capability::counts;

    sqlite_statement() = default;
    sqlite_statement(sqlite3* handle, std::string_view text, busy_handler& waiting) : waiting_(&waiting) {
        const int result = sqlite3_prepare_v3(handle, text.data(), static_cast<int>(text.size()) + 1,
                                              SQLITE_PREPARE_PERSISTENT, &statement_, nullptr);
        if (result != SQLITE_OK) throw_run_error(handle, result, text, waiting);
    }
    sqlite_statement(sqlite_statement&& other) noexcept
        : statement_(std::exchange(other.statement_, nullptr)), waiting_(other.waiting_),
          compared_as_numbers_(other.compared_as_numbers_) {}
    sqlite_statement& operator=(sqlite_statement&& other) noexcept {
        std::swap(statement_, other.statement_);
        std::swap(waiting_, other.waiting_);
        std::swap(compared_as_numbers_, other.compared_as_numbers_);
        return *this;
    }
    ~sqlite_statement() { sqlite3_finalize(statement_); }

    [[nodiscard]] explicit operator bool() const { return statement_ != nullptr; }
    [[nodiscard]] std::string_view sql() const {
        const char* text = sqlite3_sql(statement_);
        return text == nullptr ? std::string_view() : text;
    }

    bool step() {
        const int result = sqlite3_step(statement_);
        if (result == SQLITE_ROW) return true;
        if (result != SQLITE_DONE) fail(result);
        return false;
    }
    void reset() noexcept {
        sqlite3_reset(statement_);
        compared_as_numbers_ = 0; // the next run may find other types
    }
    [[nodiscard]] bool is_null(int column) const { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }

    template <encoding Encoding, class Value>
    void bind(int number, const Value& value, sqlite3_destructor_type lifetime = SQLITE_STATIC);
    template <encoding Encoding, class Range>
    void bind_list(int number, const Range& range);
    template <encoding Encoding, class Value>
    void read(int column, Value& target);
    /// A value that is an integer by the rules of SQL: it needs no test.
    [[nodiscard]] std::int64_t read_count(int column) const { return sqlite3_column_int64(statement_, column); }

private:
    [[noreturn]] [[gnu::cold]] [[gnu::noinline]] void fail(int result) const {
        const std::string text(sql());
        sqlite3* handle = sqlite3_db_handle(statement_);
        try {
            throw_run_error(handle, result, text, *waiting_);
        } catch (...) {
            sqlite3_reset(statement_);
            throw;
        }
    }
    [[noreturn]] [[gnu::cold]] [[gnu::noinline]] void fail_reading(int column, const char* wanted) const {
        static constexpr const char* names[] = {"", "an integer", "a real number", "a text", "bytes", "null"};
        const int found = sqlite3_column_type(statement_, column);
        const char* name = sqlite3_column_name(statement_, column);
        throw type_mismatch("column '" + std::string(name == nullptr ? "?" : name) + "' holds " + names[found] +
                                " where " + wanted + " is wanted",
                            SQLITE_MISMATCH, sql());
    }
    [[noreturn]] [[gnu::cold]] [[gnu::noinline]] void fail_binding(int number, const char* problem) const {
        throw type_mismatch("parameter " + std::to_string(number) + ": " + problem, 0, sql());
    }
    void check_bound(int result) const {
        if (result != SQLITE_OK) [[unlikely]]
            fail(result);
    }

    void bind_text(int number, std::string_view text, sqlite3_destructor_type lifetime) {
        // A null pointer would bind NULL.
        check_bound(sqlite3_bind_text64(statement_, number, text.data() == nullptr ? "" : text.data(), text.size(),
                                        lifetime, SQLITE_UTF8));
    }
    void bind_bytes(int number, bytes_view content, sqlite3_destructor_type lifetime) {
        // As above.
        check_bound(content.empty()
                        ? sqlite3_bind_zeroblob(statement_, number, 0)
                        : sqlite3_bind_blob64(statement_, number, content.data(), content.size(), lifetime));
    }
    [[nodiscard]] std::string_view text_of(sqlite3_value* value) const {
        // The length first: it converts a text of a UTF-16 database, and the bytes then need no terminating zero.
        const auto size = static_cast<std::size_t>(sqlite3_value_bytes(value));
        return {static_cast<const char*>(sqlite3_value_blob(value)), size};
    }

    void check_number(int column) {
        const std::uint64_t bit = column < 64 ? std::uint64_t{1} << static_cast<unsigned>(column) : 0;
        if ((compared_as_numbers_ & bit) != 0) return;
        if (!is_compared_as_number(statement_, column)) [[unlikely]]
            fail_reading(column, "a text of a decimal number, which alone is found in a column without affinity,");
        compared_as_numbers_ |= bit;
    }

    template <encoding Encoding, class Value>
    void read_value(int column, sqlite3_value* value, int type, Value& target);

    sqlite3_stmt* statement_ = nullptr;
    busy_handler* waiting_ = nullptr;
    std::uint64_t compared_as_numbers_ = 0; // columns of the result
};

template <encoding Encoding, class Value>
void sqlite_statement::bind(int number, const Value& value, sqlite3_destructor_type lifetime) {
    if constexpr (std::is_same_v<Value, std::nullopt_t>) {
        check_bound(sqlite3_bind_null(statement_, number));
    } else if constexpr (is_optional<Value>) {
        if (value) bind<Encoding>(number, *value, lifetime);
        else check_bound(sqlite3_bind_null(statement_, number));
    } else if constexpr (custom_value<Value>) {
        using Stored = typename value_traits<Value>::stored;
        const Stored& stored = value_traits<Value>::to_stored(value);
        // What is no view may be gone after this.
        bind<Encoding>(number, stored, view_value<Stored> ? lifetime : SQLITE_TRANSIENT);
    } else if constexpr (boolean_value<Value>) {
        check_bound(sqlite3_bind_int64(statement_, number, value ? 1 : 0));
    } else if constexpr (integer_value<Value>) {
        if constexpr (std::is_unsigned_v<Value> && sizeof(Value) == 8)
            if (value > static_cast<Value>(std::numeric_limits<std::int64_t>::max()))
                fail_binding(number, "an unsigned integer above 9223372036854775807 cannot be stored");
        check_bound(sqlite3_bind_int64(statement_, number, static_cast<std::int64_t>(value)));
    } else if constexpr (real_value<Value>) {
        // SQLite would store NULL (sqlite.org/floatingpoint.html).
        if (value != value) [[unlikely]]
            fail_binding(number, "SQLite does not store what is not a number (NaN); use an optional that is empty");
        check_bound(sqlite3_bind_double(statement_, number, static_cast<double>(value)));
    } else if constexpr (text_value<Value>) {
        bind_text(number, value, lifetime);
    } else if constexpr (bytes_value<Value> || std::is_same_v<Value, bytes_view>) {
        bind_bytes(number, value, lifetime);
    } else if constexpr (enum_value<Value>) {
        if constexpr (Encoding == encoding::integer) {
            bind<encoding::standard>(number, static_cast<stored_integer<Value>>(value));
        } else {
            const std::string_view name = enumerator_name(value);
            if (name.empty()) fail_binding(number, lacks_enumerator<Value>);
            bind_text(number, name, SQLITE_STATIC);
        }
    } else if constexpr (time_value<Value>) {
        if constexpr (Encoding == encoding::integer) {
            bind<encoding::standard>(number, value.time_since_epoch().count());
        } else {
            time_buffer buffer;
            const std::string_view text = format_time(value, buffer);
            if (text.empty()) fail_binding(number, "a time outside of the years 0 to 9999 cannot be stored");
            bind_text(number, text, SQLITE_TRANSIENT);
        }
    } else if constexpr (date_value<Value>) {
        time_buffer buffer;
        const std::string_view text = format_date(value, buffer);
        if (text.empty())
            fail_binding(number, "a date that does not exist or is outside of the years 0 to 9999 cannot be stored");
        bind_text(number, text, SQLITE_TRANSIENT);
    } else {
        // The engine refuses arrays before, with a message of its own.
        static_assert(array_value<Value>, "this type cannot be bound");
        fail_binding(number, "SQLite has no arrays");
    }
}

template <encoding Encoding, class Value>
void sqlite_statement::read(int column, Value& target) {
    // An unprotected value is fine here: a connection is used by one thread at a time.
    sqlite3_value* const value = sqlite3_column_value(statement_, column);
    read_value<Encoding>(column, value, sqlite3_value_type(value), target);
}

template <encoding Encoding, class Value>
void sqlite_statement::read_value(int column, sqlite3_value* value, int type, Value& target) {
    if constexpr (is_optional<Value>) {
        if (type == SQLITE_NULL) target.reset();
        else read_value<Encoding>(column, value, type, target.emplace());
    } else if constexpr (custom_value<Value>) {
        using Stored = typename value_traits<Value>::stored;
        using Read = std::conditional_t<std::is_same_v<Stored, std::string_view>, std::string, Stored>;
        if constexpr (has_native_kind<Value> && kind_of<Value>() == value_kind::decimal &&
                      requires { value_traits<Value>::parse(std::string_view()); })
            if (type == SQLITE_INTEGER || type == SQLITE_FLOAT) {
                check_number(column);
                auto number = decimal_of_number<Value>(sqlite3_db_handle(statement_), value, type);
                if (!number) [[unlikely]]
                    fail_reading(column, "a decimal number that is found by its digits");
                target = std::move(*number);
                return;
            }
        Read stored{};
        read_value<Encoding>(column, value, type, stored);
        if constexpr (requires { value_traits<Value>::parse(stored); }) {
            auto parsed = value_traits<Value>::parse(stored);
            if (!parsed) [[unlikely]]
                fail_reading(column, value_traits<Value>::wanted);
            // An interval has many texts, of which SQL finds the one that is written.
            if constexpr (has_native_kind<Value> && kind_of<Value>() == value_kind::interval)
                if (value_traits<Value>::to_stored(*parsed) != stored) [[unlikely]]
                    fail_reading(column, "an interval in the form in which it is written (P1Y2M3DT4H5M6S)");
            target = std::move(*parsed);
        } else target = value_traits<Value>::from_stored(stored);
    } else if constexpr (boolean_value<Value>) {
        const auto integer = type == SQLITE_INTEGER ? sqlite3_value_int64(value) : 2;
        if (integer != 0 && integer != 1) [[unlikely]]
            fail_reading(column, "a boolean (0 or 1)");
        target = integer == 1;
    } else if constexpr (integer_value<Value>) {
        if (type != SQLITE_INTEGER) [[unlikely]]
            fail_reading(column, "an integer");
        const std::int64_t integer = sqlite3_value_int64(value);
        if constexpr (sizeof(Value) < 8 || std::is_unsigned_v<Value>)
            if (!std::in_range<Value>(integer)) [[unlikely]]
                fail_reading(column, "an integer within the range of the field");
        target = static_cast<Value>(integer);
    } else if constexpr (real_value<Value>) {
        if (type == SQLITE_INTEGER) {
            const std::int64_t integer = sqlite3_value_int64(value);
            constexpr auto exact = std::int64_t{1} << std::numeric_limits<Value>::digits;
            if (integer > exact || integer < -exact) [[unlikely]]
                fail_reading(column, "a number that the floating point field holds exactly");
            target = static_cast<Value>(integer);
        } else {
            if (type != SQLITE_FLOAT) [[unlikely]]
                fail_reading(column, "a number");
            const double real = sqlite3_value_double(value);
            // Infinities have a place in a float; what lies between them and its greatest value has none.
            constexpr double greatest = std::numeric_limits<Value>::max();
            constexpr double infinite = std::numeric_limits<double>::infinity();
            if ((real > greatest && real < infinite) || (real < -greatest && real > -infinite)) [[unlikely]]
                fail_reading(column, "a number within the range of the field");
            target = static_cast<Value>(real);
        }
    } else if constexpr (text_value<Value>) {
        if (type != SQLITE_TEXT) [[unlikely]]
            fail_reading(column, "a text");
        const std::string_view text = text_of(value);
        if constexpr (std::is_same_v<Value, std::string>)
            target.assign(text.data() == nullptr ? "" : text.data(), text.size());
        else target = text;
    } else if constexpr (bytes_value<Value> || std::is_same_v<Value, bytes_view>) {
        if (type != SQLITE_BLOB) [[unlikely]]
            fail_reading(column, "bytes");
        const std::string_view blob = text_of(value);
        const auto* data = reinterpret_cast<const std::byte*>(blob.data());
        if constexpr (view_value<Value>) target = Value(data, blob.size());
        else target.assign(data, data + blob.size());
    } else if constexpr (enum_value<Value>) {
        if constexpr (Encoding == encoding::integer) {
            stored_integer<Value> integer{};
            read_value<encoding::standard>(column, value, type, integer);
            const auto found = from_stored_integer<Value>(integer);
            if (!found) [[unlikely]]
                fail_reading(column, "an integer within the range of the field");
            target = *found;
        } else {
            const auto found = type == SQLITE_TEXT ? enumerator_value<Value>(text_of(value)) : std::nullopt;
            if (!found) [[unlikely]]
                fail_reading(column, wanted_enumerator<Value>);
            target = *found;
        }
    } else if constexpr (time_value<Value>) {
        if constexpr (Encoding == encoding::integer) {
            typename Value::rep ticks{};
            read_value<encoding::standard>(column, value, type, ticks);
            target = Value(typename Value::duration(ticks));
        } else {
            const auto time = type == SQLITE_TEXT ? parse_time<typename Value::duration>(text_of(value)) : std::nullopt;
            if (!time) [[unlikely]]
                fail_reading(column, wanted_time<typename Value::duration>);
            target = *time;
        }
    } else if constexpr (date_value<Value>) {
        const auto date = type == SQLITE_TEXT ? parse_date(text_of(value)) : std::nullopt;
        if (!date) [[unlikely]]
            fail_reading(column, "a date (YYYY-MM-DD)");
        target = *date;
    } else {
        static_assert(array_value<Value>, "this type cannot be read");
        fail_reading(column, "an array, which SQLite does not have,");
    }
}

template <encoding Encoding, class Range>
void sqlite_statement::bind_list(int number, const Range& range) {
    using Element = std::remove_cvref_t<decltype(*std::data(range))>;
    auto* list = static_cast<array_list*>(sqlite3_malloc(sizeof(array_list)));
    if (list == nullptr) fail(SQLITE_NOMEM);
    *list = {std::data(range), std::size(range), give_element<Encoding, Element>,
             is_always_kept<Element> ? nullptr : has_element<Encoding, Element>};
    check_bound(sqlite3_bind_pointer(statement_, number, list, array_list::pointer_type, sqlite3_free));
}

} // namespace rowan::detail
