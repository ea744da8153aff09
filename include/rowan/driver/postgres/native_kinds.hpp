#pragma once

#include "rowan/driver/postgres/numeric.hpp"
#include "rowan/driver/postgres/oid.hpp"
#include "rowan/driver/postgres/wire.hpp"
#include "rowan/schema/decimal.hpp"
#include "rowan/schema/interval.hpp"
#include "rowan/schema/value.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>

// Decimals, UUIDs, intervals and JSON in PostgreSQL's binary format.
namespace rowan::detail {

constexpr Oid oid_of_kind(value_kind kind) {
    switch (kind) {
    case value_kind::decimal:
        return oid::numeric;
    case value_kind::uuid:
        return oid::uuid;
    case value_kind::interval:
        return oid::interval;
    case value_kind::json:
        return oid::jsonb;
    default:
        return oid::unknown;
    }
}

/// Appends a value, given as what a database without a type for it keeps. Null if it is done, else what is wrong.
template <value_kind Kind, class Out, class Stored>
const char* encode_kind(Out& out, const Stored& stored) {
    if constexpr (Kind == value_kind::decimal) {
        std::string encoded;
        append_numeric(encoded, std::string_view(stored));
        out.write(encoded.data(), encoded.size());
    } else if constexpr (Kind == value_kind::json) {
        const std::string_view text(stored);
        *out.take(1) = '\1'; // the version of the format
        out.write(text.data(), text.size());
    } else if constexpr (Kind == value_kind::uuid) {
        if (stored.size() != 16) return "a UUID has 16 bytes";
        out.write(reinterpret_cast<const char*>(stored.data()), stored.size());
    } else {
        static_assert(Kind == value_kind::interval);
        const auto value = parse_interval(stored);
        if (!value) return "an interval is stored as a text of ISO 8601";
        append(out, value->microseconds);
        append(out, value->days);
        append(out, value->months);
    }
    return nullptr;
}

/// Whether what a server sends of a jsonb begins with the version of its format, the only one that there is.
inline bool has_jsonb_version(std::string_view data) { return data.starts_with('\1'); }
inline std::string text_of_numeric(std::string_view encoded) { return decimal(numeric_text(encoded)).text(); }

/// Calls `take` with a value as a database without a type for it keeps it. Null if it is done, else what is wanted in its place:
/// `wanted` if the type is another.
template <value_kind Kind, class Take>
const char* decode_kind(Oid type, std::string_view data, const char* wanted, const Take& take) {
    if constexpr (Kind == value_kind::decimal) {
        if (type != oid::numeric || !is_finite_numeric(data)) return wanted;
        take(std::string_view(text_of_numeric(data)));
    } else if constexpr (Kind == value_kind::json) {
        if (type == oid::jsonb) {
            if (!has_jsonb_version(data)) return in_right_format;
            data.remove_prefix(1);
        } else if (type != oid::json) return wanted;
        take(data);
    } else if constexpr (Kind == value_kind::uuid) {
        if (type != oid::uuid) return wanted;
        if (data.size() != 16) return in_right_format;
        take(bytes_view(reinterpret_cast<const std::byte*>(data.data()), data.size()));
    } else {
        static_assert(Kind == value_kind::interval);
        if (type != oid::interval) return wanted;
        if (data.size() != 16) return in_right_format;
        const interval value{load<std::int32_t>(data.data() + 12), load<std::int32_t>(data.data() + 8),
                             load<std::int64_t>(data.data())};
        interval_buffer buffer{};
        take(format_interval(value, buffer));
    }
    return nullptr;
}

} // namespace rowan::detail
