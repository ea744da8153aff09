#include "faults/postgres/faults.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <string>
#include <vector>

// A type of the database that others alter between two runs of the same statements.
namespace altered_enum_test {

enum class Mood { calm, angry };
struct Feeling {
    std::int64_t id{};
    Mood mood{};
};
struct feelings {
    using driver = rowan::postgres;
    using tables = rowan::tables<Feeling>;
};

} // namespace altered_enum_test

template <>
inline constexpr auto rowan::enum_type<altered_enum_test::Mood> = rowan::native_enum("mood");

namespace altered_enum_test {

using namespace faults;

TEST_SUITE("faults") {
    TEST_CASE("an enumeration that others extend, or make again, is read and written as before") {
        constexpr auto all = rowan::select<Feeling>().order_by(rowan::col<&Feeling::id>);
        const std::string name = test::empty_postgres();
        test::raw_postgres other(name);
        rowan::connection<feelings> db(name, bounded);
        db.create_tables();
        std::size_t rows = 0;
        const auto run_all = [&] {
            db.insert(Feeling{0, Mood::angry});
            db.insert(std::vector<Feeling>(10, Feeling{0, Mood::angry}));
            db.insert(std::vector<Feeling>(copied, Feeling{0, Mood::angry}));
            rows += 11 + copied;
            const auto found = db(all).all();
            CHECK(found.size() == rows);
            CHECK(found.back().mood == Mood::angry);
        };
        run_all();
        run_all();
        other("ALTER TYPE mood ADD VALUE 'happy' BEFORE 'angry'");
        run_all();
        // A value that the program does not know is told, and nothing else is disturbed.
        other("INSERT INTO feeling(mood) VALUES ('happy')");
        CHECK_THROWS_AS((void)db(all).all(), rowan::type_mismatch);
        CHECK_THROWS_AS(db.transact([&] { (void)db(all).all(); }), rowan::type_mismatch);
        CHECK_FALSE(db.in_transaction());
        other("DELETE FROM feeling WHERE mood = 'happy'");
        run_all();

        other("DROP TABLE feeling; DROP TYPE mood");
        rowan::connection<feelings>(name, bounded).create_tables();
        rows = 0;
        run_all();
        db.transact(run_all);
    }
}

} // namespace altered_enum_test
