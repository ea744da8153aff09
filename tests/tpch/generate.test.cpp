#include "tpch/compare.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace test::tpch {
namespace {
namespace generated {

/// FNV-1a of the rows as text, so that it depends on no byte order.
template <class Table>
void add_to(std::uint64_t& checksum, const std::vector<Table>& rows) {
    for (const Table& row : rows) {
        for (const char each : text_of(cells_of(row)) + '\n') {
            checksum ^= static_cast<unsigned char>(each);
            checksum *= 0x100000001b3;
        }
    }
}

std::uint64_t checksum_of(const contents& made) {
    std::uint64_t checksum = 0xcbf29ce484222325;
    add_to(checksum, made.region);
    add_to(checksum, made.nation);
    add_to(checksum, made.supplier);
    add_to(checksum, made.customer);
    add_to(checksum, made.part);
    add_to(checksum, made.partsupp);
    add_to(checksum, made.orders);
    add_to(checksum, made.lineitem);
    return checksum;
}

template <class Driver>
std::vector<cells> raw(std::string_view sql) {
    return rows_of(sample<Driver>(), std::string(sql));
}

/// Fails unless the SQL gives the rows that were made.
template <class Driver, class Table>
void require_stored(const std::vector<Table>& made, const std::string& sql) {
    std::vector<cells> rows;
    for (const Table& row : made) rows.push_back(cells_of(row));
    require_same(raw<Driver>(sql), rows);
}

} // namespace generated
} // namespace

TEST_SUITE("tpch") {

    TEST_CASE("the rows are the same every time, everywhere") {
        const contents made = generate();
        CHECK(made == generate());
        CHECK(generated::checksum_of(made) == 5189708112872283065u);
    }

    TEST_CASE("the tables have as many rows as they should") {
        const contents made = generate();
        CHECK(made.region.size() == 5);
        CHECK(made.nation.size() == 25);
        CHECK(made.supplier.size() == supplier_count);
        CHECK(made.customer.size() == customer_count);
        CHECK(made.part.size() == part_count);
        CHECK(made.partsupp.size() == part_count * suppliers_of_a_part);
        CHECK(made.orders.size() == order_count);
        CHECK(made.lineitem.size() == 8137);
    }

    TEST_CASE_TEMPLATE("what is stored is what was made", Driver, TEST_DRIVERS) {
        const contents made = generate();
        generated::require_stored<Driver>(made.region, "SELECT * FROM region ORDER BY r_regionkey");
        generated::require_stored<Driver>(made.nation, "SELECT * FROM nation ORDER BY n_nationkey");
        generated::require_stored<Driver>(made.supplier, "SELECT * FROM supplier ORDER BY s_suppkey");
        generated::require_stored<Driver>(made.customer, "SELECT * FROM customer ORDER BY c_custkey");
        generated::require_stored<Driver>(made.part, "SELECT * FROM part ORDER BY p_partkey");
        generated::require_stored<Driver>(made.partsupp, "SELECT * FROM partsupp ORDER BY ps_partkey, ps_suppkey");
        generated::require_stored<Driver>(made.orders, "SELECT * FROM orders ORDER BY o_orderkey");
        generated::require_stored<Driver>(made.lineitem, "SELECT * FROM lineitem ORDER BY l_orderkey, l_linenumber");
    }

    TEST_CASE("every foreign key refers to a row") {
        CHECK(generated::raw<rowan::sqlite>("SELECT DISTINCT \"table\" FROM pragma_foreign_key_list('lineitem')")
                  .size() == 4);
        CHECK(generated::raw<rowan::sqlite>("PRAGMA foreign_key_check").empty());
    }

    TEST_CASE_TEMPLATE("every question has an answer", Driver, TEST_DRIVERS) {
        constexpr std::array<std::size_t, 22> sizes{4, 20, 5, 5, 3,  1, 4,  2, 70, 20, 40,
                                                    2, 20, 1, 1, 31, 1, 10, 1, 2,  4,  6};
        for (std::size_t i = 0; i < sizes.size(); ++i) {
            CAPTURE(i + 1);
            CHECK(generated::raw<Driver>(reference::all[i]).size() == sizes[i]);
        }
    }

    TEST_CASE("every answer has one order only") {
        rowan::connection<tpch<rowan::sqlite>> db{":memory:"};
        fill(db);
        db.execute("PRAGMA reverse_unordered_selects = 1");
        for (std::size_t i = 0; i < reference::all.size(); ++i) {
            CAPTURE(i + 1);
            const std::string sql(reference::all[i]);
            require_same(raw_rows(db, sql), generated::raw<rowan::sqlite>(sql));
        }
    }

} // TEST_SUITE

} // namespace test::tpch
