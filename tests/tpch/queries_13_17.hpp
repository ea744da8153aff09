#pragma once

#include "tpch/columns.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

// How orders, revenue and parts are distributed.
namespace test::tpch::queries {

using namespace rowan;
using namespace std::chrono_literals;

struct CustomerOrders {
    std::int64_t c_custkey = 0;
    std::int64_t c_count = 0;
};

/// Customer distribution: how many customers have made how many orders without special requests, none among them.
constexpr auto q13() {
    constexpr auto c_orders = select(c_custkey, count(o_orderkey))
                                  .from<Customer>()
                                  .left_join<Orders>(o_custkey == c_custkey && !like(o_comment, "%special%requests%"))
                                  .group_by(c_custkey);

    constexpr auto c_count = col<&CustomerOrders::c_count>;
    return select(c_count, count().as<"custdist">())
        .from(subquery<CustomerOrders>(c_orders))
        .group_by(c_count)
        .order_by(desc(named<"custdist">), desc(c_count));
}

/// Promotion effect: how many percent of the revenue of a month came from promoted parts.
constexpr auto q14() {
    constexpr auto promoted = case_(when(like(p_type, "PROMO%"), discounted_price)).else_(0);
    return select((100.0 * sum(promoted) / sum(discounted_price)).as<"promo_revenue">())
        .from<Lineitem>()
        .join<Part>()
        .where(l_shipdate >= 1995y / 9 / 1, l_shipdate < 1995y / 10 / 1);
}

struct Revenue {
    std::int64_t supplier_no = 0;
    std::optional<std::int64_t> total_revenue;
};

/// Top supplier: who brought the most revenue in a quarter.
constexpr auto q15() {
    constexpr auto revenue = select(l_suppkey, sum(discounted_price))
                                 .from<Lineitem>()
                                 .where(l_shipdate >= 1996y / 1 / 1, l_shipdate < 1996y / 4 / 1)
                                 .group_by(l_suppkey);

    constexpr auto total_revenue = col<&Revenue::total_revenue>;
    return select(s_suppkey, s_name, s_address, s_phone, total_revenue)
        .with(cte<Revenue>(revenue))
        .from<Supplier>()
        .join<Revenue>(col<&Revenue::supplier_no> == s_suppkey)
        .where(total_revenue == scalar(select(max(total_revenue)).from<Revenue>()))
        .order_by(s_suppkey);
}

/// Parts/supplier relationship: how many suppliers without complaints there are, by kind of part.
constexpr auto q16() {
    constexpr auto complained_of = select(s_suppkey).from<Supplier>().where(like(s_comment, "%Customer%Complaints%"));
    return select(p_brand, p_type, p_size, count_distinct(ps_suppkey).as<"supplier_cnt">())
        .from<Partsupp>()
        .join<Part>()
        .where(p_brand != "Brand#45", !like(p_type, "MEDIUM POLISHED%"), in(p_size, 49, 14, 23, 45, 19, 3, 36, 9),
               !in(ps_suppkey, complained_of))
        .group_by(p_brand, p_type, p_size)
        .order_by(desc(named<"supplier_cnt">), p_brand, p_type, p_size);
}

/// Small-quantity-order revenue: what would be lost in a year, of seven, without the small orders of a kind of part.
constexpr auto q17() {
    constexpr auto fifth_of_average = select(0.2 * avg(l_quantity)).from<Lineitem>().where(l_partkey == p_partkey);
    return select((sum(l_extendedprice) / 7.0).as<"avg_yearly">())
        .from<Lineitem>()
        .join<Part>()
        .where(p_brand == "Brand#23", p_container == "MED BOX", l_quantity < scalar(fifth_of_average));
}

} // namespace test::tpch::queries
