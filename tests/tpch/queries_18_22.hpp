#pragma once

#include "tpch/columns.hpp"

#include <chrono>
#include <cstdint>
#include <string>

// Large orders, particular parts, and who waits or never bought.
namespace test::tpch::queries {

using namespace rowan;
using namespace std::chrono_literals;

/// Large volume customer: the largest orders of more than 250 pieces.
constexpr auto q18() {
    constexpr auto large_orders =
        select(l_orderkey).from<Lineitem>().group_by(l_orderkey).having(sum(l_quantity) > 250);
    return select(c_name, c_custkey, o_orderkey, o_orderdate, o_totalprice, sum(l_quantity).as<"quantity">())
        .from<Customer>()
        .join<Orders>()
        .join<Lineitem>()
        .where(in(o_orderkey, large_orders))
        .group_by(c_name, c_custkey, o_orderkey, o_orderdate, o_totalprice)
        .order_by(desc(o_totalprice), o_orderdate, o_orderkey)
        .limit(10);
}

/// Discounted revenue: of three kinds of parts that went by air and were handed over in person.
constexpr auto q19() {
    constexpr auto by_air = in(l_shipmode, "AIR", "REG AIR") && l_shipinstruct == "DELIVER IN PERSON";
    constexpr auto small = p_brand == "Brand#12" && in(p_container, "SM CASE", "SM BOX", "SM PACK", "SM PKG") &&
                           between(l_quantity, 1, 11) && between(p_size, 1, 5) && by_air;
    constexpr auto medium = p_brand == "Brand#23" && in(p_container, "MED BAG", "MED BOX", "MED PKG", "MED PACK") &&
                            between(l_quantity, 10, 20) && between(p_size, 1, 10) && by_air;
    constexpr auto large = p_brand == "Brand#34" && in(p_container, "LG CASE", "LG BOX", "LG PACK", "LG PKG") &&
                           between(l_quantity, 20, 30) && between(p_size, 1, 15) && by_air;
    return select(sum(discounted_price).as<"revenue">()).from<Lineitem>().join<Part>().where(small || medium || large);
}

/// Potential part promotion: who in Canada has in stock more than half of what was sold in a year of some forest part.
constexpr auto q20() {
    constexpr auto half_of_sold = select(0.5 * sum(l_quantity))
                                      .from<Lineitem>()
                                      .where(l_partkey == ps_partkey, l_suppkey == ps_suppkey,
                                             l_shipdate >= 1994y / 1 / 1, l_shipdate < 1995y / 1 / 1);
    constexpr auto forest_parts = select(p_partkey).from<Part>().where(like(p_name, "forest%"));
    constexpr auto well_stocked =
        select(ps_suppkey).from<Partsupp>().where(in(ps_partkey, forest_parts), ps_availqty > scalar(half_of_sold));
    return select(s_name, s_address)
        .from<Supplier>()
        .join<Nation>()
        .where(n_name == "CANADA", in(s_suppkey, well_stocked))
        .order_by(s_name);
}

/// Suppliers who kept orders waiting: how often they alone were late with an order of several suppliers.
constexpr auto q21() {
    using l2 = alias<"l2", Lineitem>;
    using l3 = alias<"l3", Lineitem>;
    constexpr auto of_others =
        select<l2>().where(l2::col<&Lineitem::l_orderkey> == l_orderkey, l2::col<&Lineitem::l_suppkey> != l_suppkey);
    constexpr auto late_of_others =
        select<l3>().where(l3::col<&Lineitem::l_orderkey> == l_orderkey, l3::col<&Lineitem::l_suppkey> != l_suppkey,
                           l3::col<&Lineitem::l_receiptdate> > l3::col<&Lineitem::l_commitdate>);
    return select(s_name, count().as<"numwait">())
        .from<Supplier>()
        .join<Lineitem>()
        .join<Orders>()
        .join<Nation>()
        .where(o_orderstatus == "F", l_receiptdate > l_commitdate, exists(of_others), !exists(late_of_others),
               n_name == "SAUDI ARABIA")
        .group_by(s_name)
        .order_by(desc(named<"numwait">), s_name)
        .limit(100);
}

struct CustomerSale {
    std::string cntrycode;
    std::int64_t c_acctbal = 0;
};

/// Global sales opportunity: customers with more than the average credit who never ordered, by country code.
constexpr auto q22() {
    constexpr auto cntrycode = substr(c_phone, 1, 2);
    constexpr auto is_asked_for = in(cntrycode, "13", "31", "23", "29", "30", "18", "17");
    constexpr auto average_credit = select(avg(c_acctbal)).from<Customer>().where(c_acctbal > 0, is_asked_for);
    constexpr auto custsale = select(cntrycode, c_acctbal)
                                  .from<Customer>()
                                  .where(is_asked_for, c_acctbal > scalar(average_credit),
                                         !exists(select<Orders>().where(o_custkey == c_custkey)));

    constexpr auto code = col<&CustomerSale::cntrycode>;
    return select(code, count().as<"numcust">(), sum(col<&CustomerSale::c_acctbal>).as<"totacctbal">())
        .from(subquery<CustomerSale>(custsale))
        .group_by(code)
        .order_by(code);
}

} // namespace test::tpch::queries
