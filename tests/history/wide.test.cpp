#include "support/drivers.hpp"

#include <doctest/doctest.h>

#include <cstdint>

// The texts of a history grow with the columns; a compiler is not to meet its limits for them.
namespace history_wide_test {

struct Wide {
    std::int64_t id = 0;
    int quantity_of_the_column_0 = 0, quantity_of_the_column_1 = 0, quantity_of_the_column_2 = 0;
    int quantity_of_the_column_3 = 0, quantity_of_the_column_4 = 0, quantity_of_the_column_5 = 0;
    int quantity_of_the_column_6 = 0, quantity_of_the_column_7 = 0, quantity_of_the_column_8 = 0;
    int quantity_of_the_column_9 = 0, quantity_of_the_column_10 = 0, quantity_of_the_column_11 = 0;
    int quantity_of_the_column_12 = 0, quantity_of_the_column_13 = 0, quantity_of_the_column_14 = 0;
    int quantity_of_the_column_15 = 0, quantity_of_the_column_16 = 0, quantity_of_the_column_17 = 0;
    int quantity_of_the_column_18 = 0, quantity_of_the_column_19 = 0, quantity_of_the_column_20 = 0;
    int quantity_of_the_column_21 = 0, quantity_of_the_column_22 = 0, quantity_of_the_column_23 = 0;
    int quantity_of_the_column_24 = 0, quantity_of_the_column_25 = 0, quantity_of_the_column_26 = 0;
    int quantity_of_the_column_27 = 0, quantity_of_the_column_28 = 0, quantity_of_the_column_29 = 0;
    int quantity_of_the_column_30 = 0, quantity_of_the_column_31 = 0, quantity_of_the_column_32 = 0;
    int quantity_of_the_column_33 = 0, quantity_of_the_column_34 = 0, quantity_of_the_column_35 = 0;
    int quantity_of_the_column_36 = 0, quantity_of_the_column_37 = 0, quantity_of_the_column_38 = 0;
    int quantity_of_the_column_39 = 0, quantity_of_the_column_40 = 0, quantity_of_the_column_41 = 0;
    int quantity_of_the_column_42 = 0, quantity_of_the_column_43 = 0, quantity_of_the_column_44 = 0;
    int quantity_of_the_column_45 = 0, quantity_of_the_column_46 = 0, quantity_of_the_column_47 = 0;
    int quantity_of_the_column_48 = 0, quantity_of_the_column_49 = 0, quantity_of_the_column_50 = 0;
    int quantity_of_the_column_51 = 0, quantity_of_the_column_52 = 0, quantity_of_the_column_53 = 0;
    int quantity_of_the_column_54 = 0, quantity_of_the_column_55 = 0, quantity_of_the_column_56 = 0;
    int quantity_of_the_column_57 = 0, quantity_of_the_column_58 = 0, quantity_of_the_column_59 = 0;
    int quantity_of_the_column_60 = 0, quantity_of_the_column_61 = 0, quantity_of_the_column_62 = 0;
    int quantity_of_the_column_63 = 0, quantity_of_the_column_64 = 0, quantity_of_the_column_65 = 0;
};

} // namespace history_wide_test

template <>
inline constexpr auto rowan::history<history_wide_test::Wide> = rowan::versioned{};

namespace history_wide_test {

using namespace rowan;

template <class Driver>
struct warehouse {
    using driver = Driver;
    using tables = rowan::tables<Wide>;
};

TEST_SUITE("history") {
    TEST_CASE_TEMPLATE("a table of many columns has a history", Driver, TEST_DRIVERS) {
        connection<warehouse<Driver>> db{test::empty_database<Driver>::name()};
        db.create_tables();
        Wide row;
        db.insert(row);
        row.quantity_of_the_column_65 = 1;
        db.update(row);
        const auto versions = db.template versions<Wide>(row.id);
        REQUIRE(versions.size() == 2);
        CHECK(versions[1].row.quantity_of_the_column_65 == 1);
    }
}

} // namespace history_wide_test
