#pragma once

#include <libpq-fe.h>

#include <string>

// The types of PostgreSQL that rowan knows, by the numbers that they have in every database (catalog pg_type; they are part of
// the protocol and do not change).
namespace rowan::detail::oid {

inline constexpr Oid unknown = 0;
inline constexpr Oid boolean = 16, bytea = 17, name = 19, int8 = 20, int2 = 21, int4 = 23, text = 25, oid = 26;
inline constexpr Oid json = 114, xml = 142, float4 = 700, float8 = 701, bpchar = 1042, varchar = 1043;
inline constexpr Oid date = 1082, timestamp = 1114, timestamptz = 1184, interval = 1186, numeric = 1700;
inline constexpr Oid uuid = 2950, jsonb = 3802;

inline constexpr Oid xml_array = 143, json_array = 199, boolean_array = 1000, bytea_array = 1001, name_array = 1003,
                     int2_array = 1005, int4_array = 1007, text_array = 1009, oid_array = 1028, bpchar_array = 1014,
                     varchar_array = 1015, int8_array = 1016, float4_array = 1021, float8_array = 1022,
                     timestamp_array = 1115, date_array = 1182, timestamptz_array = 1185, interval_array = 1187,
                     numeric_array = 1231, uuid_array = 2951, jsonb_array = 3807;

/// The type of an array of such elements; `unknown` where the server is to find it out.
constexpr Oid array_of(Oid element) {
    switch (element) {
    case boolean:
        return boolean_array;
    case bytea:
        return bytea_array;
    case int2:
        return int2_array;
    case int4:
        return int4_array;
    case int8:
        return int8_array;
    case text:
        return text_array;
    case float4:
        return float4_array;
    case float8:
        return float8_array;
    case date:
        return date_array;
    case timestamp:
        return timestamp_array;
    case timestamptz:
        return timestamptz_array;
    case interval:
        return interval_array;
    case numeric:
        return numeric_array;
    case uuid:
        return uuid_array;
    case jsonb:
        return jsonb_array;
    case json:
        return json_array;
    case xml:
        return xml_array;
    case name:
        return name_array;
    case oid:
        return oid_array;
    default:
        return unknown;
    }
}

/// The type of the elements of an array; `unknown` where the number does not say it.
constexpr Oid element_of(Oid array) {
    switch (array) {
    case boolean_array:
        return boolean;
    case bytea_array:
        return bytea;
    case int2_array:
        return int2;
    case int4_array:
        return int4;
    case int8_array:
        return int8;
    case text_array:
    case varchar_array:
    case bpchar_array:
        return text;
    case float4_array:
        return float4;
    case float8_array:
        return float8;
    case date_array:
        return date;
    case timestamp_array:
        return timestamp;
    case timestamptz_array:
        return timestamptz;
    case interval_array:
        return interval;
    case numeric_array:
        return numeric;
    case uuid_array:
        return uuid;
    case jsonb_array:
        return jsonb;
    case json_array:
        return json;
    case xml_array:
        return xml;
    case name_array:
        return name;
    case oid_array:
        return oid;
    default:
        return unknown;
    }
}

/// What people call a type; empty for one that is not known here.
inline std::string name_of(Oid type) {
    switch (type) {
    case boolean:
        return "boolean";
    case bytea:
        return "bytea";
    case int2:
        return "smallint";
    case int4:
        return "integer";
    case int8:
        return "bigint";
    case text:
        return "text";
    case name:
        return "name";
    case oid:
        return "oid";
    case json:
        return "json";
    case xml:
        return "xml";
    case jsonb:
        return "jsonb";
    case float4:
        return "real";
    case float8:
        return "double precision";
    case bpchar:
        return "character";
    case varchar:
        return "character varying";
    case date:
        return "date";
    case timestamp:
        return "timestamp without time zone";
    case timestamptz:
        return "timestamp with time zone";
    case interval:
        return "interval";
    case numeric:
        return "numeric";
    case uuid:
        return "uuid";
    default:
        return element_of(type) == unknown ? std::string() : name_of(element_of(type)) + "[]";
    }
}

} // namespace rowan::detail::oid
