#pragma once

#include "tpch/columns.hpp"

#include <chrono>

// What was charged, to whom, and in what time.
namespace test::tpch::queries {

using namespace rowan;
using namespace std::chrono_literals;

/// Pricing summary report: what was charged, by state of the lines.
constexpr auto q01() {
    return select(l_returnflag, l_linestatus, sum(l_quantity).as<"sum_qty">(),
                  sum(l_extendedprice).as<"sum_base_price">(), sum(discounted_price).as<"sum_disc_price">(),
                  sum(discounted_price * (100 + l_tax)).as<"sum_charge">(), avg(l_quantity).as<"avg_qty">(),
                  avg(l_extendedprice).as<"avg_price">(), avg(l_discount).as<"avg_disc">(), count().as<"count_order">())
        .from<Lineitem>()
        .where(l_shipdate <= 1998y / 9 / 2)
        .group_by(l_returnflag, l_linestatus)
        .order_by(l_returnflag, l_linestatus);
}

/// Minimum cost supplier: who in Europe sells each brass part of size 15 at the lowest price of Europe.
constexpr auto q02() {
    constexpr auto lowest_cost = select(min(ps_supplycost))
                                     .from<Partsupp>()
                                     .join<Supplier>()
                                     .join<Nation>()
                                     .join<Region>()
                                     .where(ps_partkey == p_partkey, r_name == "EUROPE");
    return select(s_acctbal, s_name, n_name, p_partkey, p_mfgr, s_address, s_phone, s_comment)
        .from<Part>()
        .join<Partsupp>()
        .join<Supplier>()
        .join<Nation>()
        .join<Region>()
        .where(p_size == 15, like(p_type, "%BRASS"), r_name == "EUROPE", ps_supplycost == scalar(lowest_cost))
        .order_by(desc(s_acctbal), n_name, s_name, p_partkey)
        .limit(20);
}

/// Shipping priority: the largest orders of builders that were not yet shipped.
constexpr auto q03() {
    return select(l_orderkey, sum(discounted_price).as<"revenue">(), o_orderdate, o_shippriority)
        .from<Customer>()
        .join<Orders>()
        .join<Lineitem>()
        .where(c_mktsegment == "BUILDING", o_orderdate < 1995y / 3 / 15, l_shipdate > 1995y / 3 / 15)
        .group_by(l_orderkey, o_orderdate, o_shippriority)
        .order_by(desc(named<"revenue">), o_orderdate, l_orderkey)
        .limit(5);
}

/// Order priority checking: how many orders of a quarter had a line that came late.
constexpr auto q04() {
    constexpr auto late_lines = select<Lineitem>().where(l_orderkey == o_orderkey, l_commitdate < l_receiptdate);
    return select(o_orderpriority, count().as<"order_count">())
        .from<Orders>()
        .where(o_orderdate >= 1993y / 7 / 1, o_orderdate < 1993y / 10 / 1, exists(late_lines))
        .group_by(o_orderpriority)
        .order_by(o_orderpriority);
}

/// Local supplier volume: what the nations of Asia sold at home.
constexpr auto q05() {
    return select(n_name, sum(discounted_price).as<"revenue">())
        .from<Customer>()
        .join<Orders>()
        .join<Lineitem>()
        .join<Supplier>(s_suppkey == l_suppkey && s_nationkey == c_nationkey)
        .join<Nation>(n_nationkey == s_nationkey)
        .join<Region>()
        .where(r_name == "ASIA", o_orderdate >= 1994y / 1 / 1, o_orderdate < 1995y / 1 / 1)
        .group_by(n_name)
        .order_by(desc(named<"revenue">), n_name);
}

/// Forecasting revenue change: what small orders would have brought without their discount.
constexpr auto q06() {
    return select(sum(l_extendedprice * l_discount).as<"revenue">())
        .from<Lineitem>()
        .where(l_shipdate >= 1994y / 1 / 1, l_shipdate < 1995y / 1 / 1, between(l_discount, 5, 7), l_quantity < 24);
}

} // namespace test::tpch::queries
