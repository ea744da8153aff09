#include "driver/laws.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <cstdint>
#include <limits>
#include <random>
#include <ratio>
#include <type_traits>

// Times that are counted by any integer, in any unit that rowan takes, against the same calculated with more bits.
namespace laws_times_test {

using namespace rowan;
using namespace test::laws;

__extension__ using long_integer = __int128;

template <class Driver>
struct clock_of : opened<Driver> {
    int kept = 0, refused = 0, wrong = 0;

    template <encoding Encoding, class Time>
    bool round_trip(const Time& time) {
        auto statement = this->connection.prepare("SELECT $1");
        try {
            statement.template bind<Encoding>(1, time);
        } catch (const type_mismatch&) {
            return false;
        }
        (void)statement.step();
        Time found{};
        statement.template read<Encoding>(0, found);
        wrong += found == time ? 0 : 1;
        return true;
    }
    /// Whether the database has a text, or a number, of this time.
    static bool is_there(long_integer nanoseconds) {
        constexpr long_integer day = 86'400'000'000'000, second = 1'000'000'000;
        if (is_postgres<Driver>) // from 4714-11-24 BC to 294276-12-31
            return nanoseconds % 1000 == 0 && nanoseconds >= -210'866'803'200 * second &&
                   nanoseconds < 9'224'318'016'000 * second;
        return nanoseconds >= -719'528 * day && nanoseconds < 2'932'897 * day;
    }
    template <class Rep, class Period>
    void check(Rep count) {
        using duration = std::chrono::duration<Rep, Period>;
        using time = std::chrono::sys_time<duration>;
        const time value{duration(count)};
        const bool fits = is_there(long_integer{count} * 1'000'000'000 * Period::num / Period::den);
        const bool is_kept = round_trip<encoding::standard>(value);
        (is_kept ? kept : refused) += 1;
        wrong += is_kept == fits ? 0 : 1;
        wrong += round_trip<encoding::integer>(value) == std::in_range<std::int64_t>(count) ? 0 : 1;
    }
    template <class Rep, class Period>
    void check_counts(std::mt19937_64& random) {
        static_assert(storable<std::chrono::sys_time<std::chrono::duration<Rep, Period>>>);
        using limits = std::numeric_limits<Rep>;
        for (const Rep count : {limits::min(), limits::max(), Rep{0}, Rep{1}, static_cast<Rep>(-1)})
            check<Rep, Period>(count);
        // Where the times of the databases end.
        for (const std::int64_t second : {-210'866'803'200, 9'224'318'016'000, -62'167'219'200, 253'402'300'800})
            for (const int more : {-1, 0}) {
                const long_integer ticks = long_integer{second} * Period::den / Period::num + more;
                if (ticks >= limits::min() && ticks <= limits::max()) check<Rep, Period>(static_cast<Rep>(ticks));
            }
        for (int i = 0; i < 3; ++i)
            check<Rep, Period>(static_cast<Rep>(static_cast<std::int64_t>(random()) >> random() % 64));
    }
    template <class Period>
    void check_unit(std::mt19937_64& random) {
        check_counts<std::int8_t, Period>(random);
        check_counts<std::uint16_t, Period>(random);
        check_counts<std::int32_t, Period>(random);
        check_counts<std::uint64_t, Period>(random);
        check_counts<std::int64_t, Period>(random);
    }
};

TEST_SUITE("driver") {
    TEST_CASE_TEMPLATE("a time is read as it was written, whatever it is counted by, or is refused", Driver,
                       TEST_DRIVERS) {
        clock_of<Driver> db;
        std::mt19937_64 random(1970);
        db.template check_unit<std::nano>(random);
        db.template check_unit<std::ratio<1, 512>>(random);
        db.template check_unit<std::micro>(random);
        db.template check_unit<std::milli>(random);
        db.template check_unit<std::ratio<1>>(random);
        db.template check_unit<std::ratio<3600>>(random);
        db.template check_unit<std::ratio<86400>>(random);
        db.template check_unit<std::ratio<604800>>(random);
        CHECK(db.wrong == 0);
        CHECK(db.kept > 100);
        CHECK(db.refused > 50);
    }
}

} // namespace laws_times_test
