#include "rowan/driver/postgres/copy.hpp"
#include "rowan/driver/postgres/decode.hpp"
#include "rowan/driver/postgres/result.hpp"
#include "rowan/values.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

// What a server sends is read only if it is in the form of its type, to the byte. Each value lies in memory of exactly its length, so
// that the sanitizers see what is read beyond it.
namespace wire_formats_test {

using namespace rowan;
using namespace std::string_literals;
using namespace std::chrono;
namespace oid = detail::oid;

enum class Mood { sad, glad };
struct Seconds {
    int count = 0;
};

} // namespace wire_formats_test

template <>
struct rowan::value_traits<wire_formats_test::Seconds> {
    using stored = std::int64_t;
    static std::int64_t to_stored(wire_formats_test::Seconds value) { return value.count; }
    static wire_formats_test::Seconds from_stored(std::int64_t count) { return {static_cast<int>(count)}; }
};

namespace wire_formats_test {

/// What is wanted in the place of bytes; "read" if nothing is.
template <class Value, encoding Encoding = encoding::standard>
std::string answer(Oid type, std::string_view bytes) {
    const std::unique_ptr<char[]> exact(new char[bytes.size()]);
    std::memcpy(exact.get(), bytes.data(), bytes.size());
    Value value{};
    try {
        const char* const wanted = detail::decode<Encoding>({type, exact.get(), bytes.size()}, value);
        return wanted == nullptr ? "read" : wanted;
    } catch (const type_mismatch& failure) {
        return failure.what();
    }
}

std::string number(std::size_t size, std::int64_t value) {
    std::string bytes;
    for (std::size_t i = size; i-- > 0;) bytes += static_cast<char>(value >> (8 * i));
    return bytes;
}
std::string array(std::int64_t dimensions, Oid element, std::int64_t count, const std::vector<std::string>& elements) {
    std::string bytes = number(4, dimensions) + number(4, 0) + number(4, element);
    if (dimensions != 0) bytes += number(4, count) + number(4, 1);
    for (const std::string& each : elements) bytes += number(4, static_cast<std::int64_t>(each.size())) + each;
    return bytes;
}

/// A value of a type of the server that is read as `Value`, and no other length of it is.
template <class Value, encoding Encoding = encoding::standard>
void check_size(Oid type, const std::string& right) {
    CAPTURE(type);
    CHECK(answer<Value, Encoding>(type, right) == "read");
    for (std::size_t size = 0; size <= right.size() + 17; ++size) {
        CAPTURE(size);
        std::string bytes = right;
        bytes.resize(size, '\0');
        if (size != right.size()) CHECK(answer<Value, Encoding>(type, bytes) != "read");
    }
}
/// The same for the elements of an array, and for the array as a whole.
template <class Value, encoding Encoding = encoding::standard>
void check_elements(Oid type, const std::string& right) {
    using List = std::vector<Value>;
    const Oid list = oid::array_of(type);
    CAPTURE(type);
    REQUIRE(list != oid::unknown);
    CHECK(oid::element_of(list) == type);
    const std::string whole = array(1, type, 2, {right, right});
    check_size<List, Encoding>(list, whole);
    CHECK(answer<List, Encoding>(list, array(0, type, 0, {})) == "read");
    CHECK(answer<List, Encoding>(list, array(1, type, 0, {})) == "read");
    for (std::size_t size = 0; size <= right.size() + 17; ++size) {
        std::string other = right;
        other.resize(size, '\0');
        if (size != right.size()) CHECK(answer<List, Encoding>(list, array(1, type, 2, {right, other})) != "read");
    }
    for (const std::int64_t count : {std::int64_t{-1}, std::int64_t{0}, std::int64_t{1}, std::int64_t{3},
                                     std::int64_t{std::numeric_limits<std::int32_t>::max()},
                                     std::int64_t{std::numeric_limits<std::int32_t>::min()}}) {
        CAPTURE(count);
        CHECK(answer<List, Encoding>(list, array(1, type, count, {right, right})) != "read");
    }
    for (const std::int64_t dimensions : {-1, 2, 3, 0x7fffffff})
        CHECK(answer<List, Encoding>(list, array(dimensions, type, 2, {right, right})) != "read");
    for (const std::int64_t length : {std::int64_t{-2}, std::int64_t{1} << 31U, std::int64_t{0x7fffffff},
                                      static_cast<std::int64_t>(right.size()) + 1}) {
        std::string bytes = whole;
        bytes.replace(bytes.size() - right.size() - 4, 4, number(4, length));
        CAPTURE(length);
        CHECK(answer<List, Encoding>(list, bytes) != "read");
    }
    const std::string with_null = array(1, type, 2, {right}) + number(4, -1);
    CHECK(answer<List, Encoding>(list, with_null) == "an array without nulls");
    CHECK(answer<std::vector<std::optional<Value>>, Encoding>(list, with_null) == "read");
}
template <class Value, encoding Encoding = encoding::standard>
void check(Oid type, const std::string& right) {
    check_size<Value, Encoding>(type, right);
    check_elements<Value, Encoding>(type, right);
}

/// Whatever bytes come, as whatever type: they are read or refused.
template <class Value>
void check_noise(std::mt19937& random) {
    const std::vector<Oid> types{oid::boolean,   oid::bytea,       oid::name,       oid::int8,          oid::int2,
                                 oid::int4,      oid::text,        oid::oid,        oid::json,          oid::xml,
                                 oid::float4,    oid::float8,      oid::bpchar,     oid::varchar,       oid::date,
                                 oid::timestamp, oid::timestamptz, oid::interval,   oid::numeric,       oid::uuid,
                                 oid::jsonb,     oid::int8_array,  oid::text_array, oid::varchar_array, Oid{70000}};
    for (int i = 0; i < 3000; ++i) {
        const Oid type = types[random() % types.size()];
        std::string bytes(random() % 60, '\0');
        for (char& c : bytes) c = random() % 3 == 0 ? static_cast<char>(random()) : '\0';
        if (bytes.size() >= 20 && random() % 2 == 0)
            bytes.replace(0, 16,
                          number(4, 1) + number(4, 0) + number(4, types[random() % types.size()]) +
                              number(4, random() % 12));
        (void)answer<Value>(type, bytes);
    }
}

TEST_SUITE("driver") {
    TEST_CASE("a value of a type of fixed size is read at that size only, alone and in an array") {
        check<bool>(oid::boolean, "\1"s);
        check<std::int64_t>(oid::int8, number(8, -7));
        check<std::int64_t>(oid::int4, number(4, -7));
        check<std::int64_t>(oid::int2, number(2, -7));
        check<std::int64_t>(oid::oid, number(4, 7));
        check<int>(oid::int8, number(8, 7));
        check<short>(oid::int4, number(4, 7));
        check<std::uint8_t>(oid::int2, number(2, 7));
        check<double>(oid::float8, number(8, 0));
        check<double>(oid::float4, number(4, 0));
        check<float>(oid::float8, number(8, 0));
        for (const auto& [type, size] : {std::pair(oid::int8, 8U), {oid::int4, 4U}, {oid::int2, 2U}, {oid::oid, 4U}})
            check<double>(type, number(size, 7));
        check<sys_time<microseconds>>(oid::timestamptz, number(8, 7));
        check<sys_time<microseconds>>(oid::timestamp, number(8, 7));
        check<sys_days>(oid::timestamptz, number(8, 86'400'000'000));
        check<year_month_day>(oid::date, number(4, 7));
        check<uuid>(oid::uuid, std::string(16, 'u'));
        check<interval>(oid::interval, number(8, 1) + number(4, 2) + number(4, 3));
        check<Mood, encoding::integer>(oid::int8, number(8, 1));
        check<sys_seconds, encoding::integer>(oid::int4, number(4, 1));
        check<Seconds>(oid::int8, number(8, 1));
    }
    TEST_CASE("a numeric is read at the length that it says only") {
        const std::string encoded = "\0\2\0\0\0\0\0\2\0\1\x13\x88"s; // 1.50
        check<decimal>(oid::numeric, encoded);
        check<double>(oid::numeric, encoded);
        check<std::string>(oid::numeric, encoded);
        // A sign that there is none of, and digits beyond 9999.
        for (const std::string& wrong :
             {"\0\1\0\0\x20\0\0\0\0\1"s, "\0\1\0\0\0\1\0\0\0\1"s, "\0\1\0\0\0\0\0\0\x27\x10"s}) {
            CHECK(answer<decimal>(oid::numeric, wrong) != "read");
            CHECK(answer<double>(oid::numeric, wrong) != "read");
            CHECK(answer<std::string>(oid::numeric, wrong) != "read");
        }
        // More digits behind the point than any number of PostgreSQL's has.
        CHECK(answer<decimal>(oid::numeric, "\0\1\x80\0\0\0\0\0\0\1"s) != "read");
    }
    TEST_CASE("a document has the version of its format before it") {
        for (const std::string& bytes : {""s, "\2{}"s, "{}"s, "\0{}"s}) {
            CHECK(answer<json>(oid::jsonb, bytes) == detail::in_right_format);
            CHECK(answer<std::string>(oid::jsonb, bytes) == detail::in_right_format);
            CHECK(answer<std::vector<json>>(oid::jsonb_array, array(1, oid::jsonb, 1, {bytes})) ==
                  detail::in_right_format);
        }
        CHECK(answer<json>(oid::jsonb, "\1{}") == "read");
        CHECK(answer<json>(oid::json, "") == "read");
    }
    TEST_CASE("texts and bytes have any length, but in an array the one that they say") {
        check_size<std::vector<std::string>>(oid::text_array, array(1, oid::text, 2, {"ab", "cde"}));
        check_size<std::vector<bytes>>(oid::bytea_array, array(1, oid::bytea, 2, {"ab", "cde"}));
        for (const auto& type : {oid::text, oid::bytea}) {
            const Oid list = oid::array_of(type);
            for (const std::int64_t length :
                 {std::int64_t{-2}, std::int64_t{2}, std::int64_t{8192}, std::int64_t{-0x80000000LL}}) {
                const std::string bytes = array(1, type, 1, {}) + number(4, length) + "x";
                CHECK(answer<std::vector<std::string>>(list, bytes) != "read");
                CHECK(answer<std::vector<rowan::bytes>>(list, bytes) != "read");
            }
        }
        CHECK(answer<std::string>(oid::text, "") == "read");
        CHECK(answer<bytes>(oid::bytea, "") == "read");
        CHECK(answer<Mood>(oid::bpchar, "") == "the name of an enumerator of Mood");
        CHECK(answer<Mood>(oid::bpchar, "glad   ") == "read");
    }
    TEST_CASE("the elements of an array are of the type that the array says, whatever that of the array is") {
        CHECK(answer<std::vector<std::int64_t>>(oid::int8_array, array(1, oid::int4, 1, {number(4, 1)})) == "read");
        CHECK(answer<std::vector<std::int64_t>>(oid::int8_array, array(1, oid::int4, 1, {number(8, 1)})) != "read");
        CHECK(answer<std::vector<std::int64_t>>(oid::int8_array, array(1, oid::text, 1, {number(8, 1)})) != "read");
        CHECK(answer<std::vector<bool>>(oid::boolean_array, array(1, oid::boolean, 2, {"\1", ""})) != "read");
    }
    TEST_CASE("an array of keys is read if each is as long as its type says") {
        const auto read = [](const std::string& bytes, std::size_t count) {
            const std::unique_ptr<char[]> exact(new char[bytes.size()]);
            std::memcpy(exact.get(), bytes.data(), bytes.size());
            std::int64_t sum = 0;
            const bool is_read = detail::decode_integers({oid::int8_array, exact.get(), bytes.size()}, count,
                                                         [&](std::int64_t key) { sum += key; });
            return is_read ? sum : -1;
        };
        const std::string right = array(1, oid::int8, 2, {number(8, 3), number(8, 4)});
        CHECK(read(right, 2) == 7);
        CHECK(read(right, 1) == -1);
        CHECK(read(right, 3) == -1);
        CHECK(read(array(1, oid::int2, 2, {number(2, 3), number(2, 4)}), 2) == 7);
        CHECK(read(array(0, oid::int8, 0, {}), 0) == 0);
        for (std::size_t size = 0; size < right.size(); ++size) CHECK(read(right.substr(0, size), 2) == -1);
        CHECK(read(right + '\0', 2) == -1);
        // As long in all as two keys are.
        CHECK(read(array(1, oid::int8, 2, {number(4, 3), std::string(12, '\0')}), 2) == -1);
        CHECK(read(array(1, oid::int8, 2, {std::string(16, '\0')}) + number(4, -1), 2) == -1);
        CHECK(read(array(1, oid::text, 2, {number(8, 3), number(8, 4)}), 2) == -1);
    }
    TEST_CASE("a list of keys is read if it is one to its end") {
        const auto read = [](std::string_view text) {
            std::vector<std::int64_t> keys;
            std::string shown;
            if (!detail::read_key_list(text, keys)) return "none"s;
            for (const std::int64_t key : keys) shown += std::to_string(key) + ' ';
            return shown;
        };
        CHECK(read("{1}") == "1 ");
        CHECK(read("{1,-2,9223372036854775807,-9223372036854775808}") ==
              "1 -2 9223372036854775807 -9223372036854775808 ");
        for (const std::string_view text : {"",
                                            "{",
                                            "}",
                                            "{}",
                                            "{1",
                                            "1}",
                                            "1",
                                            "{1,}",
                                            "{,1}",
                                            "{1,,2}",
                                            "{1 }",
                                            "{ 1}",
                                            "{a}",
                                            "{1,NULL}",
                                            "{1}x",
                                            "{--1}",
                                            "{+1}",
                                            "{1}{2}",
                                            "{9223372036854775808}",
                                            "{99999999999999999999999999}",
                                            "{-9223372036854775809}",
                                            "{1.5}"})
            CHECK(read(text) == "none");
    }
    TEST_CASE("the number of rows in the words of a command fits, or there is none") {
        using detail::changes_of;
        CHECK(changes_of("INSERT 0 5") == 5);
        CHECK(changes_of("UPDATE 0") == 0);
        CHECK(changes_of("COPY 9223372036854775807") == std::numeric_limits<std::int64_t>::max());
        CHECK(changes_of("MERGE 3") == 3);
        for (const std::string_view command :
             {"", "M", "MOVE 3", "SELECT 3", "FETCH 3", "BEGIN", "COPY 9223372036854775808",
              "UPDATE 99999999999999999999999999999999999999999999999999999", "UPDATE 1x", "UPDATE "})
            CHECK(changes_of(command) == -1);
        CHECK(changes_of("UPDATE 00000000000000000000000000000000000000000000001") == 1);
        CHECK(changes_of("7") == 7);
    }
    TEST_CASE("bytes without sense are read or refused, as whatever type they come") {
        std::mt19937 random(7);
        check_noise<bool>(random);
        check_noise<std::int64_t>(random);
        check_noise<float>(random);
        check_noise<std::string>(random);
        check_noise<bytes>(random);
        check_noise<Mood>(random);
        check_noise<sys_seconds>(random);
        check_noise<year_month_day>(random);
        check_noise<decimal>(random);
        check_noise<uuid>(random);
        check_noise<interval>(random);
        check_noise<json>(random);
        check_noise<std::vector<std::int64_t>>(random);
        check_noise<std::vector<std::string>>(random);
        check_noise<std::vector<bool>>(random);
        check_noise<std::vector<std::optional<decimal>>>(random);
        check_noise<std::vector<interval>>(random);
        check_noise<std::vector<json>>(random);
    }
}

} // namespace wire_formats_test
